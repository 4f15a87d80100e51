"""How much a number of ratings is worth: the design effect of days, and how many ratings would tell."""

from collections.abc import Sequence
from math import ceil, isfinite
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from khaosat.stats import arguments, interval, scale
from khaosat.stats.errors import InconsistentError, OutOfRangeError
from khaosat.stats.scale import Counts

LEAST_DAYS: Final = 5
DayCounts: TypeAlias = NDArray[Any] | Sequence[ArrayLike]


def day_deff(day_counts: DayCounts) -> float:
    """Design effect of days, pooled over officers, at least 1.

    ``day_counts``: (officers, days, 5), or one array (days, 5) per officer; days without answers do not
    count. Per officer with at least 5 days D: the variance of the mean with days as clusters,
    D/(D−1) sum_d (Y_d − m n_d)² / n², over kappa (5 − m)(m − 1) / n; averaged with weights D. 1 where no
    officer has five days or nothing varies. Raises what ``scale.counts`` raises, WrongShapeError.
    """
    officers = [scale.counts(days, where="day_counts", dimensions=2) for days in _rows(day_counts)]
    sums = np.array([days.sum(axis=0) for days in officers]).reshape(-1, scale.CATEGORIES)
    kappa = interval.pooled_kappa(sums)
    pairs = [_ratio(days, kappa) for days in officers]
    weight = sum(days for days, _ in pairs)
    return max(1.0, sum(days * ratio for days, ratio in pairs) / weight) if weight else 1.0


def ratings_needed(
    *,
    kappa: float,
    tau2: float,
    mean: float,
    reliability: float | None = None,
    difference: float | None = None,
    deff: float = 1.0,
    level: float = 0.95,
    power: float = 0.8,
) -> int | None:
    """How many ratings one officer needs (each, for two of them).

    Give either ``reliability`` (0–1): n = deff kappa (5 − m)(m − 1) / tau2 · rel / (1 − rel), or a true
    ``difference`` of two officers (points of the 1–5 scale): n = (z_level + z_power)² 2 deff kappa
    (5 − m)(m − 1) / difference². ``mean`` is where on the scale they stand. None where no number is
    enough: tau2 = 0 (or next to it). Raises InconsistentError unless exactly one is given, OutOfRangeError.
    """
    if (reliability is None) == (difference is None):
        raise InconsistentError("give exactly one of reliability and difference", where="reliability, difference")
    centre = arguments.number(mean, where="mean", least=scale.LOWEST)
    if centre > scale.HIGHEST:
        raise OutOfRangeError(f"must be at most {scale.HIGHEST}, got {centre:g}", where="mean")
    spread = arguments.number(kappa, where="kappa", least=0.0) * arguments.number(deff, where="deff", above=0.0)
    variance = spread * (scale.HIGHEST - centre) * (centre - scale.LOWEST)
    if reliability is not None:
        wanted = arguments.level(reliability, where="reliability")
        between = arguments.number(tau2, where="tau2", least=0.0)
        return _whole(variance / between * wanted / (1 - wanted)) if between > 0 else None
    apart = arguments.number(difference, where="difference", above=0.0)
    z = float(ndtri((1 + arguments.level(level)) / 2) + ndtri(arguments.level(power, where="power")))
    ratio = z / apart
    return _whole(2 * variance * ratio * ratio)


def _whole(n: float) -> int | None:
    # A hair above a whole number is that number's rounding.
    return max(1, ceil(n * (1 - 1e-12))) if isfinite(n) else None


def _rows(day_counts: DayCounts) -> list[ArrayLike]:
    if isinstance(day_counts, np.ndarray):
        return list(scale.counts(day_counts, where="day_counts", dimensions=3))
    return arguments.sequence(day_counts, where="day_counts")


def _ratio(days: Counts, kappa: float) -> tuple[int, float]:
    """Number of days, and how much wider the mean varies than without clusters; (0, 0) where it cannot be said."""
    n = scale.answers(days).astype(np.float64)
    total = days @ scale.SCORES
    number, answers = int((n > 0).sum()), float(n.sum())
    if number < LEAST_DAYS:
        return 0, 0.0
    mean = float(total.sum()) / answers
    plain = kappa * (scale.HIGHEST - mean) * (mean - scale.LOWEST) / answers
    clustered = float(((total - mean * n) ** 2).sum()) * number / (number - 1) / answers**2
    return (number, clustered / plain) if plain > 0 else (0, 0.0)
