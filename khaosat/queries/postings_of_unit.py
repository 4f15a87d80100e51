"""Who is or was posted at the offices of a unit in this time? Postings are dated."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.models.officer import Officer, Posting


class Posted(NamedTuple):
    """One posting of one officer."""

    officer_id: int
    office_id: int
    display_name: str
    sort_key: str
    valid_from: date
    valid_to: date | None


def postings_of_unit(session: ScopedSession, *, unit_id: int, first: date, last: date) -> list[Posted]:
    """Return the postings that touch first … last, officers in alphabetical order (one statement)."""
    wanted = (
        select(
            Posting.officer_id,
            Posting.office_id,
            Officer.display_name,
            Officer.sort_key,
            Posting.valid_from,
            Posting.valid_to,
        )
        .join(Officer, Officer.id == Posting.officer_id)
        .where(Posting.unit_id == unit_id, Posting.valid_from <= last)
        .where(or_(Posting.valid_to.is_(None), Posting.valid_to > first))
        .order_by(Officer.sort_key, Officer.id)
    )
    return [Posted(*row) for row in session.execute(wanted)]
