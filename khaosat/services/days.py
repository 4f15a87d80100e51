"""The day and the quarter hour a tap belongs to, in Asia/Ho_Chi_Minh; when a day closes stands in `calendar`."""

from datetime import date, datetime

from khaosat.db import ZONE
from khaosat.services.calendar import closes_at


def day_of(at: datetime) -> date:
    """Return the day of an aware moment."""
    return at.astimezone(ZONE).date()


def slot_of(at: datetime) -> int:
    """Return the quarter hour of the day, 0 to 95: nothing finer is ever kept."""
    local = at.astimezone(ZONE)
    return local.hour * 4 + local.minute // 15


def is_closed(day: date, *, at: datetime) -> bool:
    """Return whether the day has closed at that moment."""
    return at >= closes_at(day)
