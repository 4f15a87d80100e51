"""Funnel plots: which units lie further from the target than chance explains. A screen, never a ranking.

Source: Spiegelhalter (2005) Stat Med 24:1185 (limits) and Qual Saf Health Care 14:347 (overdispersion).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, ndtri

from khaosat.stats import arguments, scale
from khaosat.stats.errors import OutOfRangeError
from khaosat.stats.scale import Floats, Whole

_WINSORISED = 0.10


@dataclass(frozen=True)
class ZScores:
    """Distances from the target in standard deviations, one per unit, and how far chance is exceeded.

    ``naive`` by the binomial variance at the target; ``arcsine`` on the variance-stabilised scale;
    ``phi`` mean of the squared, 10 %-winsorised arcsine z (1 = chance alone); ``tau2`` variance between
    units beyond chance, on the scale of arcsin(sqrt(share)); ``overdispersed`` arcsine z allowing for tau2.
    """

    naive: Floats
    arcsine: Floats
    phi: float
    tau2: float
    overdispersed: Floats


def binomial_limits(n: ArrayLike, target: float, probabilities: ArrayLike) -> Floats:
    """Limits of an observed share at each n if the truth is ``target``: shape of n + (len(probabilities),).

    Exact binomial quantiles with interpolation, unclipped: r = smallest count with F(r) >= p,
    limit = (r − (F(r) − p) / (F(r) − F(r − 1))) / n. n = 0 knows nothing: 0 below p = .5,
    1 above, the target at .5. Raises what ``arguments.whole`` raises for n, OutOfRangeError for
    a target outside [0, 1] or a probability outside (0, 1).
    """
    size = arguments.whole(n, where="n")[..., None]
    share = _share(target)
    p = _probabilities(probabilities)
    size, p = arguments.broadcast(size, p, where="n")
    r = _quantile(p, size, share)
    at, before = _cumulative(r, size, share), _cumulative(r - 1, size, share)
    limit = (r - (at - p) / (at - before)) / np.maximum(size, 1)
    empty = np.select([p < 0.5, p > 0.5], [0.0, 1.0], share)  # noqa: PLR2004  the median
    return np.where(size > 0, limit, empty)


def mean_limits(n: ArrayLike, target: float, kappa: float, probabilities: ArrayLike) -> Floats:
    """Limits (1–5) around a target mean at each n: shape of n + (len(probabilities),).

    The kappa-Wilson interval (``interval.kappa_wilson``) of the target with n / kappa answers, so that
    limits stay on the scale and lean to its middle as skewed answers do. n = 0 gives the ends, 1 and 5.
    Raises as ``binomial_limits``; OutOfRangeError for a target outside [1, 5] or kappa < 0.
    """
    size = arguments.whole(n, where="n")[..., None].astype(np.float64)
    centre = arguments.number(target, where="target", least=scale.LOWEST)
    if centre > scale.HIGHEST:
        raise OutOfRangeError(f"must be at most {scale.HIGHEST}, got {centre:g}", where="target")
    x = scale.to_unit(centre)
    worth = size / max(arguments.number(kappa, where="kappa", least=0.0), 1e-200)
    z = ndtri(_probabilities(probabilities))
    worth, z = arguments.broadcast(worth, z, where="n")
    half = z * np.sqrt(worth * x * (1 - x) + z * z / 4)
    # At p = .5 with n = 0 both parts vanish; the target is then the only thing to say.
    known = worth + z * z
    share = np.where(known > 0, (worth * x + z * z / 2 + half) / np.where(known > 0, known, 1.0), x)
    limits: Floats = scale.from_unit(np.clip(share, 0.0, 1.0))
    return limits


def z_scores(successes: ArrayLike, n: ArrayLike, target: float) -> ZScores:
    """How far each unit (1-D arrays) lies from ``target``, without and with variance between units.

    A unit with n = 0 has z = 0 and no part in phi and tau2. A target of exactly 0 or 1, at which
    nothing may vary, is moved inside by half an answer of all n together. With one unit tau2 = 0.
    Raises InconsistentError (successes > n), WrongShapeError, and as ``binomial_limits``.
    """
    size = arguments.whole(np.atleast_1d(arguments.array(n, where="n")), where="n")
    given = np.atleast_1d(arguments.array(successes, where="successes"))
    hits = arguments.whole(given, where="successes", shape=size.shape)
    arguments.at_most(hits, size, where="successes", of="n")
    margin = 0.5 / max(int(size.sum()), 1)
    share = min(max(_share(target), margin), 1 - margin)
    observed = np.where(size > 0, hits / np.maximum(size, 1), share)
    naive = (observed - share) * np.sqrt(size / (share * (1 - share)))
    arcsine = 2 * np.sqrt(size) * (np.arcsin(np.sqrt(observed)) - np.arcsin(np.sqrt(share)))
    phi, tau2 = _between(arcsine[size > 0], 4 * size[size > 0].astype(np.float64))
    return ZScores(naive, arcsine, phi, tau2, arcsine / np.sqrt(1 + 4 * size * tau2))


def _between(z: Floats, precision: Floats) -> tuple[float, float]:
    if z.size == 0:
        return 1.0, 0.0
    low, high = np.quantile(z, [_WINSORISED, 1 - _WINSORISED])
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    total = precision.sum()
    free = total - (precision**2).sum() / total
    excess = z.size * phi - (z.size - 1)
    return phi, float(max(0.0, excess / free)) if z.size > 1 and free > 0 else 0.0


def _quantile(p: Floats, size: Whole, share: float) -> Whole:
    low, high = np.full(size.shape, -1), size.astype(np.int64)
    # F(low) < p <= F(high) throughout; 54 halvings are enough for any count.
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = _cumulative(middle, size, share) >= p
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _cumulative(r: Whole, size: Whole, share: float) -> Floats:
    inside = np.clip(r, 0, size)
    value = bdtr(inside.astype(np.float64), size, share)
    return np.where(r < 0, 0.0, np.where(r >= size, 1.0, value))


def _share(target: float) -> float:
    share = arguments.number(target, where="target", least=0.0)
    if share > 1:
        raise OutOfRangeError(f"must be at most 1, got {share:g}", where="target")
    return share


def _probabilities(values: ArrayLike) -> Floats:
    p = np.atleast_1d(arguments.real(values, where="probabilities"))
    if ((p <= 0) | (p >= 1)).any():
        raise OutOfRangeError("must lie between 0 and 1", where="probabilities")
    return p
