"""How often a rule gives a class that the truth does not: by draws of the true scores, given what was observed.

Each officer's true score has the league's posterior, theta_i ~ N(m_i, s_i²), kept on the scale 1–5 (Laird & Louis 1987
JASA 82:739: a parametric bootstrap of an empirical Bayes posterior). The class of the truth is the one the rule gives
at theta_i, all else equal; the class given is the one it gave on the evidence. At each border between classes:
false award = of those given that class or better, the share whose truth is lower; false penalty = of those whose truth
is that class or better, the share given a lower one. Draws come from a fixed stream: the same input, the same numbers.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from khaosat.stats import arguments, scale
from khaosat.stats.errors import WrongShapeError
from khaosat.stats.scale import Floats, Whole

SEED: Final = 20261128
DRAWS: Final = 4_000
_BLOCK: Final = 1 << 20
_RANGE: Final = (0.05, 0.95)


@dataclass(frozen=True)
class Rate:
    """A share of persons over the draws: ``value`` = expected ``wrong`` / expected ``of``, None where of is 0.

    ``wrong_low`` … ``wrong_high`` hold the number of persons in 90 % of the draws; ``error`` is the Monte Carlo
    standard error of ``value`` (ratio estimator; 0 where nothing varies).
    """

    value: float | None
    error: float
    wrong: float
    wrong_low: int
    wrong_high: int
    of: float


@dataclass(frozen=True)
class Border:
    """Both rates at one border: of the classes of rank 0 … ``rank`` against the rest."""

    rank: int
    given: int
    award: Rate
    penalty: Rate


def misjudged(
    given: ArrayLike, reach: ArrayLike, mean: ArrayLike, sd: ArrayLike, *, draws: int = DRAWS, seed: int = SEED
) -> tuple[Border, ...]:
    """The rates at every border of K classes, best first (none for fewer than two classes).

    ``given`` (p,) ranks 0 … K − 1 of the classes given; ``reach`` (p, K) the lowest true score that gives rank k or
    better, falling along k (outside the scale: always, or never); ``mean``, ``sd`` (p,) of the posteriors.
    O(draws · p · K). Raises WrongShapeError, NotWholeError, NegativeError, NotFiniteError.
    """
    lowest = arguments.real(reach, where="reach")
    if lowest.ndim != 2:  # noqa: PLR2004  officers by classes
        raise WrongShapeError(f"expected two dimensions, got shape {lowest.shape}", where="reach")
    size = (lowest.shape[0],)
    rank = arguments.whole(given, where="given", shape=size)
    centre = arguments.real(mean, where="mean")
    width = arguments.non_negative(sd, where="sd", shape=size)
    if centre.shape != size:
        raise WrongShapeError(f"expected shape {size}, got {centre.shape}", where="mean")
    truths = _truths(lowest, centre, width, arguments.count(draws, where="draws"), seed)
    borders = range(lowest.shape[1] - 1)
    return tuple(_border(rank, *_counted(rank, truths, k), k) for k in borders)


def above(mean: float, sd: float, level: float) -> float:
    """P(theta > level) of one posterior; a certain one is above or not."""
    return float(ndtr((mean - level) / sd)) if sd > 0 else float(mean > level)


def _truths(lowest: Floats, centre: Floats, width: Floats, draws: int, seed: int) -> NDArray[np.int8]:
    """The rank of the class of each true score drawn, (draws, p)."""
    stream = np.random.default_rng(seed)
    rows = max(1, _BLOCK // max(centre.size, 1))
    found = np.empty((draws, centre.size), dtype=np.int8)
    for start in range(0, draws, rows):
        end = min(start + rows, draws)
        theta = centre + width * stream.standard_normal((end - start, centre.size))
        theta = np.clip(theta, scale.LOWEST, scale.HIGHEST)
        found[start:end] = (theta[:, :, None] < lowest).sum(axis=2)
    return found


def _counted(rank: Whole, truths: NDArray[np.int8], border: int) -> tuple[Floats, Floats, Floats]:
    """Persons of each draw: given too much, given too little, and those whose truth reaches the border."""
    reaches = truths <= border
    has = rank <= border
    parts = (~reaches & has, reaches & ~has, reaches)
    found = tuple(part.sum(axis=1).astype(np.float64) for part in parts)
    return found[0], found[1], found[2]


def _border(rank: Whole, awarded: Floats, penalised: Floats, deserve: Floats, border: int) -> Border:
    given = int((rank <= border).sum())
    return Border(border, given, _rate(awarded, np.full_like(awarded, given)), _rate(penalised, deserve))


def _rate(wrong: Floats, of: Floats) -> Rate:
    if wrong.size == 0:
        return Rate(None, 0.0, 0.0, 0, 0, 0.0)
    low, high = np.quantile(wrong, _RANGE, method="inverted_cdf")
    number, base = float(wrong.mean()), float(of.mean())
    value = number / base if base > 0 else None
    error = 0.0
    if value is not None and wrong.size > 1:
        error = float(np.std(wrong - value * of, ddof=1) / np.sqrt(wrong.size) / base)
    return Rate(value, error, number, int(low), int(high), base)
