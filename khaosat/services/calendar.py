"""Days, steps of the month and quarters: when a day closes and where a block may end. Pure functions of dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
STEP_STARTS: Final = (1, 8, 15, 22)
"""Days of the month on which a step begins; the last step lasts to the month's end."""
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """Whole days, both ends included."""

    first: date
    last: date


def closes_at(day: date) -> datetime:
    """Return the moment a day closes: 24 hours after it has ended."""
    return datetime.combine(day + 2 * ONE_DAY, time(), ZONE)


def last_closed(now: datetime) -> date:
    """Return the newest day that has closed at that moment (aware)."""
    return now.astimezone(ZONE).date() - 2 * ONE_DAY


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - ONE_DAY


def step_of(day: date) -> Span:
    """Return the step of the month that holds the day: 1–7, 8–14, 15–21 or 22–end."""
    first = max(start for start in STEP_STARTS if start <= day.day)
    last = month_end(day).day if first == STEP_STARTS[-1] else first + 6
    return Span(day.replace(day=first), day.replace(day=last))


def step_ends(after: date, until: date) -> Iterator[date]:
    """Yield the last days of steps later than `after` and not later than `until`, in order."""
    end = step_of(after + ONE_DAY).last
    while end <= until:
        yield end
        end = step_of(end + ONE_DAY).last


def quarter_start(day: date) -> date:
    """Return the first day of the quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from first to last."""
    for number in range((last - first).days + 1):
        yield first + number * ONE_DAY
