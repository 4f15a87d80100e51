"""What do the blocks of all splits add up to, level by level? The database makes the sums, in one statement."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, String, and_, case, cast, func, or_, select

from khaosat.access import ScopedSession
from khaosat.models.release import Release, ReleaseCell
from khaosat.queries.released_cells import Blocks, block_columns, blocks_of, closed, counts_of, sums_of

OVERALL: Final = "Z1"
PICKED: Final = ("field", "kind", "mode", "verified")
OFFICER: Final = "officer:"


@dataclass(frozen=True, slots=True)
class LevelSum:
    """One level of a split: an attribute's level, a factor item's code, 'trips', 'punctuality', an officer's id.

    `counts` are five, of a visit three; `beside` are the four sums of a factor item where its blocks have them.
    For the level '' of 'item' `pooled` is given and no counts.
    """

    split: str
    level: str
    n: int
    blocks: Blocks
    counts: tuple[int, ...]
    pooled: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()


def level_sums(
    session: ScopedSession, *, units: Collection[int], officers_of: int, first: date, last: date
) -> list[LevelSum]:
    """Return the sums of every split of these units, and the officers' of one of them (one statement).

    Attributes are summed by the overall item. The others' counts are keyed by codes that no fixed path reaches:
    they come as one text.
    """
    texts = case((Release.split.not_in(PICKED), cast(ReleaseCell.counts, String)))
    pooled = [func.sum(ReleaseCell.pooled[k].as_integer()) for k in range(5)]
    wanted = closed(
        select(
            Release.split,
            ReleaseCell.level,
            func.sum(ReleaseCell.n),
            *block_columns(),
            *sums_of(OVERALL),
            func.aggregate_strings(texts, ","),
            *pooled,
        ),
        units,
        first,
        last,
    )
    officers = and_(Release.split.startswith(OFFICER), Release.unit_id == officers_of)
    wanted = wanted.where(or_(Release.split.in_((*PICKED, "item", "visit")), officers))
    return [_level_sum(row) for row in session.execute(wanted.group_by(Release.split, ReleaseCell.level))]


def _level_sum(row: Row[*tuple[Any, ...]]) -> LevelSum:
    split, level, n, blocks = row[0], row[1], int(row[2]), blocks_of(row, 3)
    if split in PICKED:
        return LevelSum(split, level, n, blocks, counts_of(row, 6))
    if split == "item" and not level:
        return LevelSum(split, level, n, blocks, (), tuple(int(value or 0) for value in row[12:17]))
    told: list[dict[str, list[int]]] = json.loads(f"[{row[11]}]")
    if split.startswith(OFFICER):
        return LevelSum("officer", split.removeprefix(OFFICER), n, blocks, _added([found["OF"] for found in told]))
    beside = f"{level}+"
    sums = _added([found[beside] for found in told]) if all(beside in found for found in told) else ()
    return LevelSum(split, level, n, blocks, _added([found[level] for found in told]), beside=sums)


def _added(table: list[list[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*table, strict=True)))
