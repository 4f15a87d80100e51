"""What was said of each officer: counts of the item about the officer, by strata, and sums over days.

A row says whether its answers carried a receipt slip and whether the office handed slips out on that day. All sums
are made by the database; the session reads every unit's answers (a job's, never a page's).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, case, false, func, not_, or_, select

from khaosat.access import ScopedSession
from khaosat.db import by_scan
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


class DaySums(NamedTuple):
    """Of the days on which somebody was rated: their number, and the sums over them of n², n·y and y².

    n are a day's answers and y the sum of their scores; the design effect of days needs no more.
    """

    days: int
    nn: int
    ny: int
    yy: int


class OfficerDays(NamedTuple):
    """The days of an officer: of answers that carried a slip, and of these and all given where none was handed out."""

    officer_id: int
    verified: DaySums
    every: DaySums


def officer_strata(session: ScopedSession, *, first: date, last: date, counting: Counting = COUNTED) -> list[Strata]:
    """Return every officer's answers of those days by field, kind of person and mode (three statements)."""
    said = _said(session, (Response.field_id, Response.kind, Response.mode), first, last, counting)
    if said is None:
        return []
    by = [one for one in said.c if one.key != "score"]
    sums = [func.sum(case((said.c.score == level, 1), else_=0)) for level in range(1, 6)]
    rows = session.execute(select(*by, *sums).group_by(*by).order_by(*by)).all()
    return [
        Strata(row[1], bool(row[2]), bool(row[3]), row[4], row[5], row[6], _counts(row), bool(row[0])) for row in rows
    ]


def officer_days(session: ScopedSession, *, first: date, last: date, counting: Counting = COUNTED) -> list[OfficerDays]:
    """Return what the design effect needs of every officer's days, by officer (three statements)."""
    said = _said(session, (Response.day,), first, last, counting)
    if said is None:
        return []
    rated = case((said.c.verified, said.c.score), else_=0)
    a_day = (
        select(
            said.c.officer_id,
            func.sum(case((said.c.verified, 1), else_=0)).label("n_verified"),
            func.sum(rated).label("y_verified"),
            func.count().label("n"),
            func.sum(said.c.score).label("y"),
        )
        .where(or_(said.c.verified, not_(said.c.handed)))
        .group_by(said.c.officer_id, said.c.day)
        .subquery()
    )
    sums = [*_sums(a_day.c.n_verified, a_day.c.y_verified), *_sums(a_day.c.n, a_day.c.y)]
    officer = a_day.c.officer_id
    rows = session.execute(select(officer, *sums).group_by(officer).order_by(officer)).all()
    return [OfficerDays(row[0], DaySums(*map(int, row[1:5])), DaySums(*map(int, row[5:9]))) for row in rows]


def _sums(n: ColumnElement[int], y: ColumnElement[int]) -> Sequence[ColumnElement[int]]:
    return func.sum(case((n > 0, 1), else_=0)), func.sum(n * n), func.sum(n * y), func.sum(y * y)


def _said(session: ScopedSession, by: tuple[Any, ...], first: date, last: date, counting: Counting) -> Subquery | None:
    """Every answer about an officer of those days: held or not, officer, with or without a slip, `by`, the score."""
    score = _score({key: item.column for key, items in scored_items(session).items() for item in items
                    if item.about == OFFICER})  # fmt: skip  # one mapping, one line of thought
    if score is None:
        return None
    waits = (Response.state == "held") if counting.held else false()
    handed = _handed(session, first, last)
    return (
        select(waits.label("held"), Response.officer_id, Response.verified, handed.label("handed"), *by,
               score.label("score"))
        .where(by_scan(Response.day).between(first, last), _enters(counting))
        .where(Response.officer_id.is_not(None), score.between(1, 5))
        .subquery()
    )  # fmt: skip  # the columns of a row, in order


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
