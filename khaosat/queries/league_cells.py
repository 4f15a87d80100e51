"""What was said of each officer: counts of the item about the officer, by strata and by day, of counted answers.

A row says whether its answers carried a receipt slip and whether the office handed slips out on that day. All sums
are made by the database; the session reads every unit's answers (a job's, never a page's).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, case, false, func, or_, select

from khaosat.access import ScopedSession
from khaosat.models.office import OfficeSlips
from khaosat.models.response import Response
from khaosat.queries.scored_items import scored_items

Counts = tuple[int, int, int, int, int]
OFFICER = "officer"


@dataclass(frozen=True)
class Counting:
    """Which answers enter: the counted, the `held` too or not, those of `also` held ones, and none of `but`."""

    held: bool = False
    also: frozenset[UUID] = frozenset()
    but: frozenset[UUID] = frozenset()


COUNTED: Final = Counting()
WITH_HELD: Final = Counting(held=True)


class Strata(NamedTuple):
    """Answers that name an officer and share these attributes; None is unknown. `held` answers wait for a decision."""

    officer_id: int
    verified: bool
    with_slips: bool
    field_id: int | None
    kind: str | None
    mode: str
    counts: Counts
    held: bool = False


class OfficerDay(NamedTuple):
    """Answers that name an officer on one day."""

    officer_id: int
    verified: bool
    with_slips: bool
    day: date
    counts: Counts
    held: bool = False


def officer_strata(session: ScopedSession, *, first: date, last: date, counting: Counting = COUNTED) -> list[Strata]:
    """Return every officer's answers of those days by field, kind of person and mode (three statements)."""
    by = (Response.field_id, Response.kind, Response.mode)
    return [
        Strata(row[1], bool(row[2]), bool(row[3]), row[4], row[5], row[6], _counts(row), bool(row[0]))
        for row in _grouped(session, by, first, last, counting)
    ]


def officer_days(session: ScopedSession, *, first: date, last: date, counting: Counting = COUNTED) -> list[OfficerDay]:
    """Return every officer's answers of those days, day by day (three statements)."""
    return [
        OfficerDay(row[1], bool(row[2]), bool(row[3]), row[4], _counts(row), bool(row[0]))
        for row in _grouped(session, (Response.day,), first, last, counting)
    ]


def _grouped(session: ScopedSession, by: tuple[Any, ...], first: date, last: date, counting: Counting) -> Sequence[Any]:
    """Sums by held or not, officer, with or without a slip, and `by`; one pass over the answers of those days."""
    score = _score({key: item.column for key, items in scored_items(session).items() for item in items
                    if item.about == OFFICER})  # fmt: skip  # one mapping, one line of thought
    if score is None:
        return []
    waits = (Response.state == "held") if counting.held else false()
    handed = _handed(session, first, last)
    said = (
        select(waits.label("held"), Response.officer_id, Response.verified, handed.label("handed"), *by,
               score.label("score"))
        .where(Response.day.between(first, last), _enters(counting))
        .where(Response.officer_id.is_not(None), score.between(1, 5))
        .subquery()
    )  # fmt: skip  # the columns of a row, in order
    columns = [one for one in said.c if one.key != "score"]
    sums = [func.sum(case((said.c.score == level, 1), else_=0)) for level in range(1, 6)]
    return session.execute(select(*columns, *sums).group_by(*columns).order_by(*columns)).all()


def _counts(row: Any) -> Counts:  # noqa: ANN401  a row ends in its five sums
    c1, c2, c3, c4, c5 = row[-5:]
    return c1, c2, c3, c4, c5


def _enters(counting: Counting) -> ColumnElement[bool]:
    entering = [Response.state == "counted"]
    if counting.held:
        entering.append(Response.state == "held")
    if counting.also:
        entering.append((Response.state == "held") & Response.id.in_(sorted(counting.also)))
    found = or_(*entering)
    return found & Response.id.not_in(sorted(counting.but)) if counting.but else found


def _score(columns: Mapping[int, str]) -> ColumnElement[int] | None:
    """The answer about the officer, in whichever column the answer's questionnaire keeps it."""
    cases = [(Response.questionnaire_id == key, getattr(Response, name)) for key, name in sorted(columns.items())]
    return case(*cases, else_=None) if cases else None


def _handed(session: ScopedSession, first: date, last: date) -> ColumnElement[bool]:
    """Whether the answer's office handed slips out on its day: by the settings, read once and not for every answer."""
    wanted = select(OfficeSlips.office_id, OfficeSlips.valid_from, OfficeSlips.handed_out)
    settings: dict[int, list[tuple[date, bool]]] = {}
    for office, since, handed in session.execute(wanted.order_by(OfficeSlips.office_id, OfficeSlips.valid_from)):
        settings.setdefault(office, []).append((since, handed))
    always, windows = [], []
    for office, its in settings.items():
        for since, until in _spells(its):
            if since <= first and until > last:
                always.append(office)
            elif since <= last and until > first:
                windows.append((Response.office_id == office) & (Response.day >= since) & (Response.day < until))
    return or_(Response.office_id.in_(always), *windows)


def _spells(settings: list[tuple[date, bool]]) -> list[tuple[date, date]]:
    """From when until before when slips were handed out; neighbours that say the same are one."""
    found: list[tuple[date, date]] = []
    for place, (since, handed) in enumerate(settings):
        until = settings[place + 1][0] if place + 1 < len(settings) else date.max
        if handed and found and found[-1][1] == since:
            found[-1] = (found[-1][0], until)
        elif handed:
            found.append((since, until))
    return found
