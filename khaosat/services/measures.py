"""Measures of a unit: written, changed, marked done, carried to the next period; read by whoever reads its results."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.measure import FACTORS, Measure
from khaosat.queries.measures import carried_on, measure_by_id, measures_between
from khaosat.queries.unit_names import unit_names
from khaosat.services.acts import Actor, act, record
from khaosat.services.asked import may_read
from khaosat.services.checking import check_comment
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.days import day_of
from khaosat.services.periods import Month, Period, Span, between, parse

LONGEST: Final = 500  # characters of a measure, and of what came of it
FURTHEST: Final = 5 * 366  # days until a measure is due, at most


class Standing(StrEnum):
    """How far a measure is."""

    OPEN = "open"
    OVERDUE = "overdue"  # its day is over, and nothing was said of it
    DONE = "done"
    CARRIED = "carried"  # not done in its period; a measure of a later one carries it on


@dataclass(frozen=True)
class Draft:
    """A measure as somebody writes it; `period` by the name an address has for it, `factor` '' for none.

    `due` is None where no day could be read.
    """

    text: str
    factor: str
    period: str
    due: date | None


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure on a page or in a report; `since` and `onward` are the periods it came from and went on to."""

    id: int
    unit: UnitLabel
    text: str
    factor: str | None
    period: Period
    due: date
    done_on: date | None
    outcome: str | None
    since: Period | None
    onward: Period | None
    standing: Standing


@dataclass(frozen=True)
class Measures:
    """The measures of a unit and, where it has any below it, of those units."""

    unit: UnitLabel
    period: Period
    own: tuple[MeasureLine, ...]
    below: tuple[MeasureLine, ...]


def measures_of(session: ScopedSession, *, unit_key: str, period: Period, today: date) -> Measures:
    """Return the measures whose period touches this one (2 statements); raises NotFoundFailure.

    One carried on within the period stands there once, as what it has become.
    """
    tree = DatedTree(unit_names(session), first=period.first, last=period.last)
    unit_id = tree.find(unit_key)
    if not may_read(session, unit_id):
        raise NotFoundFailure(unit=unit_key)
    units = [below for below in tree.below(unit_id) if may_read(session, below)]
    found = measures_between(session, units={unit_id, *units}, first=period.first, last=period.last)
    lines = [
        (row.unit_id == unit_id, _line(row, earlier, later, tree, today))
        for row, earlier, later in found
        if later is None or later.first_day > period.last
    ]
    own, below = (tuple(line for mine, line in lines if mine is which) for which in (True, False))
    return Measures(tree.label(unit_id), period, own, tuple(sorted(below, key=lambda line: line.unit.name)))


def periods_offered(*, today: date) -> list[Period]:
    """Return the periods a new measure may belong to: this quarter and the next, the halves and the years around."""
    now = Month.of(today)
    quarter = Month(now.year, (now.number - 1) // 3 * 3 + 1)
    half = Month(now.year, 1 if now.number <= 6 else 7)  # noqa: PLR2004  the half of a year
    return [
        *(between(quarter.plus(3 * k), quarter.plus(3 * k + 2)) for k in (0, 1)),
        *(between(half.plus(6 * k), half.plus(6 * k + 5)) for k in (0, 1)),
        *(between(Month(now.year + k, 1), Month(now.year + k, 12)) for k in (0, 1)),
    ]


@act("measures:add")
def add(session: ScopedSession, *, unit_key: str, draft: Draft, by: Actor, at: datetime) -> int:  # noqa: ARG001  the act takes who
    """Write a measure down and return its id; raises NotFoundFailure, InvalidFailure (text, factor, ky, due)."""
    unit_id = _unit(session, unit_key, at)
    row = Measure(unit_id=unit_id)
    _fill(row, draft, at)
    session.add(row)
    session.flush()
    record(session, subject=f"measure:{row.id}", before=None, after={"unit": unit_key} | _said(row))
    return row.id


@act("measures:change")
def change(session: ScopedSession, *, unit_key: str, measure_id: int, draft: Draft, by: Actor, at: datetime) -> None:  # noqa: ARG001  as above
    """Write an open measure anew; raises as `add`, ConflictFailure for one done or carried on."""
    row = _open(session, unit_key, measure_id, at)
    before = _said(row)
    _fill(row, draft, at)
    record(session, subject=f"measure:{row.id}", before=before, after=_said(row))


@act("measures:finish")
def finish(
    session: ScopedSession,
    *,
    unit_key: str,
    measure_id: int,
    done_on: date | None,
    outcome: str,
    by: Actor,  # noqa: ARG001  as above
    at: datetime,
) -> None:
    """Mark a measure done on a day that has come, with what came of it; raises as `change`."""
    row = _open(session, unit_key, measure_id, at)
    if done_on is None:
        raise InvalidFailure(field="day", reason="unreadable")
    if not row.first_day <= done_on <= day_of(at):
        raise InvalidFailure(field="done_on", reason="out_of_range")
    row.done_on, row.outcome = done_on, _text(outcome, "outcome")
    after = {"done_on": done_on.isoformat(), "outcome": row.outcome}
    record(session, subject=f"measure:{row.id}", before={"done_on": None, "outcome": None}, after=after)


@act("measures:carry")
def carry(session: ScopedSession, *, unit_key: str, measure_id: int, by: Actor, at: datetime) -> int:  # noqa: ARG001  as above
    """Carry a measure to the period after its own, due at its end; returns the new one's id. Raises as `change`."""
    row = _open(session, unit_key, measure_id, at)
    period = _period(row)
    onward = between(period.end.plus(1), period.end.plus(period.months))
    new = Measure(unit_id=row.unit_id, text=row.text, factor=row.factor, due=onward.last, carried_from=row.id)
    new.first_day, new.last_day = onward.first, onward.last
    session.add(new)
    session.flush()
    record(session, subject=f"measure:{new.id}", before={"period": period.key}, after={"unit": unit_key} | _said(new))
    return new.id


def _unit(session: ScopedSession, unit_key: str, at: datetime) -> int:
    tree = DatedTree(unit_names(session), first=day_of(at), last=day_of(at))
    unit_id = tree.find(unit_key)
    if not may_read(session, unit_id):
        raise NotFoundFailure(unit=unit_key)
    return unit_id


def _open(session: ScopedSession, unit_key: str, measure_id: int, at: datetime) -> Measure:
    row = measure_by_id(session, measure_id=measure_id, unit_id=_unit(session, unit_key, at))
    if row is None:
        raise NotFoundFailure(what="measure")
    if row.done_on is not None or carried_on(session, measure_id=measure_id):
        raise ConflictFailure(what="measure", reason="over")
    return row


def _fill(row: Measure, draft: Draft, at: datetime) -> None:
    period = parse(draft.period or "?", today=day_of(at))
    if period.span is Span.ROLLING:
        raise InvalidFailure(field="ky", reason="unreadable", value=draft.period)
    if draft.factor and draft.factor not in FACTORS:
        raise InvalidFailure(field="factor", reason="unknown")
    if draft.due is None:
        raise InvalidFailure(field="day", reason="unreadable")
    if draft.due < period.first or (draft.due - day_of(at)).days > FURTHEST:
        raise InvalidFailure(field="due", reason="out_of_range")
    row.text, row.factor, row.due = _text(draft.text, "text"), draft.factor or None, draft.due
    row.first_day, row.last_day = period.first, period.last


def _text(typed: str, field: str) -> str:
    said = check_comment(typed)
    if said is None:
        raise InvalidFailure(field=field, reason="missing")
    if len(said) > LONGEST:
        raise InvalidFailure(field=field, reason="too_long", most=LONGEST)
    return said


def _said(row: Measure) -> dict[str, object]:
    period = _period(row)
    return {"text": row.text, "factor": row.factor, "period": period.key, "due": row.due.isoformat()}


def _period(row: Measure) -> Period:
    return between(Month.of(row.first_day), Month.of(row.last_day))


def _line(row: Measure, earlier: Measure | None, later: Measure | None, tree: DatedTree, today: date) -> MeasureLine:
    if row.done_on:
        standing = Standing.DONE
    elif later:
        standing = Standing.CARRIED
    else:
        standing = Standing.OVERDUE if row.due < today else Standing.OPEN
    since, onward = (_period(other) if other else None for other in (earlier, later))
    return MeasureLine(
        row.id, tree.label(row.unit_id), row.text, row.factor, _period(row), row.due, row.done_on, row.outcome,
        since, onward, standing,
    )  # fmt: skip  # in the order of the fields
