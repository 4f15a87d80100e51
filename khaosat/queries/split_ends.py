"""When did each office release each level of each split last? And what has it released of its own, day by day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from khaosat.access import ScopedSession
from khaosat.models.release import Release, ReleaseCell
from khaosat.queries.released_levels import PICKED


@dataclass(frozen=True, slots=True)
class LevelEnd:
    """The newest day up to which an office released a level of a split.

    For the split '' it is one of the office's own releases, of `n` answers.
    """

    office_id: int
    split: str
    level: str
    last: date
    n: int


def level_ends(session: ScopedSession, *, units: Collection[int], since: date) -> list[LevelEnd]:
    """Return the levels of attributes released since that day, and the own releases since (one statement)."""
    own = case((Release.split == "", Release.last_day)).label("own_day")  # the levels of all blocks together
    wanted = (
        select(Release.office_id, Release.split, ReleaseCell.level, func.max(Release.last_day), func.sum(ReleaseCell.n))
        .add_columns(own)
        .join(ReleaseCell, ReleaseCell.release_id == Release.id)
        .where(Release.split.in_(("", *PICKED)), Release.last_day >= since, Release.unit_id.in_(sorted(units)))
        .group_by(Release.office_id, Release.split, ReleaseCell.level, "own_day")
    )
    return [LevelEnd(row[0], row[1], row[2], row[3], int(row[4])) for row in session.execute(wanted)]
