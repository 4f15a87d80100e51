"""The planned sample survey: how many to ask, and estimates that respect how they were drawn.

For probability samples only. Answers to a QR code select themselves; no formula here cures that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from khaosat.stats import arguments
from khaosat.stats.errors import InconsistentError, OutOfRangeError, TooFewError
from khaosat.stats.linearisation import Design, residuals
from khaosat.stats.scale import Floats

Labels: TypeAlias = ArrayLike | Sequence[ArrayLike]
Lonely: TypeAlias = Literal["error", "centred"]
_ROUNDING = 1e-9


@dataclass(frozen=True)
class DesignEstimate:
    """``value`` with its linearised ``se``, ``df`` = PSUs − strata, t interval and design effect ``deff``."""

    value: float
    se: float
    df: int
    low: float
    high: float
    deff: float


def yamane(population: float, margin: float) -> int:
    """Yamane's simplified sample size N/(1 + N e²), rounded up.

    It is the proportion formula with p = .5 and z = 2, for ``margin`` e in shares (.05).
    Source: Yamane (1967) Statistics, 2nd ed. Raises OutOfRangeError.
    """
    size = arguments.number(population, where="population", above=0)
    error = arguments.number(margin, where="margin", above=0, below=1)
    return _up(size / (1 + size * error**2))


def sample_size(
    margin: float,
    *,
    population: float | None = None,
    p: float = 0.5,
    level: float = 0.95,
    deff: float = 1.0,
    response_rate: float = 1.0,
) -> int:
    """How many to invite so that a proportion ``p`` is known to ± ``margin`` (both shares), rounded up.

    n0 = z² p (1 − p)/e² × deff; n = n0/(1 + (n0 − 1)/N); divided by the expected response rate.
    Source: Cochran (1977) Sampling Techniques, ch. 4. Raises OutOfRangeError.
    """
    error = arguments.number(margin, where="margin", above=0, below=1)
    share = arguments.number(p, where="p", above=0, below=1)
    effect = arguments.number(deff, where="deff", above=0)
    rate = arguments.number(response_rate, where="response_rate", above=0)
    if rate > 1:
        raise OutOfRangeError(f"must be at most 1, got {rate:g}", where="response_rate")
    z = float(ndtri((1 + arguments.level(level)) / 2))
    wanted = z / error * (z / error) * share * (1 - share) * effect  # `**` would raise where this is infinite
    if population is not None:
        wanted = wanted / (1 + (wanted - 1) / arguments.number(population, where="population", least=1))
    return _up(wanted / rate)


def sample_size_difference(difference: float, sd: float, *, level: float = 0.95, power: float = 0.8) -> int:
    """How many answers each of two waves needs to find a ``difference`` of means with that ``power``.

    (z_{1 − a/2} + z_power)² 2 sd²/d², rounded up; ``difference`` and ``sd`` on one scale.
    Raises OutOfRangeError.
    """
    gap = arguments.number(difference, where="difference", above=0)
    spread = arguments.number(sd, where="sd", above=0)
    z = ndtri((1 + arguments.level(level)) / 2) + ndtri(arguments.level(power, where="power"))
    ratio = float(z) * (spread / gap)
    return _up(2 * ratio * ratio)


def design_mean(
    y: ArrayLike,
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    fpc: ArrayLike | None = None,
    level: float = 0.95,
    residual_of: Labels | None = None,
    single_psu: Lonely = "error",
) -> DesignEstimate:
    """Weighted mean of ``y`` (n) with the standard error of the design.

    Taylor linearisation with PSU totals z_hi of w(y − ȳ)/Σw: V = Σ_h (1 − f_h) n_h/(n_h − 1)
    Σ_i (z_hi − z̄_h)². ``clusters``: PSU of each row (nested in ``strata``), default each row;
    ``fpc``: per row (or one number) the number of PSUs in its stratum of the population, as in R's
    survey. A subpopulation is estimated by giving the others weight 0, not by leaving them out.
    ``residual_of``: after post-stratification the group of each row, after raking the list of
    margins' labels: the variance then uses the residuals of y on them (Deville & Särndal
    1992 JASA 87:376). ``single_psu``: a stratum with one PSU is an error, or "centred" at the
    mean of all PSUs. deff compares with a simple random sample without replacement of as
    many rows out of Σw (with replacement where Σw <= n), as R does; 1 where y does not vary.
    Raises NotEstimableError (single PSU, no degree of freedom), TooFewError (no weight), NegativeError,
    InconsistentError (fpc below the PSUs drawn or not constant in a stratum), WrongShapeError.
    """
    values, w, design = _checked(y, weights, strata, clusters, fpc, single_psu)
    mean = float(w @ values / w.sum())
    centred = residuals(values - mean, w, residual_of)
    variance = design.variance(w * centred / w.sum())
    return _estimate(mean, variance, _plain_variance(values, w), design, level)


def design_total(
    y: ArrayLike,
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    fpc: ArrayLike | None = None,
    level: float = 0.95,
    residual_of: Labels | None = None,
    single_psu: Lonely = "error",
) -> DesignEstimate:
    """Weighted total Σ w y; arguments and errors as ``design_mean``."""
    values, w, design = _checked(y, weights, strata, clusters, fpc, single_psu)
    variance = design.variance(w * residuals(values, w, residual_of))
    plain = _plain_variance(values, w) * w.sum() ** 2
    return _estimate(float(w @ values), variance, plain, design, level)


def design_proportion(
    y: ArrayLike,
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    fpc: ArrayLike | None = None,
    level: float = 0.95,
    residual_of: Labels | None = None,
    single_psu: Lonely = "error",
) -> DesignEstimate:
    """Weighted share of rows where ``y`` is true (booleans, 0 or 1), interval cut to [0, 1].

    Arguments and errors as ``design_mean``, and OutOfRangeError for another value. At 0 or 1 the
    t interval has no width; use ``interval.wilson`` with n/deff there.
    """
    given = arguments.array(y, where="y")
    hits = arguments.real(given.astype(np.float64) if given.dtype == bool else given, where="y")
    if (hits != hits.astype(bool)).any():
        raise OutOfRangeError("must hold 0 and 1", where="y")
    mean = design_mean(
        hits, weights, strata=strata, clusters=clusters, fpc=fpc, level=level,
        residual_of=residual_of, single_psu=single_psu,
    )  # fmt: skip
    return DesignEstimate(mean.value, mean.se, mean.df, max(0.0, mean.low), min(1.0, mean.high), mean.deff)


def _checked(
    y: ArrayLike,
    weights: ArrayLike,
    strata: ArrayLike | None,
    clusters: ArrayLike | None,
    fpc: ArrayLike | None,
    single_psu: Lonely,
) -> tuple[Floats, Floats, Design]:
    values = arguments.real(y, where="y").reshape(-1)
    w = arguments.non_negative(weights, where="weights", shape=values.shape)
    if not w.sum() > 0:
        raise TooFewError("no row has weight", where="weights")
    return values, w, Design.of(values.size, strata, clusters, fpc, centre_single=single_psu == "centred")


def _plain_variance(values: Floats, w: Floats) -> float:
    """Variance of the mean under simple random sampling of as many rows."""
    n, size = int((w > 0).sum()), float(w.sum())
    mean = w @ values / size
    spread = float(w @ (values - mean) ** 2 / size) * n / max(n - 1, 1)
    return spread / n * ((size - n) / size if size > n else 1.0)


def _estimate(value: float, variance: float, plain: float, design: Design, level: float) -> DesignEstimate:
    se = variance**0.5
    half = float(stdtrit(design.df, (1 + arguments.level(level)) / 2)) * se
    deff = variance / plain if plain > 0 else 1.0
    return DesignEstimate(value, se, design.df, value - half, value + half, deff)


def _up(size: float) -> int:
    if not np.isfinite(size):
        raise InconsistentError("no sample is large enough", where="margin")
    return max(1, ceil(size - _ROUNDING))
