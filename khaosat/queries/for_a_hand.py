"""What waits for somebody's hand at these units: comments nobody has seen to, requests without a reply."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.case import Case
from khaosat.models.comment import ReleasedComment


@dataclass(frozen=True, slots=True)
class ForAHand:
    """How many, and the day of the oldest request."""

    comments: int
    requests: int
    oldest: date | None


def for_a_hand(session: ScopedSession, *, units: Collection[int], first: date, last: date) -> ForAHand:
    """Return the unseen comments of groups that ended in those days, and every open request (one statement)."""
    here = sorted(units)
    comments = (
        select(func.count())
        .where(ReleasedComment.unit_id.in_(here), ReleasedComment.last_day.between(first, last))
        .where(ReleasedComment.handled_at.is_(None))
        .scalar_subquery()
    )
    wanted = select(comments, func.count(Case.id), func.min(Case.day))
    row = session.execute(wanted.where(Case.unit_id.in_(here), Case.state == "open")).one()
    return ForAHand(row[0], row[1], row[2])
