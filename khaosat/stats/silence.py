"""Has a placard fallen silent, or does it suddenly count far too much? A count held against its own past.

The window's count is predicted from the placard's own history: mean m = days × (S + ½) / H × ratio, for S answers on
H working days before; variance φm + φm²/(S + ½), the first part the scatter of counts, the second what the history
does not know of its own rate. A negative binomial of that mean and variance gives both tails. φ is the index of
dispersion of sums of five working days, at least 1. Source: own construction, `docs/statistics.md`, "Placards"; the
predictive is the usual gamma-Poisson one with a quasi-Poisson scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scipy.special import betainc

from khaosat.stats import arguments
from khaosat.stats.scale import Whole

FALSE_ALARM: Final = 0.001  # of each side, per placard looked at
WINDOWS: Final = (5, 10, 20)  # working days: the shortest in which silence would be improbable
LEAST_HISTORY: Final = 20  # working days before the longest window
WEEK: Final = 5


class Health(StrEnum):
    """How a placard stands."""

    HEALTHY = "healthy"
    SILENT = "silent"
    STRANGE = "strange"  # far more than its own past explains
    TOO_NEW = "too_new"  # too short a past, or too few answers, for silence to mean anything


@dataclass(frozen=True, slots=True)
class Verdict:
    """`seen` answers in the last `days` working days, where `expected` were to come; `p` the smaller tail."""

    health: Health
    days: int
    seen: int
    expected: float | None
    p: float | None


def judge(counts: Sequence[int], *, ratio: float = 1.0, false_alarm: float = FALSE_ALARM) -> Verdict:
    """Return the verdict on counts per working day, oldest first.

    `ratio` is how many more dossiers a day there are in the window than before (1 where nobody knows).
    """
    series = arguments.whole(counts, where="counts")
    factor = arguments.number(ratio, where="ratio", above=0.0)
    limit = arguments.level(false_alarm, where="false_alarm")
    past = series[: -WINDOWS[-1]]
    if len(past) < LEAST_HISTORY:
        return Verdict(Health.TOO_NEW, 0, 0, None, None)
    scatter, known = _scatter(past), int(past.sum()) + 0.5
    for days in WINDOWS:
        expected = factor * days * known / len(past)
        shape = expected / (scatter - 1 + expected * scatter / known)
        if _at_most(0, expected, shape) < limit:
            return _verdict(int(series[-days:].sum()), days, expected, shape, limit)
    return Verdict(Health.TOO_NEW, 0, 0, None, None)


def _verdict(seen: int, days: int, expected: float, shape: float, limit: float) -> Verdict:
    low = _at_most(seen, expected, shape)
    high = 1 - _at_most(seen - 1, expected, shape) if seen else 1.0
    health = Health.SILENT if low < limit else Health.STRANGE if high < limit else Health.HEALTHY
    return Verdict(health, days, seen, expected, min(low, high))


def _at_most(seen: int, mean: float, shape: float) -> float:
    """P(X <= seen) of the negative binomial of that mean and shape."""
    return float(betainc(shape, seen + 1, shape / (shape + mean)))


def _scatter(past: Whole) -> float:
    """The index of dispersion of five days' sums, at least 1."""
    weeks = past[len(past) % WEEK :].reshape(-1, WEEK).sum(axis=1)
    mean = float(weeks.mean())
    return max(1.0, float(weeks.var(ddof=1)) / mean) if mean > 0 else 1.0
