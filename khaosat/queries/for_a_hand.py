"""What waits for somebody's hand at these units: comments nobody has seen to, requests without a reply."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import BindParameter, bindparam, func, select

from khaosat.access import ScopedSession
from khaosat.models.case import Case
from khaosat.models.comment import ReleasedComment

MANY: Final = 1000


@dataclass(frozen=True, slots=True)
class ForAHand:
    """How many (of comments `MANY` at most, and whether there are `more`), and the day of the oldest request."""

    comments: int
    more: bool
    requests: int
    oldest: date | None


_HERE: Final[BindParameter[list[int]]] = bindparam("units", expanding=True)
_UNSEEN: Final = (
    select(ReleasedComment.id)
    .where(ReleasedComment.unit_id.in_(_HERE), ReleasedComment.handled_at.is_(None))
    .where(ReleasedComment.last_day.between(bindparam("first"), bindparam("last")))
    .limit(MANY + 1)  # nobody sees to a hundred thousand one by one, and counting them takes longer than the page
    .subquery()
)
_COMMENTS: Final = select(func.count()).select_from(_UNSEEN).scalar_subquery()
_STATEMENT: Final = select(_COMMENTS, func.count(Case.id), func.min(Case.day)).where(
    Case.unit_id.in_(_HERE), Case.state == "open"
)


def for_a_hand(session: ScopedSession, *, units: Collection[int], first: date, last: date) -> ForAHand:
    """Return the unseen comments of groups that ended in those days, and every open request (one statement)."""
    row = session.execute(_STATEMENT, {"units": sorted(units), "first": first, "last": last}).one()
    return ForAHand(min(row[0], MANY), row[0] > MANY, row[1], row[2])
