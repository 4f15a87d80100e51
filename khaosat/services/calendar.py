"""When a day closes; steps of the month and quarters: where a block of results may end. Pure functions."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
STEP_STARTS: Final = (1, 8, 15, 22)
"""Days of the month on which a step begins; the last step lasts to the month's end."""
ONE_DAY: Final = timedelta(days=1)
CLOSES_AFTER: Final = timedelta(days=2)
"""A day closes 24 hours after it has ended: when the second day after it begins."""


def closes_at(day: date) -> datetime:
    """Return the moment the day closes."""
    return datetime.combine(day + CLOSES_AFTER, time(), ZONE)


def last_closed(now: datetime) -> date:
    """Return the newest day that has closed at that moment (aware)."""
    return now.astimezone(ZONE).date() - CLOSES_AFTER


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - ONE_DAY


def step_start(day: date) -> date:
    """Return the first day of the step that holds the day."""
    return day.replace(day=max(start for start in STEP_STARTS if start <= day.day))


def step_end(day: date) -> date:
    """Return the last day of the step that holds the day: the 7th, 14th, 21st or the month's end."""
    first = step_start(day)
    return month_end(day) if first.day == STEP_STARTS[-1] else first + timedelta(days=6)


def step_ends(first: date, last: date) -> Iterator[date]:
    """Yield the last days of steps from `first` to `last`, both included, in order."""
    end = step_end(first)
    while end <= last:
        yield end
        end = step_end(end + ONE_DAY)


def quarter_start(day: date) -> date:
    """Return the first day of the quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def every_day(first: date, last: date) -> Iterator[date]:
    """Yield every day from first to last."""
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY
