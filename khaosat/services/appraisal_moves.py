"""Moving files of the yearly appraisal: every verb of the table in `appraisal_flow`, for one file or many at once.

Many are all or none: where one has moved meanwhile nothing is done, and who sent it looks again. A file is held while
it is judged, so that of two people who decide at the same moment one wins and the other is told. `seen` is the newest
step that stood on the page: a decision about what has changed since is no decision.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.exc import IntegrityError

from khaosat.access import NO_UNITS, Everything, ScopedSession, Units
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.appraisal import SIGNED, Appraisal, AppraisalStep, AppraisalYear
from khaosat.policy import Permission
from khaosat.queries.appraisal_ways import files_whose_term_is_over, held_files, steps_of, years_of_files
from khaosat.rules.appeals import appeal_term_on
from khaosat.services.acts import Actor, act, own_record, record
from khaosat.services.appraisal_flow import OWN_MOVES, Attempt, Move, Standing, State, Step, judged
from khaosat.services.days import day_of
from khaosat.services.rulesets import ruleset
from khaosat.services.working_days import end_of_term

LONGEST_REASON: Final = 2000  # characters
MOST_AT_ONCE: Final = 600
TIME: Final = Actor(None, "time")
Said = dict[str, object]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of one file; `seen` is the id of the newest step they saw (0: none, None: not said)."""

    file_id: int
    quality_class: str | None = None
    reason: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Mover:
    """Who wants it: what they may do, which officer they are themself, which units they head.

    `name` is what the file's readers know them by, who may not read accounts.
    """

    permissions: Collection[Permission] = frozenset()
    officer_id: int | None = None
    heads: Units = NO_UNITS
    name: str | None = None

    def attempt(
        self, file: Appraisal, move: Move, by: int | None, *, named: str | None = None, why: str = ""
    ) -> Attempt:
        """Return the attempt of that move on the file: who reaches every file still proposes for their units alone."""
        may = frozenset(self.permissions)
        if not isinstance(self.heads, Everything) and file.unit_id not in self.heads:
            may -= {Permission.APPRAISAL_PROPOSE}
        own = self.officer_id is not None and self.officer_id == file.officer_id
        return Attempt(move, by, may, own, named, why)


@act("appraisals:propose")
def propose(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Propose a class; raises as `judged` does, and NotFoundFailure for a file the session does not see."""
    _make(session, Move.PROPOSE, wishes, who, by, at)


@act("appraisals:verify")
def verify(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Verify what was proposed; raises as `propose`."""
    _make(session, Move.VERIFY, wishes, who, by, at)


@act("appraisals:return")
def send_home(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Return what was proposed to the unit head, with a reason; raises as `propose`."""
    _make(session, Move.RETURN, wishes, who, by, at)


@act("appraisals:decide")
def decide(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Decide a class; one that lowers then waits for a co-signature. Raises as `propose`."""
    _make(session, Move.DECIDE, wishes, who, by, at)


@act("appraisals:send_back")
def send_back(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Send what was verified back to Internal Affairs, with a reason; raises as `propose`."""
    _make(session, Move.SEND_BACK, wishes, who, by, at)


@act("appraisals:cosign")
def cosign(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Sign a lowering decision as the second person; raises as `propose`."""
    _make(session, Move.COSIGN, wishes, who, by, at)


@act("appraisals:refuse")
def refuse(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Refuse the co-signature, with a reason: the decider decides anew. Raises as `propose`."""
    _make(session, Move.REFUSE, wishes, who, by, at)


@act("appraisals:take_back")
def take_back(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Take a decision back while it waits for the co-signature, with a reason; raises as `propose`."""
    _make(session, Move.TAKE_BACK, wishes, who, by, at)


@act("appraisals:tell")
def tell(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Tell the officer; from then on the term of appeal runs, and after an appeal all is final. Raises as `propose`."""
    _make(session, Move.TELL, wishes, who, by, at)


@act("appraisals:appeal")
def appeal(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Appeal against the own class, with a reason, within the term; raises as `propose`."""
    _make(session, Move.APPEAL, wishes, who, by, at)


@act("appraisals:withdraw")
def withdraw(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Take the own appeal back; while the term runs another may follow. Raises as `propose`."""
    _make(session, Move.WITHDRAW, wishes, who, by, at)


@act("appraisals:decide_appeal")
def decide_appeal(session: ScopedSession, *, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    """Decide an appeal, with a reason, never for the worse; raises as `propose`."""
    _make(session, Move.DECIDE_APPEAL, wishes, who, by, at)


@own_record("a term that ran out is a step of the file itself, made by nobody")
def end_terms(session: ScopedSession, *, now: datetime) -> int:
    """Make final what nobody appealed within the term; returns how many files that were."""
    return end_terms_within(session, now=now)


def end_terms_within(session: ScopedSession, *, now: datetime, year: int | None = None) -> int:
    """Do the same (in that year alone) within the act of whoever asks."""
    over = files_whose_term_is_over(session, state=State.TOLD, today=day_of(now), year=year)
    if over:
        _take(session, Move.LAPSE, [Wish(file_id) for file_id in over], Mover(), TIME, now)
    return len(over)


def _make(session: ScopedSession, move: Move, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime) -> None:
    if not wishes:
        raise InvalidFailure(field="files", reason="none")
    if len(wishes) > MOST_AT_ONCE:
        raise InvalidFailure(field="files", reason="too_many", most=MOST_AT_ONCE)
    if by.account_id is None:
        raise NotFoundFailure(what="account")
    for file_id, before, after in _take(session, move, wishes, who, by, at):
        record(session, subject=f"appraisal:{file_id}", before=before, after=after)


def _take(
    session: ScopedSession, move: Move, wishes: Sequence[Wish], who: Mover, by: Actor, at: datetime
) -> list[tuple[int, Said, Said]]:
    """Make the move on those files, held together and in one order; returns each with what it was and what it is."""
    wanted = {wish.file_id: wish for wish in wishes}
    years = years_of_files(session, files=wanted)
    held = held_files(session, files=wanted)
    if held.keys() != wanted.keys():
        raise NotFoundFailure(what="appraisal")
    steps = steps_of(session, files=wanted)
    ranks = {number: ranks_of(session, year) for number, year in years.items()}
    taken = []
    for file_id, (file, officer) in held.items():
        wish, made, before = wanted[file_id], steps[file_id], _said(file, officer)
        barred = who.officer_id == file.officer_id and move not in OWN_MOVES  # told so below, and nothing else
        if not barred and wish.seen is not None and wish.seen != newest(made):
            raise ConflictFailure(what="appraisal", reason="moved_on", state=file.state)
        standing = standing_under(ranks[file.year], file, years[file.year], made, today=day_of(at))
        step = _step(file, standing, move, wish, who, by, at)
        _put(session, file, standing, step)
        session.add(step)
        taken.append((file_id, before, _said(file, officer) | {"reason": step.reason or ""}))
    try:
        session.flush()
    except IntegrityError as error:  # the database looks again, and somebody was quicker
        raise ConflictFailure(what="appraisal", reason="moved_on") from error
    return taken


def _step(
    file: Appraisal, standing: Standing, move: Move, wish: Wish, who: Mover, by: Actor, at: datetime
) -> AppraisalStep:
    named, said = wish.quality_class, _reason(wish)
    passage = judged(standing, who.attempt(file, move, by.account_id, named=named, why=said))
    step = AppraisalStep(appraisal=file, move=move, state_before=passage.before, state_after=passage.after)
    step.quality_class, step.reason = (named if passage.names_class else None), said or None
    step.made_by, step.actor, step.at = by.account_id, who.name or by.name, at
    return step


def _put(session: ScopedSession, file: Appraisal, standing: Standing, step: AppraisalStep) -> None:
    """Write on the file what the step makes of it."""
    file.state = step.state_after
    if step.move == Move.PROPOSE:
        file.proposed_class, file.decided_class = step.quality_class, None
    elif step.move == Move.DECIDE:
        file.decided_class = step.quality_class
    elif step.state_after in {State.VERIFIED, State.PROPOSED}:  # refused, taken back, sent back
        file.decided_class = None
    elif step.state_after == State.TOLD and step.move == Move.TELL:
        today = day_of(step.at)
        days = appeal_term_on(today).working_days
        file.appeal_until = end_of_term(session, begun=today, days=days)
    elif step.state_after == State.APPEALED:
        file.appealed = True
    elif step.state_after == State.FINAL:
        heard = standing.last(Move.DECIDE_APPEAL)
        file.final_class = heard.quality_class if heard else file.decided_class


def ranks_of(session: ScopedSession, year: AppraisalYear) -> dict[str, int]:
    """Return the order of the classes under the year's ruleset, 0 the best."""
    rules = ruleset(session, key=year.ruleset_key, version=year.ruleset_version).rules
    return {one.key: one.rank for one in rules.classes}


def standing_under(
    ranks: Mapping[str, int], file: Appraisal, year: AppraisalYear, steps: Sequence[AppraisalStep], *, today: date
) -> Standing:
    """Return the same where the order of the classes is known."""
    known = [Step(Move(step.move), step.made_by, step.quality_class) for step in steps if step.move in set(Move)]
    return Standing(
        state=State(file.state),
        ranks=ranks,
        history=tuple(known),
        suggested=file.suggested_class,
        asks_reason_from=(file.suggestion or {}).get("reason_asked_from"),
        complete=file.suggestion is not None,
        term_open=file.appeal_until is not None and today <= file.appeal_until,
        signed=year.state == SIGNED,
    )


def newest(steps: Sequence[AppraisalStep]) -> int:
    """Return the id of the newest step, 0 where there is none."""
    return steps[-1].id if steps else 0


def _reason(wish: Wish) -> str:
    said = wish.reason.strip().replace("\r\n", "\n").replace("\x00", "")
    if len(said) > LONGEST_REASON:
        raise InvalidFailure(field="reason", reason="too_long", most=LONGEST_REASON)
    return said


def _said(file: Appraisal, officer: str) -> Said:
    names = ("state", "proposed_class", "decided_class", "final_class")
    return {"year": file.year, "officer": officer, **{name: getattr(file, name) for name in names}}
