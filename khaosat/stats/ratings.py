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
SUMS: Final = 4
DayCounts: TypeAlias = NDArray[Any] | Sequence[ArrayLike]


def day_deff(day_counts: DayCounts) -> float:
    """Design effect of days, pooled over officers, at least 1.

    ``day_counts``: (officers, days, 5), or one array (days, 5) per officer; days without answers do not
    count. Per officer with at least 5 days D: the variance of the mean with days as clusters,
    D/(D−1) sum_d (Y_d − m n_d)² / n², over kappa (5 − m)(m − 1) / n; averaged with weights D. 1 where no
    officer has five days or nothing varies. Raises what ``scale.counts`` raises, WrongShapeError.
    """
    officers = [scale.counts(days, where="day_counts", dimensions=2) for days in _rows(day_counts)]
    counts = np.array([days.sum(axis=0) for days in officers]).reshape(-1, scale.CATEGORIES)
    return day_deff_of_sums(counts, np.array([_sums(days) for days in officers]).reshape(-1, SUMS))


def day_deff_of_sums(counts: ArrayLike, day_sums: ArrayLike) -> float:
    """Design effect of days as ``day_deff`` gives it, from what it needs of the days and no more.

    ``counts``: (officers, 5) over all days. ``day_sums``: (officers, 4), of the days with answers their number D
    and the sums over them of n_d², n_d Y_d and Y_d², where n_d is a day's answers and Y_d the sum of their scores:
    sum_d (Y_d − m n_d)² = sum Y_d² − 2 m sum n_d Y_d + m² sum n_d². Raises what ``scale.counts`` raises,
    WrongShapeError unless there are as many rows of either, NegativeError for a sum below zero.
    """
    heard = scale.counts(counts, where="counts", dimensions=2)
    number, nn, ny, yy = arguments.non_negative(day_sums, where="day_sums", shape=(len(heard), SUMS)).T
    n = scale.answers(heard).astype(np.float64)
    there = (number >= LEAST_DAYS) & (n > 0)
    mean = np.divide(heard @ scale.SCORES, n, out=np.full(len(heard), np.nan), where=there)
    plain = interval.pooled_kappa(heard) * (scale.HIGHEST - mean) * (mean - scale.LOWEST) / np.where(there, n, 1.0)
    tells = there & (plain > 0)
    if not tells.any():
        return 1.0
    number, mean = number[tells], mean[tells]
    apart = np.maximum(yy[tells] - 2 * mean * ny[tells] + mean**2 * nn[tells], 0.0)
    ratio = apart * number / (number - 1) / n[tells] ** 2 / plain[tells]
    return max(1.0, float(number @ ratio / number.sum()))


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


def _sums(days: Counts) -> tuple[int, int, int, int]:
    n, total = scale.answers(days), days @ scale.SCORES
    return int((n > 0).sum()), int(n @ n), int(n @ total), int(total @ total)
