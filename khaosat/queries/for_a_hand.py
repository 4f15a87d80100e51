"""What waits for somebody's hand at these units: comments nobody has seen to, requests without a reply."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select

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


def for_a_hand(session: ScopedSession, *, units: Collection[int], first: date, last: date) -> ForAHand:
    """Return the unseen comments of groups that ended in those days, and every open request (one statement)."""
    here = sorted(units)
    unseen = (
        select(ReleasedComment.id)
        .where(ReleasedComment.unit_id.in_(here), ReleasedComment.last_day.between(first, last))
        .where(ReleasedComment.handled_at.is_(None))
        .limit(MANY + 1)  # nobody sees to a hundred thousand one by one, and counting them takes longer than the page
        .subquery()
    )
    comments = select(func.count()).select_from(unseen).scalar_subquery()
    wanted = select(comments, func.count(Case.id), func.min(Case.day))
    row = session.execute(wanted.where(Case.unit_id.in_(here), Case.state == "open")).one()
    return ForAHand(min(row[0], MANY), row[0] > MANY, row[1], row[2])
