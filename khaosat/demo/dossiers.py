"""How many dossiers the invented offices returned: what answers there were, over an invented readiness to answer."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from khaosat.demo import calendar
from khaosat.demo.officers import NAMED_SHARE, SEED, counters, kind_of, offices, posts, truth
from khaosat.demo.sources import table

HEAD = ("office_key", "decided_by", "field_key", "month", "officer_key", "received", "returned", "early", "on_time",
        "late")  # fmt: skip  # the columns of the importer
ANSWER = (2.2, 9.0)  # Beta: one in five answers, offices differ widely
SILENT_OFFICE = 240.0  # dossiers a year of an officer nobody rates
PUNCTUAL = (0.25, 0.66, 0.09)  # early, on time, late
UPWARD = frozenset({"dat-dai", "xay-dung"})  # received at the commune, decided by its district


def file(first: date, last: date, *, share: float = 1.0) -> bytes:
    """Return the months from that of `first` to that of `last` as a file for the importer; `share` thins as answers."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(HEAD)
    for month in _months(first, last):
        writer.writerows(_rows(month, share))
    return made.getvalue().encode()


def _months(first: date, last: date) -> Iterator[date]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield date(number // 12, number % 12 + 1, 1)


def _rows(month: date, share: float) -> Iterator[tuple[object, ...]]:
    draw = np.random.default_rng([SEED, 5, month.toordinal()])
    end = calendar.days(month, date(month.year + month.month // 12, month.month % 12 + 1, 1))[:-1]
    busy = sum(calendar.weight(day) for day in end) / calendar.YEAR
    expected = np.where(truth().named_a_year > 0, truth().named_a_year / NAMED_SHARE / _readiness(), SILENT_OFFICE)
    returned = draw.poisson(expected * busy * share)
    for place, post in enumerate(posts()):
        fields = dict(counters(post.office))[post.counter]
        shares = _shares(len(fields))
        for field, number in zip(fields, draw.multinomial(returned[place], shares), strict=True):
            if number:
                early, on_time, late = draw.multinomial(number, PUNCTUAL)
                received = number + draw.integers(0, 1 + number // 10)
                counts = (received, number, early, on_time, late)
                yield post.office, _decided_by(post.office, field), field, f"{month:%Y-%m}", post.key, *counts


@cache
def _readiness() -> NDArray[np.float64]:
    """Return for each post the share of those served who answer: by office, between 5 % and 60 %."""
    draw = np.random.default_rng([SEED, 4])
    by_office = dict(zip(offices(), np.clip(draw.beta(*ANSWER, len(offices())), 0.05, 0.6), strict=True))
    return np.array([by_office[post.office] for post in posts()])


@cache
def _shares(fields: int) -> NDArray[np.float64]:
    """Return how a counter's dossiers fall on its fields, as its visitors do: the first is the commonest."""
    edges = (np.arange(fields + 1) / fields) ** (1 / 1.3)
    return np.asarray(np.diff(edges))


@cache
def _parents() -> dict[str, str]:
    return {row["key"]: row["parent_key"] for row in table("units")}


def _decided_by(office: str, field: str) -> str:
    return _parents()[office] if kind_of(office) == "commune" and field in UPWARD else office
