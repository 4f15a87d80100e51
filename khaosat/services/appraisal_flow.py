"""The states of an officer's yearly appraisal and who may move them: one table, and the pure judgement of a move.

The table is drawn in `docs/appraisal.md`, guarded once more by the database, and tested whole. Nobody who took part
in a class judges it a second time: the proposer does not verify, neither of them decides, none of them co-signs, and
none of all these decides the appeal. What an officer may hold on to is the best of the suggestion and of every class
their unit head ever proposed; a class below it takes two people, also where the proposal itself was taken back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.policy import Permission


class State(StrEnum):
    """Where an appraisal stands, named by what was done last."""

    DRAFTED = "drafted"  # opened with its suggestion; waits for the unit head
    PROPOSED = "proposed"  # waits for Internal Affairs
    RETURNED = "returned"  # by Internal Affairs, with a reason; waits for the unit head
    VERIFIED = "verified"  # waits for the decider
    PENDING_SECOND = "decided_pending_second"  # decided lower; waits for a co-signature
    DECIDED = "decided"  # waits to be told
    TOLD = "told"  # the term of appeal runs
    APPEALED = "appealed"  # waits for who decides appeals
    APPEAL_DECIDED = "appeal_decided"  # waits to be told
    FINAL = "final"


class Move(StrEnum):
    """What a person may do; LAPSE is done by time alone."""

    PROPOSE = "propose"
    VERIFY = "verify"
    RETURN = "return"
    DECIDE = "decide"
    SEND_BACK = "send_back"
    COSIGN = "cosign"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"
    TELL = "tell"
    APPEAL = "appeal"
    WITHDRAW = "withdraw"
    DECIDE_APPEAL = "decide_appeal"
    LAPSE = "lapse"


class Asks(StrEnum):
    """What a move asks for beside the permission."""

    COMPLETE = "complete"  # every component is there: what is proposed is proposed beside the suggestion
    CLASS = "class"  # one of the ruleset's
    REASON = "reason"  # always
    REASON_IF_DIFFERENT = "reason_if_different"  # see `reason_asked`
    NOT_LOWER = "not_lower"  # than what was decided: an appeal never makes worse
    OWN = "own"  # only the officer themself; without it only others
    TERM_OPEN = "term_open"
    TERM_OVER = "term_over"


class Lowers(StrEnum):
    """Which of two rows of one move holds: whether the class lies below what the officer may hold on to."""

    YES = "lowers"
    NO = "lowers_not"


JUDGED: Final = frozenset({Move.PROPOSE, Move.VERIFY, Move.RETURN, Move.DECIDE, Move.SEND_BACK, Move.TAKE_BACK})
TOOK_PART: Final = JUDGED | {Move.COSIGN, Move.REFUSE}
CHECKED: Final = frozenset({Move.PROPOSE, Move.VERIFY, Move.RETURN})
EVIDENCE_OPEN: Final = frozenset({State.DRAFTED, State.RETURNED})
"""States in which components and suggestion may still change: what was proposed was proposed on what stood there."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One row of the table; `apart_from` names moves: nobody who made one of them on this appraisal makes this one."""

    before: State
    move: Move
    after: State
    needs: Permission | None
    asks: frozenset[Asks] = frozenset()
    apart_from: frozenset[Move] = frozenset()
    where: Lowers | None = None

    @property
    def names_class(self) -> bool:
        """Whether the move names a class."""
        return Asks.CLASS in self.asks


_S, _M, _P, _A = State, Move, Permission, Asks
_CHOSEN: Final = frozenset({_A.CLASS, _A.REASON_IF_DIFFERENT})
_PROPOSED: Final = _CHOSEN | {_A.COMPLETE}
_SAID: Final = frozenset({_A.REASON})
_PROPOSER: Final = frozenset({_M.PROPOSE})
_NEVER_WORSE: Final = frozenset({_A.CLASS, _A.NOT_LOWER, _A.REASON})
_IN_TIME: Final = frozenset({_A.OWN, _A.REASON, _A.TERM_OPEN})
PASSAGES: Final = (
    Passage(_S.DRAFTED, _M.PROPOSE, _S.PROPOSED, _P.APPRAISAL_PROPOSE, _PROPOSED),
    Passage(_S.RETURNED, _M.PROPOSE, _S.PROPOSED, _P.APPRAISAL_PROPOSE, _PROPOSED),
    Passage(_S.PROPOSED, _M.VERIFY, _S.VERIFIED, _P.APPRAISAL_VERIFY, apart_from=_PROPOSER),
    Passage(_S.PROPOSED, _M.RETURN, _S.RETURNED, _P.APPRAISAL_VERIFY, _SAID, _PROPOSER),
    Passage(_S.VERIFIED, _M.DECIDE, _S.DECIDED, _P.APPRAISAL_DECIDE, _CHOSEN, CHECKED, Lowers.NO),
    Passage(_S.VERIFIED, _M.DECIDE, _S.PENDING_SECOND, _P.APPRAISAL_DECIDE, _CHOSEN, CHECKED, Lowers.YES),
    Passage(_S.VERIFIED, _M.SEND_BACK, _S.PROPOSED, _P.APPRAISAL_DECIDE, _SAID, CHECKED),
    Passage(_S.PENDING_SECOND, _M.COSIGN, _S.DECIDED, _P.APPRAISAL_COSIGN, apart_from=JUDGED),
    Passage(_S.PENDING_SECOND, _M.REFUSE, _S.VERIFIED, _P.APPRAISAL_COSIGN, _SAID, JUDGED),
    Passage(_S.PENDING_SECOND, _M.TAKE_BACK, _S.VERIFIED, _P.APPRAISAL_DECIDE, _SAID, CHECKED),
    Passage(_S.DECIDED, _M.TELL, _S.TOLD, _P.APPRAISAL_VERIFY),
    Passage(_S.TOLD, _M.APPEAL, _S.APPEALED, _P.APPRAISAL_APPEAL, _IN_TIME),
    Passage(_S.TOLD, _M.LAPSE, _S.FINAL, None, frozenset({_A.TERM_OVER})),
    Passage(_S.APPEALED, _M.WITHDRAW, _S.TOLD, _P.APPRAISAL_APPEAL, frozenset({_A.OWN})),
    Passage(_S.APPEALED, _M.DECIDE_APPEAL, _S.APPEAL_DECIDED, _P.APPRAISAL_HEAR, _NEVER_WORSE, TOOK_PART),
    Passage(_S.APPEAL_DECIDED, _M.TELL, _S.FINAL, _P.APPRAISAL_VERIFY),
)
"""The whole of it: from where, by what, to where, with which permission, and what is asked."""


OWN_MOVES: Final = frozenset(row.move for row in PASSAGES if Asks.OWN in row.asks)
"""What the officer does with their own file, and nobody else."""


@dataclass(frozen=True, slots=True)
class Step:
    """A move that was made: by which account (None: time), and the class it named."""

    move: Move
    by: int | None
    quality_class: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One appraisal as the judgement needs it.

    `ranks` orders the ruleset's classes (0 the best); `suggested` is the rule's class or None; from the class
    `asks_reason_from` on (and better) the ruleset wants a written reason of the proposer; `complete` whether every
    component is there; `term_open` whether the officer may still appeal; `signed` whether the year is signed, when
    nothing moves any more.
    """

    state: State
    ranks: Mapping[str, int]
    history: tuple[Step, ...] = ()
    suggested: str | None = None
    asks_reason_from: str | None = None
    complete: bool = True
    term_open: bool = False
    signed: bool = False

    def last(self, *moves: Move) -> Step | None:
        """Return the newest of these moves."""
        return next((step for step in reversed(self.history) if step.move in moves), None)

    @property
    def proposed(self) -> str | None:
        """The class of the newest proposal."""
        step = self.last(Move.PROPOSE)
        return step.quality_class if step else None

    @property
    def decided(self) -> str | None:
        """The class the decider named last, co-signed or not."""
        step = self.last(Move.DECIDE)
        return step.quality_class if step else None

    @property
    def held(self) -> str | None:
        """The best of the suggestion and of every class proposed: below it two people are needed."""
        known = [step.quality_class for step in self.history if step.move is Move.PROPOSE]
        found = [one for one in (self.suggested, *known) if one is not None and one in self.ranks]
        return min(found, key=lambda one: self.ranks[one], default=None)

    def lowers(self, quality_class: str) -> bool:
        """Return whether that class lies below what the officer may hold on to."""
        return self.held is not None and self.ranks[quality_class] > self.ranks[self.held]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A move somebody tries: `by` their account (None: time), `own` whether the appraisal is about themself."""

    move: Move
    by: int | None
    permissions: Collection[Permission] = field(default=frozenset())
    own: bool = False
    quality_class: str | None = None
    reason: str = ""


def judged(standing: Standing, attempt: Attempt) -> Passage:
    """Return the row of the table the attempt goes by.

    Raises ConflictFailure with `reason` 'signed', 'moved_on' (with the state), 'not_permitted', 'own_appraisal',
    'not_own_appraisal', 'took_part', 'incomplete', 'term_over' or 'term_open'; InvalidFailure for the fields `class`
    ('unknown', 'lower') and `reason` ('missing').
    """
    if attempt.own and not standing.signed and attempt.move not in OWN_MOVES:  # first: nothing else is said of it
        raise ConflictFailure(what="appraisal", reason="own_appraisal")
    rows = [row for row in PASSAGES if (row.before, row.move) == (standing.state, attempt.move)]
    if standing.signed or not rows:
        raise ConflictFailure(
            what="appraisal", reason="signed" if standing.signed else "moved_on", state=standing.state
        )
    if said := refusal(standing, rows[0], attempt):
        raise ConflictFailure(what="appraisal", reason=said, state=standing.state)
    _check_class(standing, rows[0], attempt)
    if not attempt.reason.strip() and reason_asked(standing, rows[0], attempt.quality_class):
        raise InvalidFailure(field="reason", reason="missing")
    return next(row for row in rows if row.where in {None, _lowers(standing, attempt)})


def refusal(standing: Standing, row: Passage, attempt: Attempt) -> str | None:
    """Return the code of what keeps this person from this row whatever they would write, or None."""
    by_time = row.needs is None  # time alone does what needs nobody, and nothing else
    asks = row.asks
    stands_in_the_way = (
        ("not_permitted", by_time is not (attempt.by is None)),
        ("not_permitted", row.needs is not None and row.needs not in attempt.permissions),
        ("own_appraisal", attempt.own and Asks.OWN not in asks),
        ("not_own_appraisal", Asks.OWN in asks and not attempt.own),
        ("took_part", any(step.by == attempt.by and step.move in row.apart_from for step in standing.history)),
        ("incomplete", Asks.COMPLETE in asks and not standing.complete),
        ("term_over", Asks.TERM_OPEN in asks and not standing.term_open),
        ("term_open", Asks.TERM_OVER in asks and standing.term_open),
    )
    return next((code for code, stands in stands_in_the_way if stands), None)


def reason_asked(standing: Standing, row: Passage, quality_class: str | None) -> bool:
    """Return whether that move wants a written reason for that class.

    Both do where it differs from the suggestion; a proposal also where the ruleset asks for one, a decision where it
    differs from the proposal or lowers.
    """
    if Asks.REASON_IF_DIFFERENT not in row.asks or quality_class is None:
        return Asks.REASON in row.asks
    differs = standing.suggested is not None and quality_class != standing.suggested
    if row.move is Move.PROPOSE:
        ranks, asked = standing.ranks, standing.asks_reason_from
        return differs or (asked is not None and asked in ranks and ranks[quality_class] <= ranks[asked])
    return differs or quality_class != standing.proposed or standing.lowers(quality_class)


def _check_class(standing: Standing, row: Passage, attempt: Attempt) -> None:
    if Asks.CLASS not in row.asks:
        return
    ranks, named, decided = standing.ranks, attempt.quality_class, standing.decided
    if named is None or named not in ranks:
        raise InvalidFailure(field="class", reason="unknown")
    if Asks.NOT_LOWER in row.asks and decided is not None and ranks[named] > ranks[decided]:
        raise InvalidFailure(field="class", reason="lower")


def _lowers(standing: Standing, attempt: Attempt) -> Lowers:
    named = attempt.quality_class
    return Lowers.YES if named is not None and named in standing.ranks and standing.lowers(named) else Lowers.NO


def open_to(standing: Standing, attempt: Attempt) -> tuple[Passage, ...]:
    """Return the rows this person could go by now, their fields still empty: what a page offers."""
    if standing.signed:
        return ()
    return tuple(row for row in PASSAGES if row.before is standing.state and refusal(standing, row, attempt) is None)
