"""The sealed list, in order of sealing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.seal import SealEntry


@dataclass(frozen=True)
class Seal:
    """One entry of the sealed list; digests are 32 bytes, the signature 64."""

    sequence: int
    day: date
    revision: int
    answers: int
    withdrawn: int
    root: bytes
    previous: bytes
    digest: bytes
    signature: bytes
    sealed_at: datetime


FIELDS = tuple(Seal.__dataclass_fields__)


def seal_list(session: ScopedSession, *, after: int = 0) -> Sequence[Seal]:
    """Return the entries after that sequence number, oldest first."""
    statement = select(SealEntry).where(SealEntry.sequence > after).order_by(SealEntry.sequence)
    return [_seal(row) for row in session.scalars(statement)]


def newest_seal(session: ScopedSession) -> Seal | None:
    """Return the newest entry, None where nothing has been sealed."""
    row = session.scalar(select(SealEntry).order_by(SealEntry.sequence.desc()).limit(1))
    return _seal(row) if row else None


def newest_seal_of(session: ScopedSession, day: date) -> Seal | None:
    """Return the newest revision of a day, None where it has not been sealed."""
    statement = select(SealEntry).where(SealEntry.day == day).order_by(SealEntry.revision.desc()).limit(1)
    row = session.scalar(statement)
    return _seal(row) if row else None


def _seal(row: SealEntry) -> Seal:
    return Seal(**{name: getattr(row, name) for name in FIELDS})
