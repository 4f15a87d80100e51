"""When was each level of each split last released? And how many answers released since wait for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.release import Release, ReleaseCell
from khaosat.queries.released_levels import PICKED


@dataclass(frozen=True, slots=True)
class LevelEnd:
    """The newest day an office released a level for, and the answers in its own releases after that."""

    office_id: int
    split: str
    level: str
    last: date
    waiting: int


def level_ends(session: ScopedSession, *, units: Collection[int], since: date) -> list[LevelEnd]:
    """Return by office the levels of attributes and of the visit released since that day (one statement)."""
    ends = (
        select(
            Release.office_id.label("office_id"),
            Release.split.label("split"),
            ReleaseCell.level.label("level"),
            func.max(Release.last_day).label("last_day"),
        )
        .join(ReleaseCell, ReleaseCell.release_id == Release.id)
        .where(Release.split.in_((*PICKED, "visit")), Release.last_day >= since, Release.unit_id.in_(sorted(units)))
        .group_by(Release.office_id, Release.split, ReleaseCell.level)
        .subquery()
    )
    later = (Release.office_id == ends.c.office_id) & (Release.split == "") & (Release.last_day > ends.c.last_day)
    wanted = (
        select(*ends.c, func.coalesce(func.sum(ReleaseCell.n), 0))
        .select_from(ends)
        .outerjoin(Release, later)
        .outerjoin(ReleaseCell, ReleaseCell.release_id == Release.id)
        .group_by(*ends.c)
    )
    return [LevelEnd(row[0], row[1], row[2], row[3], int(row[4])) for row in session.execute(wanted)]
