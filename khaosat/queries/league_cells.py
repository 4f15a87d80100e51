"""What was said of each officer: counts of the item about the officer, by strata and by day, of counted answers.

A row says whether its answers carried a receipt slip and whether the office handed slips out on that day. All sums
are made by the database; the session reads every unit's answers (a job's, never a page's).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, case, false, func, or_, select

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


@dataclass(frozen=True, slots=True)
class Strata:
    """Answers that name an officer and share these attributes; None is unknown."""

    officer_id: int
    verified: bool
    with_slips: bool
    field_id: int | None
    kind: str | None
    mode: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class OfficerDay:
    """Answers that name an officer on one day."""

    officer_id: int
    verified: bool
    with_slips: bool
    day: date
    counts: Counts


def officer_strata(session: ScopedSession, *, first: date, last: date, counting: Counting = COUNTED) -> list[Strata]:
    """Return every officer's answers of those days by field, kind of person and mode (two statements)."""
    by = (Response.field_id, Response.kind, Response.mode)
    return [
        Strata(row[0], row[1], row[2], row[3], row[4], row[5], _counts(row))
        for row in _grouped(session, by, first, last, counting)
    ]


def officer_days(session: ScopedSession, *, first: date, last: date, counting: Counting = COUNTED) -> list[OfficerDay]:
    """Return every officer's answers of those days, day by day (two statements)."""
    return [
        OfficerDay(row[0], row[1], row[2], row[3], _counts(row))
        for row in _grouped(session, (Response.day,), first, last, counting)
    ]


def held_about_officers(session: ScopedSession, *, first: date, last: date) -> int:
    """Return how many held answers of those days score an officer: what a league with held answers adds."""
    score = _score_of_officer(session)
    if score is None:
        return 0
    wanted = select(func.count()).select_from(Response).where(
        Response.day.between(first, last), Response.state == "held", Response.officer_id.is_not(None),
        score.between(1, 5),
    )  # fmt: skip  # the conditions of `_grouped`
    return session.scalar(wanted) or 0


def _grouped(
    session: ScopedSession, by: tuple[Any, ...], first: date, last: date, counting: Counting
) -> list[tuple[Any, ...]]:
    score = _score_of_officer(session)
    if score is None:
        return []
    slips = _slip_windows()
    handed = func.coalesce(slips.c.handed_out, false())
    columns = (Response.officer_id, Response.verified, handed, *by)
    sums = [func.sum(case((score == level, 1), else_=0)) for level in range(1, 6)]
    wanted: Select[*tuple[Any, ...]] = (
        select(*columns, *sums)
        .outerjoin(slips, (slips.c.office_id == Response.office_id) & _covers(slips))
        .where(Response.day.between(first, last), _enters(counting))
        .where(Response.officer_id.is_not(None), score.between(1, 5))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [(row[0], bool(row[1]), bool(row[2]), *row[3:]) for row in session.execute(wanted)]


def _counts(row: tuple[Any, ...]) -> Counts:
    c1, c2, c3, c4, c5 = (int(count) for count in row[-5:])
    return c1, c2, c3, c4, c5


def _enters(counting: Counting) -> ColumnElement[bool]:
    entering = [Response.state == "counted"]
    if counting.held:
        entering.append(Response.state == "held")
    if counting.also:
        entering.append((Response.state == "held") & Response.id.in_(sorted(counting.also)))
    found = or_(*entering)
    return found & Response.id.not_in(sorted(counting.but)) if counting.but else found


def _score_of_officer(session: ScopedSession) -> ColumnElement[int] | None:
    return _score({key: item.column for key, items in scored_items(session).items() for item in items
                   if item.about == OFFICER})  # fmt: skip  # one mapping, one line of thought


def _score(columns: Mapping[int, str]) -> ColumnElement[int] | None:
    """The answer about the officer, in whichever column the answer's questionnaire keeps it."""
    cases = [(Response.questionnaire_id == key, getattr(Response, name)) for key, name in sorted(columns.items())]
    return case(*cases, else_=None) if cases else None


def _slip_windows() -> Subquery:
    """Each setting of an office with the day from which the next one holds."""
    following = func.lead(OfficeSlips.valid_from).over(
        partition_by=OfficeSlips.office_id, order_by=OfficeSlips.valid_from
    )
    return select(
        OfficeSlips.office_id, OfficeSlips.handed_out, OfficeSlips.valid_from, following.label("until")
    ).subquery()


def _covers(slips: Subquery) -> ColumnElement[bool]:
    return (slips.c.valid_from <= Response.day) & or_(slips.c.until.is_(None), slips.c.until > Response.day)
