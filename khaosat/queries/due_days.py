"""Which days wait to be settled, or to be settled again."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.response import DueDay, Response
from khaosat.models.seal import SealEntry


def due_days(session: ScopedSession, *, until: date) -> Sequence[date]:
    """Return the days marked to be settled again, up to that day."""
    return session.scalars(select(DueDay.day).where(DueDay.day <= until).order_by(DueDay.day)).all()


def first_answered_day(session: ScopedSession) -> date | None:
    """Return the day of the oldest answer, None where there is none."""
    return session.scalar(select(func.min(Response.day)))


def newest_sealed_day(session: ScopedSession) -> date | None:
    """Return the newest day in the sealed list, None where it is empty."""
    return session.scalar(select(func.max(SealEntry.day)))


def answered_days(session: ScopedSession) -> Sequence[date]:
    """Return every day that has an answer, in order."""
    return session.scalars(select(Response.day).distinct().order_by(Response.day)).all()
