"""Does the questionnaire measure one thing: alpha, omega, KMO, Bartlett, eigenvalues.

Everything comes from sums of products of pairs of items, which can be merged, and from which
single forms can be taken out again exactly. Straight-lined forms make every figure here look
better: keep them in sums of their own and show the figures with and without them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import chdtrc, fdtri

from khaosat.stats import arguments
from khaosat.stats.cross_products import CrossProducts, correlation, covariance, cross_products
from khaosat.stats.errors import NotEstimableError, TooFewError
from khaosat.stats.factor import one_factor
from khaosat.stats.scale import Floats

__all__ = [
    "Alpha",
    "Bartlett",
    "CrossProducts",
    "Eigenvalues",
    "Kmo",
    "Omega",
    "alpha",
    "bartlett",
    "cross_products",
    "eigenvalues",
    "kmo",
    "omega",
]

_DRAWS: Final = 500
_QUANTILE: Final = 0.95
_SEED: Final = 20_261_122
_SINGULAR: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Alpha:
    """Cronbach's alpha.

    ``raw`` from covariances, ``standardised`` from correlations; ``low``, ``high``: Feldt's interval
    of ``raw``; per item ``if_deleted`` (raw alpha of the others; 0 where one item is left) and
    ``item_rest`` (correlation with the sum of the others; 0 where either does not vary).
    """

    raw: float
    standardised: float
    low: float
    high: float
    if_deleted: Floats
    item_rest: Floats


@dataclass(frozen=True, eq=False)
class Omega:
    """McDonald's omega total of a one-factor model, and the model.

    ``raw`` on the scale of the items, ``standardised`` on that of correlations; ``loadings`` and
    ``uniquenesses`` (items) of the standardised model.
    """

    raw: float
    standardised: float
    loadings: Floats
    uniquenesses: Floats


@dataclass(frozen=True, eq=False)
class Kmo:
    """Kaiser–Meyer–Olkin measure of sampling adequacy, 0–1, ``overall`` and per item."""

    overall: float
    items: Floats


@dataclass(frozen=True)
class Bartlett:
    """Test that all correlations are zero: chi-squared ``statistic``, ``df``, ``p``."""

    statistic: float
    df: int
    p: float


@dataclass(frozen=True, eq=False)
class Eigenvalues:
    """Eigenvalues of the correlations, descending, and what noise of the same size would give.

    ``thresholds``: 95 % points of parallel analysis; ``factors``: how many leading values exceed theirs.
    """

    values: Floats
    thresholds: Floats
    factors: int


def alpha(cp: CrossProducts, *, level: float = 0.95) -> Alpha:
    """Cronbach's alpha k/(k − 1) (1 − tr S/ΣS) with Feldt's interval and item statistics.

    n is the smallest number of forms behind any pair of items. Source: Cronbach (1951)
    Psychometrika 16:297; Feldt, Woodruff & Salih (1987) Appl Psych Meas 11:93. Raises
    TooFewError (fewer than two items, a pair with fewer than two forms), NotEstimableError
    (the sum of the items does not vary), OutOfRangeError.
    """
    arguments.level(level)
    s = covariance(cp)
    k, n = len(s), int(cp.n.min())
    if s.sum() <= _SINGULAR * np.trace(s):
        raise NotEstimableError("the sum of the items does not vary", where="cp")
    raw = _alpha(s)
    others = s.sum(axis=1) - np.diag(s)
    rest = s.sum() - 2 * s.sum(axis=1) + np.diag(s)
    spread = np.sqrt(np.maximum(np.diag(s), 0.0)) * np.sqrt(np.maximum(rest, 0.0))
    item_rest = np.where(spread > 0, others / np.where(spread > 0, spread, 1.0), 0.0)
    kept = [np.delete(np.arange(k), i) for i in range(k)]
    if_deleted = np.array([_alpha(s[np.ix_(rows, rows)]) for rows in kept])
    dfs = (n - 1, (n - 1) * (k - 1))
    ends = [1 - (1 - raw) * float(fdtri(*dfs, q)) for q in ((1 + level) / 2, (1 - level) / 2)]
    return Alpha(raw, _alpha(correlation(s)), ends[0], ends[1], if_deleted, item_rest)


def omega(cp: CrossProducts) -> Omega:
    """Omega total (Σλ)²/((Σλ)² + Σψ) of the one-factor model by maximum likelihood.

    Source: McDonald (1999) Test Theory; the likelihood as in Lawley & Maxwell (1971). Uniquenesses
    stay at or above .005. Raises TooFewError (under three items), NotEstimableError (an item that
    does not vary, correlations that are not positive definite), NotConvergedError.
    """
    s = covariance(cp)
    if len(s) < 3:  # noqa: PLR2004  two items do not identify a factor
        raise TooFewError("a factor needs three items", where="cp")
    r = _regular(s)
    loadings, uniquenesses = one_factor(r)
    sd = np.sqrt(np.diag(s))
    return Omega(_omega(loadings * sd, uniquenesses * sd**2), _omega(loadings, uniquenesses), loadings, uniquenesses)


def kmo(cp: CrossProducts) -> Kmo:
    """Σr²/(Σr² + Σp²) over pairs, p the partial correlations given all other items.

    Source: Kaiser (1974) Psychometrika 39:31. .5 where nothing correlates with anything. Raises as ``omega``.
    """
    r = _regular(covariance(cp))
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.diag(inverse))
    partial = inverse / scale[:, None] / scale
    off = ~np.eye(len(r), dtype=bool)
    own, given = (np.where(off, m**2, 0.0) for m in (r, partial))
    total = own.sum(axis=1) + given.sum(axis=1)
    items = np.where(total > 0, own.sum(axis=1) / np.where(total > 0, total, 1.0), 0.5)
    overall = own.sum() / total.sum() if total.sum() > 0 else 0.5
    return Kmo(float(overall), items)


def bartlett(cp: CrossProducts) -> Bartlett:
    """Bartlett's test of sphericity: −(n − 1 − (2k + 5)/6) log|R|, df k(k − 1)/2.

    n as in ``alpha``. Source: Bartlett (1951) Biometrika 38:337. Raises as ``omega``.
    """
    r = _regular(covariance(cp))
    k, n = len(r), int(cp.n.min())
    statistic = max(0.0, -(n - 1 - (2 * k + 5) / 6) * float(np.linalg.slogdet(r)[1]))
    df = k * (k - 1) // 2
    return Bartlett(statistic, df, float(chdtrc(df, statistic)))


def eigenvalues(cp: CrossProducts) -> Eigenvalues:
    """Eigenvalues of the correlations with the thresholds of parallel analysis.

    The thresholds are 95 % points over 500 draws of the correlations of n × k independent normal
    answers (as Wishart matrices, Bartlett's decomposition, from a fixed seed): the same n and k give
    the same thresholds everywhere. Source: Horn (1965) Psychometrika 30:179. Raises TooFewError.
    """
    r = correlation(covariance(cp))
    k, n = len(r), int(cp.n.min())
    values: Floats = np.asarray(np.linalg.eigvalsh(r)[::-1], dtype=np.float64)
    rng = np.random.default_rng(_SEED)
    freedom = np.maximum(n - 1 - np.arange(k), 0)
    root = np.tril(rng.standard_normal((_DRAWS, k, k)), -1)
    root[:, np.arange(k), np.arange(k)] = np.sqrt(rng.chisquare(np.maximum(freedom, 1), (_DRAWS, k)) * (freedom > 0))
    wishart = root @ root.transpose(0, 2, 1)
    sd = np.sqrt(np.einsum("dii->di", wishart))
    noise = np.linalg.eigvalsh(wishart / sd[:, :, None] / sd[:, None, :])[:, ::-1]
    thresholds: Floats = np.quantile(noise, _QUANTILE, axis=0)
    return Eigenvalues(values, thresholds, int(np.cumprod(values > thresholds).sum()))


def _alpha(s: Floats) -> float:
    k, total = len(s), float(s.sum())
    return k / (k - 1) * (1 - float(np.trace(s)) / total) if k > 1 and total > 0 else 0.0


def _omega(loadings: Floats, uniquenesses: Floats) -> float:
    common = float(loadings.sum()) ** 2
    return common / (common + float(uniquenesses.sum()))


def _regular(s: Floats) -> Floats:
    """The correlations, refused where they cannot be inverted."""
    if (np.diag(s) <= 0).any():
        raise NotEstimableError(f"item {int((np.diag(s) <= 0).argmax())} does not vary", where="cp")
    r = correlation(s)
    if np.linalg.eigvalsh(r)[0] <= _SINGULAR * len(r):
        raise NotEstimableError("the correlations are not positive definite", where="cp")
    return r
