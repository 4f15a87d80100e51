"""What do the closed releases of these units add up to? The database makes the sums."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, extract, func, or_, select

from khaosat.access import ScopedSession
from khaosat.models.release import Release, ReleaseCell

OVERALL, OFFICERS_ITEM = "Z1", "OF"
Units = Collection[int] | None  # None: every unit the session may read
Counts = tuple[int, int, int, int, int]
NOBODY: Counts = (0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks behind a sum: the real dates they cover, and how many they are."""

    first: date
    last: date
    number: int


@dataclass(frozen=True, slots=True)
class MonthSum:
    """The overall item of one unit (or an officer's item there), over the blocks whose last day lies in that month."""

    unit_id: int
    year: int
    month: int
    blocks: Blocks
    counts: Counts


@dataclass(frozen=True, slots=True)
class ModeMonth:
    """How many answers came by one mode, over the blocks of modes whose last day lies in that month."""

    mode: str
    year: int
    month: int
    n: int


@dataclass(frozen=True, slots=True)
class ProvinceSums:
    """The overall item of each unit by its id, and the officers' item of each officer, wherever they served."""

    units: dict[int, Counts]
    officers: list[Counts]


def month_sums(
    session: ScopedSession, *, units: Units, first: date, last: date
) -> tuple[list[MonthSum], list[ModeMonth]]:
    """Return the overall item by unit and month of the blocks' last days, and the modes by month (one statement)."""
    year, month = extract("year", Release.last_day), extract("month", Release.last_day)
    unit = case((Release.split == "", Release.unit_id)).label("unit_of_own")  # the modes of all units together
    columns = (unit, ReleaseCell.level, year, month, *block_columns(), *sums_of(OVERALL), func.sum(ReleaseCell.n))
    wanted = closed(select(*columns), units, first, last).where(Release.split.in_(("", "mode")))
    months, modes = [], []
    for row in session.execute(wanted.group_by("unit_of_own", ReleaseCell.level, year, month)):
        if row[0] is None:
            modes.append(ModeMonth(row[1], int(row[2]), int(row[3]), int(row[12])))
        else:
            months.append(MonthSum(row[0], int(row[2]), int(row[3]), blocks_of(row, 4), counts_of(row, 7)))
    return months, modes


def province_sums(session: ScopedSession, *, first: date, last: date) -> ProvinceSums:
    """Return what every unit and every officer the session may read comes to (one statement)."""
    columns = (Release.unit_id, Release.split, *sums_of(OVERALL), *sums_of(OFFICERS_ITEM))
    wanted = closed(select(*columns), None, first, last)
    wanted = wanted.where(or_(Release.split == "", Release.split.startswith("officer:")))
    units: dict[int, Counts] = {}
    officers: dict[str, Counts] = {}
    for row in session.execute(wanted.group_by(Release.unit_id, Release.split)):
        if not row[1]:
            units[row[0]] = counts_of(row, 2)
            continue
        c1, c2, c3, c4, c5 = map(sum, zip(officers.get(row[1], NOBODY), counts_of(row, 7), strict=True))
        officers[row[1]] = c1, c2, c3, c4, c5
    return ProvinceSums(units, list(officers.values()))


def officer_months(session: ScopedSession, *, officer_id: int, first: date, last: date) -> list[MonthSum]:
    """Return one officer's item by unit and month of the blocks' last days (one statement)."""
    year, month = extract("year", Release.last_day), extract("month", Release.last_day)
    columns = (Release.unit_id, year, month, *block_columns(), *sums_of(OFFICERS_ITEM))
    wanted = closed(select(*columns), None, first, last).where(Release.split == f"officer:{officer_id}")
    rows = session.execute(wanted.group_by(Release.unit_id, year, month))
    return [MonthSum(row[0], int(row[1]), int(row[2]), blocks_of(row, 3), counts_of(row, 6)) for row in rows]


def closed(wanted: Select[*tuple[Any, ...]], units: Units, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """Return the statement over the cells of those units' blocks that end in those days."""
    wanted = wanted.select_from(ReleaseCell).join(Release, Release.id == ReleaseCell.release_id)
    wanted = wanted.where(Release.last_day.between(first, last))
    return wanted if units is None else wanted.where(Release.unit_id.in_(sorted(units)))


def block_columns() -> list[ColumnElement[Any]]:
    """Return the columns `blocks_of` reads."""
    return [func.min(Release.first_day), func.max(Release.last_day), func.count(Release.id.distinct())]


def sums_of(code: str) -> list[ColumnElement[int]]:
    """Return the columns `counts_of` reads: the five sums of an item."""
    return [func.sum(ReleaseCell.counts[(code, k)].as_integer()) for k in range(5)]


def blocks_of(row: Row[*tuple[Any, ...]], at: int) -> Blocks:
    """Return the blocks from three columns."""
    return Blocks(*row[at : at + 3])


def counts_of(row: Row[*tuple[Any, ...]], at: int) -> Counts:
    """Return the counts from five columns; a missing sum is 0."""
    c1, c2, c3, c4, c5 = (int(value or 0) for value in row[at : at + 5])
    return c1, c2, c3, c4, c5
