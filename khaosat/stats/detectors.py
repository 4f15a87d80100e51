"""Screens for stuffed ratings: they flag an officer's year for a human, and exclude nothing by themselves.

Every test gives a p-value per officer; the verdict is the smallest one after each is divided
by the test's weight among the tests that could run (weighted Bonferroni), so it keeps the
stated false-alarm rate per officer and year. What no test here can see: ratings from many
devices, one after each real dossier; one device over many days where only ``repeat_of_day``
is kept; coercion at the counter.
Source: own construction, ``docs/statistics.md``, "Detectors"; the run bound is exact under exchangeability.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments, patterns
from khaosat.stats.errors import MissingError, OutOfRangeError, WrongShapeError
from khaosat.stats.patterns import OfficerYear, Peers
from khaosat.stats.scale import HIGHEST, LOWEST, Floats, Whole
from khaosat.stats.scale import Mask as Flags

NOT_RUN: Final = "not run"
PValue: TypeAlias = float | str
"""A p-value, or ``NOT_RUN`` where a column, dossiers or ratings for the test are missing."""

EXPLANATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "window": "more ratings in a quarter of an hour than dossiers explain",
        "homogeneity": "a quarter of an hour full of equal best answers",
        "device": "too many ratings from one device",
        "runs": "too long a run of equal best answers",
        "hours": "hours of rating differ from hours of service",
        "response": "far more ratings per dossier than peers",
    }
)
"""The tests and what a flag by them means; the explanation code of an officer is one of the keys."""

TESTS: Final[Mapping[str, tuple[float, Callable[[OfficerYear, Peers], float | None]]]] = MappingProxyType(
    {
        "window": (0.35, patterns.window_surplus),
        "homogeneity": (0.1, patterns.homogeneity),
        "device": (0.4, patterns.one_device),
        "runs": (0.05, patterns.longest_run),
        "hours": (0.05, patterns.hours_of_day),
        "response": (0.05, patterns.response_rate),
    }
)
"""Weight of each test: its share of the false alarms, fixed in advance by what it can find."""


@dataclass(frozen=True, eq=False)
class Screening:
    """Per officer, in ascending order of ``officer``.

    ``p_values``: test → one p-value or "not run" per officer; ``p``: the smallest after
    dividing by the weights, at most 1 (1 where none ran); ``flagged``: p <= false_alarm;
    ``explanation``: for the flagged the key of ``EXPLANATIONS`` that made it, else "".
    """

    officer: Whole
    p_values: Mapping[str, tuple[PValue, ...]]
    p: Floats
    flagged: Flags
    explanation: tuple[str, ...]
    false_alarm: float


def screen(
    events: Mapping[str, ArrayLike],
    dossiers: Mapping[str, ArrayLike] | None = None,
    *,
    false_alarm: float = 0.01,
) -> Screening:
    """Screen the ratings of each officer over a period (meant for a year).

    ``events``: arrays of one length: ``officer`` (whole numbers), ``minute`` (of working time, 480 a
    day, or of the clock; a quarter-hour slot as its first minute), ``score`` (1–5); optional
    ``straightline`` (1 = all items equal), ``device`` (hash number within the officer) or else
    ``repeat_of_day`` (ordinal of the visitor's ratings of that day), ``evening`` (1 = sent outside
    office hours: it has no dossier beside it and stays out of the windows; without this column the
    hours of the day are not tested). Other columns are ignored. ``dossiers``: ``officer`` and
    ``minute_closed``. Rows in any order. ``false_alarm``: share of clean officers flagged per period,
    at most. Raises MissingError, WrongShapeError, OutOfRangeError and those of ``arguments``.
    """
    arguments.level(false_alarm, where="false_alarm")
    rated = columns(events, ("officer", "minute", "score"), where="events")
    closed = columns(NO_DOSSIERS if dossiers is None else dossiers, ("officer", "minute_closed"), where="dossiers")
    if ((rated["score"] < LOWEST) | (rated["score"] > HIGHEST)).any():
        raise OutOfRangeError("scores are 1 to 5", where="events.score")
    years = patterns.officer_years(rated, closed)
    among = patterns.peers(years)
    raw = {name: [test(year, among) for year in years] for name, (_, test) in TESTS.items()}
    table = weighted(raw)
    smallest = np.minimum(1.0, table.min(axis=0))
    flagged = smallest <= false_alarm
    first = [tuple(TESTS)[test] for test in table.argmin(axis=0)]
    return Screening(
        np.array([year.officer for year in years], dtype=np.int64),
        MappingProxyType({k: tuple(NOT_RUN if p is None else p for p in column) for k, column in raw.items()}),
        smallest,
        flagged,
        tuple(test if flag else "" for test, flag in zip(first, flagged, strict=True)),
        float(false_alarm),
    )


def weighted(raw: Mapping[str, Sequence[float | None]]) -> Floats:
    """Each p-value divided by its test's share among the tests that ran for the officer, (tests, officers); 1 if not.

    ``raw`` names tests of ``TESTS``, one p-value or None per officer each, in that order.
    """
    run = np.array([[p is not None for p in column] for column in raw.values()])
    weights = np.array([TESTS[name][0] for name in raw])[:, None] * run
    shares = np.where(run, weights / np.maximum(weights.sum(axis=0), 1e-9), 1.0)
    return np.asarray(np.array([[1.0 if p is None else p for p in column] for column in raw.values()]) / shares)


NO_DOSSIERS: Final[Mapping[str, ArrayLike]] = MappingProxyType({"officer": (), "minute_closed": ()})
_OPTIONAL: Final = ("straightline", "device", "repeat_of_day", "evening")


def columns(table: Mapping[str, ArrayLike], needed: tuple[str, ...], *, where: str) -> dict[str, Floats]:
    """The needed and the optional columns of a table as numbers; raises as ``screen`` does."""
    arguments.mapping(table, where=where)
    missing = [name for name in needed if name not in table]
    if missing:
        raise MissingError(f"no column {missing[0]!r}", where=where)
    used = [*needed, *(name for name in _OPTIONAL if name in table)]
    found = {name: arguments.real(table[name], where=f"{where}.{name}") for name in used}
    if any(c.ndim != 1 for c in found.values()) or len({c.size for c in found.values()}) > 1:
        raise WrongShapeError("columns must be one-dimensional and of one length", where=where)
    found["officer"] = arguments.whole(table["officer"], where=f"{where}.officer").astype(np.float64)
    return found
