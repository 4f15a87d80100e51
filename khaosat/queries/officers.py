"""Which officer it is."""

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.officer import Officer


def officer_by_key(session: ScopedSession, key: str) -> Officer | None:
    """Return the officer of that key."""
    return session.scalars(select(Officer).where(Officer.key == key)).one_or_none()
