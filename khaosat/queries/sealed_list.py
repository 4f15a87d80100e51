"""The sealed days, entry by entry, for who checks them."""

from collections.abc import Sequence

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.seal import SealEntry


def seal_entries(session: ScopedSession, *, first: int, most: int) -> Sequence[SealEntry]:
    """Return entries of the sealed list, newest first."""
    return session.scalars(select(SealEntry).order_by(SealEntry.sequence.desc()).offset(first).limit(most)).all()


def count_seal_entries(session: ScopedSession) -> int:
    """Return how long the sealed list is."""
    return session.scalar(select(func.count()).select_from(SealEntry)) or 0
