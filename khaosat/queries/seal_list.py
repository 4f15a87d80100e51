"""The sealed list, in order of sealing."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.seal import SealEntry


def seal_list(session: ScopedSession, *, after: int = 0) -> Sequence[SealEntry]:
    """Return the entries after that sequence number, oldest first."""
    return session.scalars(select(SealEntry).where(SealEntry.sequence > after).order_by(SealEntry.sequence)).all()


def newest_seal(session: ScopedSession) -> SealEntry | None:
    """Return the newest entry, None where nothing has been sealed."""
    return session.scalar(select(SealEntry).order_by(SealEntry.sequence.desc()).limit(1))


def newest_seal_of(session: ScopedSession, day: date) -> SealEntry | None:
    """Return the newest revision of a day, None where it has not been sealed."""
    statement = select(SealEntry).where(SealEntry.day == day).order_by(SealEntry.revision.desc()).limit(1)
    return session.scalar(statement)
