"""What do the closed releases of these units add up to? The database makes the sums."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, cast, extract, func, or_, select

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
class LevelSum:
    """One level of a split. `counts` is empty, and `pooled` given, for the level '' of 'item'."""

    level: str
    n: int
    blocks: Blocks
    counts: Counts
    pooled: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvinceSums:
    """The overall item of each unit, and the officers' item of each officer, wherever they served."""

    units: list[Counts]
    officers: list[Counts]


def newest_release(session: ScopedSession) -> int:
    """Return the id of the last release closed; 0 before the first (one statement)."""
    return session.scalar(select(func.max(Release.id))) or 0


def month_sums(session: ScopedSession, *, units: Units, first: date, last: date) -> list[MonthSum]:
    """Return the overall item by unit and month of the blocks' last days (one statement)."""
    year, month = extract("year", Release.last_day), extract("month", Release.last_day)
    wanted = _closed(select(Release.unit_id, year, month, *_block_columns(), *_sums(OVERALL)), units, first, last)
    rows = session.execute(wanted.where(Release.split == "").group_by(Release.unit_id, year, month))
    return [MonthSum(row[0], int(row[1]), int(row[2]), _blocks(row, 3), _counts(row, 6)) for row in rows]


def province_sums(session: ScopedSession, *, first: date, last: date) -> ProvinceSums:
    """Return what every unit and every officer the session may read comes to (one statement)."""
    columns = (Release.split, *_sums(OVERALL), *_sums(OFFICERS_ITEM))
    wanted = _closed(select(*columns), None, first, last)
    wanted = wanted.where(or_(Release.split == "", Release.split.startswith("officer:")))
    units: list[Counts] = []
    officers: dict[str, Counts] = {}
    for row in session.execute(wanted.group_by(Release.unit_id, Release.split)):
        if not row[0]:
            units.append(_counts(row, 1))
            continue
        c1, c2, c3, c4, c5 = map(sum, zip(officers.get(row[0], NOBODY), _counts(row, 6), strict=True))
        officers[row[0]] = c1, c2, c3, c4, c5
    return ProvinceSums(units, list(officers.values()))


def level_sums(session: ScopedSession, *, units: Units, split: str, first: date, last: date) -> list[LevelSum]:
    """Return the overall item by level of 'field', 'mode', 'kind' or 'verified' (one statement)."""
    columns = (ReleaseCell.level, func.sum(ReleaseCell.n), *_block_columns(), *_sums(OVERALL))
    wanted = _closed(select(*columns), units, first, last).where(Release.split == split).group_by(ReleaseCell.level)
    return [LevelSum(row[0], int(row[1]), _blocks(row, 2), _counts(row, 5)) for row in session.execute(wanted)]


def item_sums(session: ScopedSession, *, units: Units, first: date, last: date) -> list[LevelSum]:
    """Return each factor item, and under '' the persons with their pooled sums (one statement).

    Each level's counts are keyed by the item's own code, which no fixed path reaches: they come as one text.
    """
    pooled = [func.sum(ReleaseCell.pooled[k].as_integer()) for k in range(5)]
    texts = func.aggregate_strings(cast(ReleaseCell.counts, String), ",")
    columns = (ReleaseCell.level, func.sum(ReleaseCell.n), *_block_columns(), texts, *pooled)
    wanted = _closed(select(*columns), units, first, last).where(Release.split == "item").group_by(ReleaseCell.level)
    return [_item_sum(row) for row in session.execute(wanted)]


def officer_sums(session: ScopedSession, *, units: Units, first: date, last: date) -> list[LevelSum]:
    """Return the officers' item by officer; `level` is the officer's id as text (one statement)."""
    columns = (Release.split, func.sum(ReleaseCell.n), *_block_columns(), *_sums(OFFICERS_ITEM))
    wanted = _closed(select(*columns), units, first, last)
    wanted = wanted.where(Release.split.startswith("officer:")).group_by(Release.split)
    return [
        LevelSum(row[0].removeprefix("officer:"), int(row[1]), _blocks(row, 2), _counts(row, 5))
        for row in session.execute(wanted)
    ]


def officer_months(session: ScopedSession, *, officer_id: int, first: date, last: date) -> list[MonthSum]:
    """Return one officer's item by unit and month of the blocks' last days (one statement)."""
    year, month = extract("year", Release.last_day), extract("month", Release.last_day)
    columns = (Release.unit_id, year, month, *_block_columns(), *_sums(OFFICERS_ITEM))
    wanted = _closed(select(*columns), None, first, last).where(Release.split == f"officer:{officer_id}")
    rows = session.execute(wanted.group_by(Release.unit_id, year, month))
    return [MonthSum(row[0], int(row[1]), int(row[2]), _blocks(row, 3), _counts(row, 6)) for row in rows]


def _closed(wanted: Select[*tuple[Any, ...]], units: Units, first: date, last: date) -> Select[*tuple[Any, ...]]:
    wanted = wanted.select_from(ReleaseCell).join(Release, Release.id == ReleaseCell.release_id)
    wanted = wanted.where(Release.last_day.between(first, last))
    return wanted if units is None else wanted.where(Release.unit_id.in_(sorted(units)))


def _block_columns() -> list[ColumnElement[Any]]:
    return [func.min(Release.first_day), func.max(Release.last_day), func.count(Release.id.distinct())]


def _sums(code: str) -> list[ColumnElement[int]]:
    return [func.sum(ReleaseCell.counts[(code, k)].as_integer()) for k in range(5)]


def _blocks(row: Row[*tuple[Any, ...]], at: int) -> Blocks:
    return Blocks(*row[at : at + 3])


def _counts(row: Row[*tuple[Any, ...]], at: int) -> Counts:
    c1, c2, c3, c4, c5 = (int(value or 0) for value in row[at : at + 5])
    return c1, c2, c3, c4, c5


def _item_sum(row: Row[*tuple[Any, ...]]) -> LevelSum:
    level, blocks = row[0], _blocks(row, 2)
    if not level:
        return LevelSum(level, int(row[1]), blocks, (0, 0, 0, 0, 0), tuple(int(value or 0) for value in row[6:11]))
    c1, c2, c3, c4, c5 = map(sum, zip(*(found[level] for found in json.loads(f"[{row[5]}]")), strict=True))
    return LevelSum(level, int(row[1]), blocks, (c1, c2, c3, c4, c5))
