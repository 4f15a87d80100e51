"""When people come: working days, their weights, and the quarter hours of a day."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

WEEKDAYS = (1.2, 1.05, 1.0, 0.95, 0.8, 0.05, 0.0)  # Monday is busiest; a little on Saturday mornings
QUIET = 0.6
YEAR = 254.0  # weights of a year, about: volumes a year are divided by it
FIXED = frozenset({(1, 1), (4, 30), (5, 1), (9, 1), (9, 2)})
NEW_YEAR = {  # first day of the lunar year; from two days before desks are half empty for a week
    date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26),
    date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11),
}  # fmt: skip  # a list of days
MORNING, AFTERNOON, EVENING = range(30, 46), range(54, 68), range(74, 88)  # 7:30, 13:30, 18:30
SHARES = (0.52, 0.36, 0.12)


def weight(day: date) -> float:
    """Return how busy a day is, 1 being an ordinary Wednesday; 0 when offices are closed."""
    if (day.month, day.day) in FIXED:
        return 0.0
    quiet = any(-2 <= (day - first).days <= 4 for first in NEW_YEAR)  # noqa: PLR2004  a week
    return WEEKDAYS[day.weekday()] * (QUIET if quiet else 1.0)


def slots(draw: np.random.Generator, number: int) -> NDArray[np.int64]:
    """Return that many quarter hours: mornings most, some in the evening from home."""
    every = np.concatenate([np.array(part) for part in (MORNING, AFTERNOON, EVENING)])
    chance = np.concatenate(
        [
            np.full(len(part), share / len(part))
            for part, share in zip((MORNING, AFTERNOON, EVENING), SHARES, strict=True)
        ]
    )
    return draw.choice(every, size=number, p=chance)


def days(first: date, last: date) -> list[date]:
    """Return every day from first to last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def year_before(today: date, *, months: int = 12) -> tuple[date, date]:
    """Return the first and last day of the twelve (or so many) whole months before the month of `today`."""
    last = today.replace(day=1) - timedelta(days=1)
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1), last
