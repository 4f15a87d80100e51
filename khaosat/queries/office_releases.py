"""Up to which day has an office been released."""

from datetime import date

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.release import Release


def last_released_day(session: ScopedSession, *, office_id: int) -> date | None:
    """Return the last day of the office's newest block, or None before its first."""
    return session.scalar(select(func.max(Release.last_day)).where(Release.office_id == office_id, Release.split == ""))
