"""Where is or was this officer posted? Postings are dated."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.models.officer import Officer, Posting


class Post(NamedTuple):
    """The officer's name, and one unit they are or were posted at."""

    display_name: str
    unit_id: int
    valid_from: date
    valid_to: date | None


def postings_of_officer(session: ScopedSession, *, officer_id: int, first: date, last: date) -> list[Post]:
    """Return the postings that touch first … last, the oldest first (one statement)."""
    wanted = (
        select(Officer.display_name, Posting.unit_id, Posting.valid_from, Posting.valid_to)
        .join(Posting, Posting.officer_id == Officer.id)
        .where(Officer.id == officer_id, Posting.valid_from <= last)
        .where(or_(Posting.valid_to.is_(None), Posting.valid_to > first))
        .order_by(Posting.valid_from)
    )
    return [Post(*row) for row in session.execute(wanted)]
