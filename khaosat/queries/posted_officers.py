"""Who has ever been posted at an office."""

from datetime import date

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.models.officer import Posting


def posted_officers(session: ScopedSession, office_id: int, *, day: date | None = None) -> frozenset[int]:
    """Return the ids of the officers posted at the office on that day, or on any day."""
    statement = select(Posting.officer_id).where(Posting.office_id == office_id)
    if day is not None:
        statement = statement.where(Posting.valid_from <= day, or_(Posting.valid_to.is_(None), Posting.valid_to > day))
    return frozenset(session.scalars(statement))
