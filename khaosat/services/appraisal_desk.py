"""What of a year's appraisal waits for a person, and what they may do with one file: what pages offer, never more."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from khaosat.access import Everything, ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.appraisal import Appraisal, AppraisalStep, AppraisalYear
from khaosat.queries.appraisal_ways import Mine, files_by_state, files_in, files_open_to, steps_of
from khaosat.queries.appraisals import Filed, file_of
from khaosat.queries.unit_names import unit_names
from khaosat.rules.ruleset import QualityClass, Ruleset
from khaosat.services.appraisal_flow import (
    PASSAGES,
    Asks,
    Attempt,
    Move,
    Passage,
    Standing,
    State,
    reason_asked,
    refusal,
)
from khaosat.services.appraisal_moves import Mover, newest, standing_under
from khaosat.services.appraisal_years import known_year, rules_of
from khaosat.services.dated_tree import DatedTree, UnitLabel

QUEUES: Final = (Move.PROPOSE, Move.VERIFY, Move.COSIGN, Move.DECIDE, Move.TELL, Move.DECIDE_APPEAL)
"""The moves that wait for a person; the others are what one may do instead."""
PAGE: Final = 100


@dataclass(frozen=True)
class Asker:
    """Who asks, and on which day."""

    who: Mover
    account_id: int
    today: date


@dataclass(frozen=True)
class Line:
    """One file that waits. `chosen` is the class the move takes where nothing differs, None where one has to look.

    `barred` is the code of what keeps this person from the move, `said` the reason of the newest proposal, `last` of
    the newest step, `back` the same where that step brought the file back.
    """

    filed: Filed
    unit: UnitLabel
    standing: Standing
    seen: int
    chosen: str | None
    barred: str | None
    said: str | None
    last: str | None
    back: str | None

    @property
    def at_once(self) -> bool:
        """Whether it may be moved together with others."""
        return self.barred is None and self.chosen is not None


@dataclass(frozen=True)
class Desk:
    """A page of what waits in one queue, and how many files wait in each of this person's queues."""

    year: AppraisalYear
    rules: Ruleset
    queues: tuple[tuple[Move, int], ...]
    queue: Move | None
    lines: tuple[Line, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class Offer:
    """A move that is open: the classes to choose from with the likely one, those that want a reason, those that lower.

    Without classes, `reason` says whether one is asked for.
    """

    move: Move
    classes: tuple[QualityClass, ...]
    likely: str | None
    reasoned: frozenset[str]
    lowering: frozenset[str]
    reason: bool


@dataclass(frozen=True)
class Way:
    """A file's way so far and what this person may do now; `barred` are moves of their role that others must make."""

    file: Appraisal
    standing: Standing
    steps: tuple[AppraisalStep, ...]
    seen: int
    offers: tuple[Offer, ...]
    barred: tuple[tuple[Move, str], ...]


def states_of(move: Move) -> frozenset[State]:
    """Return the states in which that move waits."""
    return frozenset(row.before for row in PASSAGES if row.move is move)


def needed(move: Move) -> Passage:
    """Return a row of the table with that move."""
    return next(row for row in PASSAGES if row.move is move)


def desk(session: ScopedSession, asker: Asker, *, year: int, queue: str = "", page: int = 1) -> Desk:
    """Return what waits for this person in that queue (else the first that has something); raises NotFoundFailure."""
    known = known_year(session, year=year)
    rules, tree = rules_of(session, known), _tree(session, year)
    counted = tuple((move, waiting(session, asker, move).get(year, 0)) for move in own_queues(asker))
    chosen = next((move for move, _ in counted if move == queue), None)
    chosen = chosen or next((move for move, number in counted if number), counted[0][0] if counted else None)
    pages = max(1, -(-_in_queue(session, asker, year, chosen) // PAGE)) if chosen else 1
    page = min(max(1, page), pages)
    lines = tuple(_lines(session, asker, known, rules, tree, chosen, page)) if chosen else ()
    return Desk(known, rules, counted, chosen, lines, page, pages)


def own_queues(asker: Asker) -> list[Move]:
    """Return the queues of this person's roles."""
    return [move for move in QUEUES if needed(move).needs in asker.who.permissions]


def waiting(session: ScopedSession, asker: Asker, move: Move) -> dict[int, int]:
    """Return how many files wait in that queue for this person, who may move them, by open year."""
    mine = Mine(asker.account_id, asker.who.officer_id, frozenset(needed(move).apart_from))
    return files_open_to(session, states=states_of(move), units=_units(asker, move), mine=mine)


def _units(asker: Asker, move: Move) -> Collection[int] | None:
    """Whose files: what one proposes is of the units one heads, also where one sees others."""
    heads = asker.who.heads
    return None if move is not Move.PROPOSE or isinstance(heads, Everything) else heads


def _in_queue(session: ScopedSession, asker: Asker, year: int, move: Move) -> int:
    own = session.scope.officer
    found = files_by_state(session, year=year, units=_units(asker, move), hidden_from=own)
    return sum(number for state, number in found.items() if state in states_of(move))


def _lines(
    session: ScopedSession, asker: Asker, known: AppraisalYear, rules: Ruleset, tree: DatedTree, move: Move, page: int
) -> Iterator[Line]:
    found = files_in(
        session, year=known.year, states=states_of(move), units=_units(asker, move), hidden_from=session.scope.officer,
        first=(page - 1) * PAGE, most=PAGE,
    )  # fmt: skip  # one question
    steps = steps_of(session, files=[one.file.id for one in found])
    ranks = {one.key: one.rank for one in rules.classes}
    for one in found:
        made = steps[one.file.id]
        standing = standing_under(ranks, one.file, known, made, today=asker.today)
        barred = refusal(standing, needed(move), asker.who.attempt(one.file, move, asker.account_id))
        unit = tree.label(one.file.unit_id)
        last = made[-1].reason if made else None
        back = last if made and made[-1].move in {Move.RETURN, Move.SEND_BACK, Move.REFUSE} else None
        said = next((step.reason for step in reversed(made) if step.move == Move.PROPOSE), None)
        chosen = None if back else undisputed(standing, move)
        yield Line(one, unit, standing, newest(made), chosen, barred, said, last, back)


def undisputed(standing: Standing, move: Move) -> str | None:
    """Return the class that move takes where nothing differs and nothing is asked, else None: one has to look.

    Proposing follows the suggestion; verifying and deciding follow a proposal that is the suggestion; telling tells.
    """
    propose = needed(Move.PROPOSE)
    if move is Move.TELL:
        return standing.decided
    named = standing.suggested if move is Move.PROPOSE else standing.proposed
    if named is None or named not in standing.ranks or move in {Move.COSIGN, Move.DECIDE_APPEAL}:
        return None
    if reason_asked(standing, propose, named) or (move is not Move.PROPOSE and standing.lowers(named)):
        return None
    return named


def way(session: ScopedSession, asker: Asker, *, year: int, officer_key: str) -> Way:
    """Return an officer's way of that year and what this person may do; raises NotFoundFailure."""
    known = known_year(session, year=year)
    filed = file_of(session, year=year, officer_key=officer_key)
    if filed is None:
        raise NotFoundFailure(what="appraisal", officer=officer_key)
    return way_of(session, asker, known, filed.file)


def way_of(session: ScopedSession, asker: Asker, known: AppraisalYear, file: Appraisal) -> Way:
    """Return the same for a file at hand."""
    rules, steps = rules_of(session, known), steps_of(session, files=[file.id])[file.id]
    standing = standing_under({one.key: one.rank for one in rules.classes}, file, known, steps, today=asker.today)
    offers, barred = [], []
    for row in _rows(standing):
        attempt = asker.who.attempt(file, row.move, asker.account_id)
        stands = refusal(standing, row, attempt)
        if stands is None:
            offers.append(_offer(standing, row, rules.classes))
        elif _is_theirs(row, attempt, stands):
            barred.append((row.move, stands))
    return Way(file, standing, tuple(steps), newest(steps), tuple(offers), tuple(barred))


def _rows(standing: Standing) -> list[Passage]:
    """One row a move: where a class decides between two, either stands for both."""
    rows = {row.move: row for row in PASSAGES if row.before is standing.state and row.needs is not None}
    return [] if standing.signed else list(rows.values())


def _is_theirs(row: Passage, attempt: Attempt, stands: str) -> bool:
    return row.needs in attempt.permissions and Asks.OWN not in row.asks and stands != "not_permitted"


def _offer(standing: Standing, row: Passage, classes: Sequence[QualityClass]) -> Offer:
    likely = {
        Move.PROPOSE: standing.proposed or standing.suggested,
        Move.DECIDE: standing.proposed,
        Move.DECIDE_APPEAL: standing.decided,
    }.get(row.move)
    lowest = standing.ranks.get(standing.decided or "") if Asks.NOT_LOWER in row.asks else None
    offered = tuple(one for one in classes if row.names_class and (lowest is None or one.rank <= lowest))
    return Offer(
        move=row.move,
        classes=offered,
        likely=likely,
        reasoned=frozenset(one.key for one in offered if reason_asked(standing, row, one.key)),
        lowering=frozenset(one.key for one in offered if row.where is not None and standing.lowers(one.key)),
        reason=Asks.REASON in row.asks,
    )


def _tree(session: ScopedSession, year: int) -> DatedTree:
    return DatedTree(unit_names(session), first=date(year, 1, 1), last=date(year, 12, 31))
