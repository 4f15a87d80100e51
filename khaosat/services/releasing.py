"""Releasing: blocks of an office's results close when a step has ended and enough has come in.

Run daily or once late, as often as one likes: every end of a step is decided in order, from the tallies and from
what was released before. A closed block is never touched again; what changes later enters the next as a correction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khaosat.access import ScopedSession, store
from khaosat.models.release import Release, ReleaseCell, ReleaseGround
from khaosat.queries.due_days import newest_sealed_day
from khaosat.queries.office_days import revised_days
from khaosat.queries.office_units import office_units
from khaosat.queries.posted_spells import Spell, posted_spells
from khaosat.queries.released_so_far import last_released_days
from khaosat.queries.scored_items import scored_items
from khaosat.services.acts import own_record
from khaosat.services.amounts import as_json
from khaosat.services.calendar import ONE_DAY, last_closed, quarter_start, step_ends
from khaosat.services.release_closing import Closed, Office
from khaosat.services.release_reading import agrees, corrections, new_steps, next_ordinals, read_book
from khaosat.services.release_rule import ReleaseRule

RULE = ReleaseRule()
NEVER = date(2000, 1, 1)
"""Before any answer."""


@dataclass(frozen=True)
class Run:
    """What is the same for every office: up to which day, and what catalogue and sealed list say."""

    until: date
    units: Mapping[int, int]
    spells: Mapping[int, Sequence[Spell]]
    factors: tuple[str, ...]
    revised: Mapping[date, datetime]
    rule: ReleaseRule

    def small_on(self, office_id: int, ends: Sequence[date]) -> dict[date, bool]:
        """Say for the first day of each quarter whether the office had too few officers for releases by steps."""
        quarters = {quarter_start(end) for end in ends}
        spells = self.spells.get(office_id, ())
        return {
            day: len({spell.officer_id for spell in spells if spell.holds(day)}) < self.rule.officers_for_steps
            for day in quarters
        }


@dataclass(frozen=True)
class Plan:
    """The blocks of one office that close, and the next ordinal of each split before them."""

    office_id: int
    unit_id: int
    closed: tuple[Closed, ...]
    ordinals: Mapping[str, int]


def release_due(
    session: ScopedSession,
    *,
    now: datetime,
    rule: ReleaseRule = RULE,
    say: Callable[[int, int], None] = lambda _done, _all: None,
) -> int:
    """Close every block that is due, each office in a transaction of its own; returns how many blocks closed.

    Counts what has been settled and sealed up to that moment, so settle first. `say` hears how many offices of how
    many are done.
    """
    run, waiting = due(session, now=now, rule=rule)
    closed = 0
    for number, office in enumerate(waiting, start=1):
        plan = plan_office(session, office_id=office, run=run)
        closed += close_planned(session, plan=plan) if plan else 0
        session.rollback()
        say(number, len(waiting))
    return closed


def due(session: ScopedSession, *, now: datetime, rule: ReleaseRule = RULE) -> tuple[Run, list[int]]:
    """Return the run of this moment and the offices at which a step has ended since their last release."""
    run = _run(session, min(newest_sealed_day(session) or NEVER, last_closed(now)), rule)
    last = last_released_days(session)
    return run, [office for office in run.units if any(step_ends(last.get(office, NEVER) + ONE_DAY, run.until))]


def _run(session: ScopedSession, until: date, rule: ReleaseRule) -> Run:
    items = scored_items(session).values()
    factors = sorted({item.code for of_form in items for item in of_form if item.about == "factor"})
    return Run(until, office_units(session), posted_spells(session), tuple(factors), revised_days(session), rule)


def plan_office(session: ScopedSession, *, office_id: int, run: Run) -> Plan | None:
    """Decide which blocks of one office close in this run, None for nothing; reads alone, so it may run anywhere.

    Where answers have changed since their days were settled nothing closes: the next run sees both as they are.
    """
    office = _office(session, office_id, run)
    if office is None:
        return None
    book = office.book
    first = book.last_day + ONE_DAY if book.last_day else min(office.steps)
    ordinals = next_ordinals(book, ["", *{union.split for union in book.unions}])
    closed = tuple(office.close_until(list(step_ends(first, run.until))))
    return Plan(office_id, run.units[office_id], closed, ordinals) if closed else None


@own_record("a closed release is its own record and never changes")
def close_planned(session: ScopedSession, *, plan: Plan) -> int:
    """Close the blocks of a plan; returns how many. A plan that another run was quicker with is an IntegrityError."""
    _write(session, plan.office_id, plan.unit_id, plan.closed, dict(plan.ordinals))
    return len(plan.closed)


def _office(session: ScopedSession, office_id: int, run: Run) -> Office | None:
    book = read_book(session, office_id)
    first = book.last_day + ONE_DAY if book.last_day else NEVER
    steps = new_steps(session, office_id, first=first, last=run.until)
    if not steps and not book.blocks:
        return None
    changed = dict(corrections(session, office_id, book, run.revised))
    if not agrees([*steps.values(), *changed.values()]):
        return None
    small_on = run.small_on(office_id, list(step_ends(min([*steps, first if book.blocks else date.max]), run.until)))
    return Office(book, steps, changed, small_on, run.factors, run.rule)


def _write(
    session: ScopedSession, office_id: int, unit_id: int, closed: Sequence[Closed], ordinals: dict[str, int]
) -> None:
    releases = []
    for block in closed:
        ordinal = ordinals.setdefault(block.split, 1)
        ordinals[block.split] += 1
        releases.append(
            Release(
                unit_id=unit_id,
                office_id=office_id,
                split=block.split,
                ordinal=ordinal,
                first_day=block.first,
                last_day=block.last,
                closed_on=block.closed_on,
            )
        )
    session.add_all(releases)
    session.flush()
    cells: list[Mapping[str, Any]] = []
    grounds: list[Mapping[str, Any]] = []
    for release, block in zip(releases, closed, strict=True):
        of_release = {"release_id": release.id, "unit_id": unit_id}
        cells += [
            of_release | {"level": level, "n": cell.n, "counts": dict(cell.counts), "pooled": cell.pooled}
            for level, cell in block.cells.items()
        ]
        if block.block is not None:
            parts = {str(origin): as_json(part) for origin, part in block.block.parts.items()}
            grounds.append(of_release | {"levels": parts})
    store(session, ReleaseCell, cells)
    store(session, ReleaseGround, grounds)
    session.expunge_all()
