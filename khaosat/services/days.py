"""Days of the survey: which day and quarter hour a tap belongs to, and when a day closes."""

from datetime import date, datetime, time, timedelta

from khaosat.db import ZONE


def day_of(at: datetime) -> date:
    """Return the day in Asia/Ho_Chi_Minh; `at` is aware."""
    return at.astimezone(ZONE).date()


def slot_of(at: datetime) -> int:
    """Return the quarter hour of the day, 0 to 95: nothing finer is ever kept."""
    local = at.astimezone(ZONE)
    return local.hour * 4 + local.minute // 15


def closes_at(day: date) -> datetime:
    """Return the moment the day closes: 24 hours after it has ended."""
    return datetime.combine(day + timedelta(days=2), time(), ZONE)


def is_closed(day: date, *, at: datetime) -> bool:
    """Return whether the day has closed at that moment."""
    return at >= closes_at(day)
