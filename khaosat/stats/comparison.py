"""Two waves, several groups, supported and other units: is there a difference, and how large is it.

All but ``difference_in_differences`` work from counts of answers; ties are most of the
data and are corrected for everywhere.
"""

from dataclasses import dataclass
from itertools import combinations
from math import comb, erfc, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, stdtr, stdtrit

from khaosat.stats import arguments, interval, scale
from khaosat.stats.errors import NotNumericError, TooFewError, WrongShapeError
from khaosat.stats.odds import ProportionalOdds, proportional_odds
from khaosat.stats.scale import Floats, Whole

__all__ = [
    "DifferenceInDifferences",
    "KruskalWallis",
    "MannWhitney",
    "ProportionalOdds",
    "difference_in_differences",
    "kruskal_wallis",
    "mann_whitney",
    "proportional_odds",
]

FEW_TREATED: Final = 10
"""Below that many treated units the t distribution is not trusted alone: a randomisation p-value is added."""
_DRAWS: Final = 20_000
_SEED: Final = 20_261_122


@dataclass(frozen=True)
class MannWhitney:
    """Two groups compared by ranks.

    ``u``: pairs where a > b plus half the ties; ``p`` two-sided; ``superiority`` = P(a > b) + P(a = b)/2
    with its interval ``low``–``high``; ``cliffs_delta`` = 2 superiority − 1.
    """

    u: float
    p: float
    superiority: float
    low: float
    high: float
    cliffs_delta: float


@dataclass(frozen=True)
class KruskalWallis:
    """``statistic`` H, tie-corrected; ``df`` = non-empty groups − 1; ``p`` from chi-squared."""

    statistic: float
    df: int
    p: float


@dataclass(frozen=True)
class DifferenceInDifferences:
    """What supported units gained beyond the others.

    ``effect`` on the scale of the input, its ``se``, Satterthwaite ``df``, t interval, two-sided ``p``;
    ``randomisation_p`` where fewer than ``FEW_TREATED`` units were treated, else None.
    """

    effect: float
    se: float
    df: float
    low: float
    high: float
    p: float
    randomisation_p: float | None


def mann_whitney(a: ArrayLike, b: ArrayLike, *, level: float = 0.95) -> MannWhitney:
    """Two distributions of answers, counts of shape (5,) each, compared by ranks.

    p by the normal approximation with tie correction, no continuity correction. The interval of
    the superiority is that of Brunner & Munzel (2000, Biometrical Journal 42:17), cut to [0, 1]; where
    its variance is zero or a group holds one person, Wilson's with n of the smaller group, so that
    no small sample is ever certain. An empty group: superiority .5 on [0, 1], p = 1.
    Raises what ``scale.counts`` raises, and OutOfRangeError (level).
    """
    first, second = (scale.counts(x, where=w, dimensions=1) for x, w in ((a, "a"), (b, "b")))
    arguments.level(level)
    n1, n2 = int(first.sum()), int(second.sum())
    if not n1 or not n2:
        return MannWhitney(0.0, 1.0, 0.5, 0.0, 1.0, 0.0)
    above = _placements(second)
    u = float(first @ above)
    superiority = u / (n1 * n2)
    ties = _tie_sum(first + second)
    n = n1 + n2
    variance = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)))
    p = erfc(abs(u - n1 * n2 / 2) / sqrt(2 * variance)) if variance > 0 else 1.0
    low, high = _superiority_interval(first, second, superiority, level)
    return MannWhitney(u, p, superiority, low, high, 2 * superiority - 1)


def kruskal_wallis(groups: ArrayLike) -> KruskalWallis:
    """Do several groups answer alike; counts of shape (groups, 5); empty groups are left out.

    Fewer than two groups, or everybody at one answer: statistic 0, p = 1.
    Source: Kruskal & Wallis (1952) JASA 47:583. Raises what ``scale.counts`` raises.
    """
    table = scale.counts(groups, where="groups", dimensions=2)
    table = table[table.sum(axis=1) > 0]
    n, df = int(table.sum()), max(len(table) - 1, 0)
    ties = _tie_sum(table.sum(axis=0)) if n else 0.0
    if not df or ties == float(n) ** 3 - n:
        return KruskalWallis(0.0, df, 1.0)
    centred = _placements(table.sum(axis=0)) - n / 2  # mid-rank − (n + 1)/2: no large numbers cancel
    spread = ((table @ centred) ** 2 / table.sum(axis=1)).sum()
    statistic = 12 * spread / (n * (n + 1)) / (1 - ties / (float(n) ** 3 - n))
    return KruskalWallis(float(statistic), df, float(chdtrc(df, statistic)))


def difference_in_differences(
    before: ArrayLike, after: ArrayLike, treated: ArrayLike, *, level: float = 0.95
) -> DifferenceInDifferences:
    """Mean change of the treated units minus that of the others; each unit weighs the same.

    ``before``, ``after`` (units): scores; ``treated`` (units): booleans. Welch's t on the changes.
    Units chosen because they scored low improve by themselves: without matching on the score
    before (or shrunken scores) this is no effect. The randomisation p-value counts the
    assignments with an effect at least as large: all of them up to 20,000, else as many draws from a
    fixed seed. Raises TooFewError under two units on either side, WrongShapeError, NotFiniteError.
    """
    arguments.level(level)
    first = arguments.real(before, where="before")
    change = arguments.real(after, where="after", shape=first.shape) - first
    mask = arguments.array(treated, where="treated")
    if mask.dtype != bool:
        raise NotNumericError(f"must hold booleans, got {mask.dtype}", where="treated")
    if first.ndim != 1 or mask.shape != first.shape:
        raise WrongShapeError(f"one value a unit, got {first.shape} and {mask.shape}", where="treated")
    sides = change[mask], change[~mask]
    if min(s.size for s in sides) < 2:  # noqa: PLR2004  a variance needs two
        raise TooFewError("two treated and two other units at least", where="treated")
    effect = float(sides[0].mean() - sides[1].mean())
    variances = np.array([s.var(ddof=1) / s.size for s in sides])
    se, df = sqrt(variances.sum()), _satterthwaite(variances, np.array([s.size for s in sides]))
    half = float(stdtrit(df, (1 + level) / 2)) * se
    p = 2 * float(stdtr(df, -abs(effect) / se)) if se > 0 else float(effect == 0)
    few = int(mask.sum()) < FEW_TREATED
    lottery = _randomisation(change, int(mask.sum()), effect) if few else None
    return DifferenceInDifferences(effect, se, df, effect - half, effect + half, p, lottery)


def _placements(table: Whole) -> Floats:
    """For each answer how many of ``table`` lie below it, ties counting half, (5,)."""
    return np.asarray(np.cumsum(table) - table / 2)


def _tie_sum(table: Whole) -> float:
    t = table.astype(np.float64)
    return float((t**3 - t).sum())


def _superiority_interval(a: Whole, b: Whole, superiority: float, level: float) -> tuple[float, float]:
    """Brunner and Munzel's interval from the variances of the placements."""
    sizes = np.array([a.sum(), b.sum()])
    variances = np.zeros(2)
    if sizes.min() > 1:
        for i, (own, other) in enumerate(((a, b), (b, a))):
            placed = _placements(other) / other.sum()
            mean = own @ placed / own.sum()
            variances[i] = own @ (placed - mean) ** 2 / (own.sum() - 1) / own.sum()
    if variances.sum() <= 0:
        least = float(sizes.min())
        low, high = interval.wilson(superiority * least, least, level=level)
        return float(low), float(high)
    df = _satterthwaite(variances, sizes)
    half = float(stdtrit(df, (1 + level) / 2)) * sqrt(variances.sum())
    return max(0.0, superiority - half), min(1.0, superiority + half)


def _satterthwaite(variances: Floats, sizes: Whole) -> float:
    """Degrees of freedom of a sum of two estimated variances; n1 + n2 − 2 where both are zero."""
    if variances.sum() <= 0:
        return float(sizes.sum() - 2)
    share = variances / variances.sum()
    return float(1 / (share**2 / (sizes - 1)).sum())


def _randomisation(change: Floats, treated: int, effect: float) -> float:
    """Two-sided randomisation p-value of the difference in mean change."""
    n, total = change.size, change.sum()
    if comb(n, treated) <= _DRAWS:
        sums = np.array([change[list(c)].sum() for c in combinations(range(n), treated)])
        extra = 0
    else:
        rng = np.random.default_rng(_SEED)
        sums = np.array([change[rng.permutation(n)[:treated]].sum() for _ in range(_DRAWS)])
        extra = 1  # the assignment that happened is one of the possible ones
    effects = sums / treated - (total - sums) / (n - treated)
    reached = int((np.abs(effects) >= abs(effect) - 1e-12).sum())
    return (reached + extra) / (sums.size + extra)
