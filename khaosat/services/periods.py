"""Periods of whole months, as an address names them: `quy-3-2026`, `thang-9-2026`, `nam-2026`, `12-thang`, a range.

Results are sums of closed blocks; a block belongs to the period its last day lies in.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from khaosat.errors import InvalidFailure

DEFAULT: Final = "3-thang"
ROLLING: Final = (3, 6, 12)
FIRST_YEAR, LONGEST = 2000, 60  # months: five years of blocks are as many as a page should add up
_RANGE = re.compile(r"(\d{4})-(\d{2})_(\d{4})-(\d{2})")
_QUARTER = re.compile(r"quy-([1-4])-(\d{4})")
_MONTH = re.compile(r"thang-(\d{1,2})-(\d{4})")
_YEAR = re.compile(r"nam-(\d{4})")
_ROLLING = re.compile(r"(\d{1,2})-thang")


class Span(StrEnum):
    """What kind of period it is, for the words that name it."""

    ROLLING = "rolling"  # so many months, the running one included
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month":
        """Return the month so many later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month a day lies in."""
        return cls(day.year, day.month)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from `start` to `end`; `key` is how the address names it."""

    key: str
    span: Span
    start: Month
    end: Month

    @property
    def first(self) -> date:
        """The first day."""
        return self.start.first

    @property
    def last(self) -> date:
        """The last day."""
        return self.end.last

    @property
    def months(self) -> int:
        """How many months it has."""
        return (self.end.year - self.start.year) * 12 + self.end.number - self.start.number + 1

    def before(self) -> "Period":
        """Return the period of the same length that ends where this one begins."""
        return between(self.start.plus(-self.months), self.start.plus(-1))

    def __iter__(self) -> Iterator[Month]:
        """The months in order."""
        return (self.start.plus(k) for k in range(self.months))


def between(start: Month, end: Month) -> Period:
    """Return the period of those months, named as what it is (a month, a quarter, a year, else a range)."""
    whole = end.plus(1)
    length = (whole.year - start.year) * 12 + whole.number - start.number
    if length == 1:
        return Period(f"thang-{start.number}-{start.year}", Span.MONTH, start, end)
    if length == 3 and start.number % 3 == 1:  # noqa: PLR2004  a quarter has three months
        return Period(f"quy-{(start.number + 2) // 3}-{start.year}", Span.QUARTER, start, end)
    if length == 12 and start.number == 1:  # noqa: PLR2004  a year has twelve
        return Period(f"nam-{start.year}", Span.YEAR, start, end)
    key = f"{start.year}-{start.number:02d}_{end.year}-{end.number:02d}"
    return Period(key, Span.RANGE, start, end)


def parse(key: str, *, today: date) -> Period:
    """Return the period of that name, the default's for an empty one; raises InvalidFailure(field='ky')."""
    text = key or DEFAULT
    try:
        found = _named(text, Month.of(today))
    except ValueError as error:
        raise InvalidFailure(field="ky", reason="unreadable", value=key) from error
    if not FIRST_YEAR <= found.start.year <= found.end.year <= today.year + 1 or not 0 < found.months <= LONGEST:
        raise InvalidFailure(field="ky", reason="out_of_range", value=key)
    return found


def choices(*, today: date) -> list[Period]:
    """Return what the chooser offers: rolling periods, then the running quarter and the four before it."""
    now = Month.of(today)
    quarter = Month(now.year, (now.number - 1) // 3 * 3 + 1)
    quarters = [between(quarter.plus(-3 * k), quarter.plus(-3 * k + 2)) for k in range(5)]
    return [*(_rolling(months, now) for months in ROLLING), *quarters]


def _named(text: str, now: Month) -> Period:
    if found := _ROLLING.fullmatch(text):
        return _rolling(int(found[1]), now)
    if found := _QUARTER.fullmatch(text):
        start = Month(int(found[2]), int(found[1]) * 3 - 2)
        return between(start, start.plus(2))
    if found := _MONTH.fullmatch(text):
        return between(*[_month(found[2], found[1])] * 2)
    if found := _YEAR.fullmatch(text):
        return between(Month(int(found[1]), 1), Month(int(found[1]), 12))
    if found := _RANGE.fullmatch(text):
        return between(_month(found[1], found[2]), _month(found[3], found[4]))
    raise ValueError(text)


def _month(year: str, number: str) -> Month:
    found = Month(int(year), int(number))
    date(found.year, found.number, 1)  # raises ValueError for a thirteenth month or the year 0
    return found


def _rolling(months: int, now: Month) -> Period:
    if months < 1:
        raise ValueError(months)
    return Period(f"{months}-thang", Span.ROLLING, now.plus(1 - months), now)
