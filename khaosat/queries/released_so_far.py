"""Everything an office has released, with what it was made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.release import Release, ReleaseCell, ReleaseGround


@dataclass(frozen=True)
class Released:
    """One closed block. `ground` is given for the office's own releases, `cells` by level for the splits asked for."""

    split: str
    ordinal: int
    first_day: date
    last_day: date
    ground: Mapping[str, Any] | None
    cells: Mapping[str, Mapping[str, Sequence[int]]]


def released_so_far(session: ScopedSession, office_id: int, *, with_cells: Sequence[str]) -> list[Released]:
    """Return every block of the office, by split and in order, with the cells of the named splits."""
    of_office = Release.office_id == office_id
    grounds = dict(_pairs(session, select(ReleaseGround.release_id, ReleaseGround.levels)
                          .join(Release, Release.id == ReleaseGround.release_id).where(of_office)))  # fmt: skip
    cells: dict[int, dict[str, Mapping[str, Sequence[int]]]] = {}
    wanted = select(ReleaseCell.release_id, ReleaseCell.level, ReleaseCell.counts)
    wanted = wanted.join(Release, Release.id == ReleaseCell.release_id).order_by(ReleaseCell.level)
    for release_id, level, counts in session.execute(wanted.where(of_office, Release.split.in_(with_cells))):
        cells.setdefault(release_id, {})[level] = counts
    columns = (Release.id, Release.split, Release.ordinal, Release.first_day, Release.last_day)
    rows = session.execute(select(*columns).where(of_office).order_by(Release.split, Release.ordinal))
    return [
        Released(split, ordinal, first, last, grounds.get(release_id), cells.get(release_id, {}))
        for release_id, split, ordinal, first, last in rows
    ]


def last_released_days(session: ScopedSession) -> Mapping[int, date]:
    """Return the last day of each office's own newest release by office id."""
    wanted = select(Release.office_id, func.max(Release.last_day)).where(Release.split == "")
    return dict(_pairs(session, wanted.group_by(Release.office_id)))


def _pairs(session: ScopedSession, statement: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401  any select of two columns
    return [(first, second) for first, second in session.execute(statement)]
