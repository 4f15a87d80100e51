"""From posteriors to ranks: the probability of belonging to the best, the expected rank, an interval of ranks.

All thetas are independent normal posteriors. Of officer i, given theta_i = t, the number of others
above t is a sum of independent yes/no events with mean g(t) = sum_k Phi((m_k − t) / s_k) and variance
V(t) = sum_k p_k (1 − p_k); its distribution is taken as normal with continuity correction, and t is
integrated over i's posterior with 41 Gauss–Hermite nodes. Up to ``EXACT_UP_TO`` officers, where that
is too coarse, ``exactranks`` counts exactly. Sources: Laird & Louis (1989) J Educ Stat
14:29 (expected ranks); Lin, Louis, Paddock & Ridgeway (2006) Bayesian Analysis 1:915 (P(top)).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from scipy.special import ndtr

from khaosat.stats import exactranks
from khaosat.stats.gridding import refined
from khaosat.stats.scale import Floats, Whole

NODES: Final = 41
EXACT_UP_TO: Final = 64
_X, _W = np.polynomial.hermite.hermgauss(NODES)
STEPS: Final[Floats] = np.sqrt(2.0) * _X
WEIGHTS: Final[Floats] = _W / _W.sum()
_OWN: Final[Floats] = ndtr(-STEPS)
"""How often i itself lies above its own nodes: what must be taken out of g and V."""
_LEAST_WEIGHT = 1e-9
_HEAVY: Final = WEIGHTS > _LEAST_WEIGHT
"""The nodes an interval of ranks is looked for among: the others' weights come to 1.2e-10."""
_BLOCK = 1 << 20
_LEAST_SD = 1e-9
"""Relative to the spread of all posteriors; keeps a certain theta from dividing by zero."""


@dataclass(frozen=True)
class Ranks:
    """Per officer, arrays (n,): P(rank <= top), expected rank, and the interval of ranks (1 = largest theta)."""

    p_top: Floats
    expected: Floats
    low: Whole
    high: Whole


@dataclass(frozen=True)
class _Field:
    """Who stands in the league: g, V and their slopes on a grid of thetas."""

    t: Floats
    above: Floats
    above_slope: Floats
    variance: Floats
    variance_slope: Floats


def ranks(mean: Floats, sd: Floats, *, top: int, level: float = 0.95) -> Ranks:
    """The ranks of normal posteriors ``mean``, ``sd`` (n,), largest first. Nobody gives empty arrays.

    Equal posteriors are counted once and multiplied, so equal officers get equal numbers to the bit
    and the order of rows plays no part. Works in O(n · grid); ``top`` >= n gives P = 1, 0 gives 0.
    """
    n = mean.size
    if n == 0:
        return Ranks(np.zeros(0), np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64))
    spread = float(mean.max() - mean.min() + sd.max()) or 1.0
    pairs = np.column_stack([mean, np.maximum(sd, _LEAST_SD * spread)])
    kinds, which, copies = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    centre, width = kinds[:, 0], kinds[:, 1]
    if n <= EXACT_UP_TO:
        columns = exactranks.ranks(centre, width, copies, top=top, level=level)
    else:
        columns = _approximate(centre, width, copies.astype(np.float64), n, top, level)
    p, expected, low, high = columns
    same = which.reshape(-1)
    return Ranks(p[same], expected[same], low[same], high[same])


@dataclass(frozen=True)
class Nodes:
    """How P(top) comes about for everybody, arrays (n, nodes); P = sum of ``WEIGHTS`` · ``probability`` along a row."""

    theta: Floats
    above: Floats
    spread: Floats
    probability: Floats


def nodes(mean: Floats, sd: Floats, *, top: int) -> Nodes:
    """The very nodes ``ranks`` sums over for more than ``EXACT_UP_TO`` officers, in O(n · grid)."""
    n = mean.size
    spread = float(mean.max() - mean.min() + sd.max()) or 1.0
    pairs = np.column_stack([mean, np.maximum(sd, _LEAST_SD * spread)])
    kinds, which, copies = np.unique(pairs, axis=0, return_inverse=True, return_counts=True)
    centre, width, same = kinds[:, 0], kinds[:, 1], which.reshape(-1)
    t = centre[:, None] + width[:, None] * STEPS
    above, wide = _around(_field(centre, width, copies.astype(np.float64)), t, n)
    p = ndtr((top - 0.5 - above) / wide) if 0 < top < n else np.full(t.shape, float(top > 0))
    return Nodes(t[same], above[same], wide[same], p[same])


def tied(n: int, *, top: int) -> Ranks:
    """The ranks of ``n`` officers of whom nothing is known but that they differ by chance alone (tau2 = 0)."""
    share = min(top, n) / n if n else 0.0
    return Ranks(np.full(n, share), np.full(n, (n + 1) / 2), np.ones(n, np.int64), np.full(n, n, np.int64))


def _approximate(
    centre: Floats, width: Floats, copies: Floats, n: int, top: int, level: float
) -> tuple[Floats, Floats, Whole, Whole]:
    field = _field(centre, width, copies)
    rows = max(1, _BLOCK // NODES)
    starts = range(0, centre.size, rows)
    parts = [_of(field, centre[i : i + rows], width[i : i + rows], n, top, level) for i in starts]
    p, expected, low, high = (np.concatenate(x) for x in zip(*parts, strict=True))
    return p, expected, low, high


def _of(
    field: _Field, centre: Floats, width: Floats, n: int, top: int, level: float
) -> tuple[Floats, Floats, Whole, Whole]:
    above, sd = _around(field, centre[:, None] + width[:, None] * STEPS, n)
    open_cut = 0 < top < n
    p = _at_most(np.full(centre.size, top), above, sd) if open_cut else np.full(centre.size, float(top > 0))
    tail = (1 - level) / 2
    return p, 1 + np.einsum("nq,q->n", above, WEIGHTS), _quantile(tail, above, sd, n), _quantile(1 - tail, above, sd, n)


def _around(field: _Field, t: Floats, n: int) -> tuple[Floats, Floats]:
    """How many others are expected above each node, and the standard deviation of their number."""
    above, variance = _look_up(field, t, n)
    return np.clip(above - _OWN, 0.0, n - 1.0), np.sqrt(np.maximum(variance - _OWN * (1 - _OWN), 1e-12))


def _at_most(rank: Whole, above: Floats, sd: Floats, weights: Floats = WEIGHTS) -> Floats:
    """P(rank <= ``rank``), one rank per row."""
    inside: Floats = np.einsum("nq,q->n", ndtr((rank[:, None] - 0.5 - above) / sd), weights)
    return np.clip(inside, 0.0, 1.0)


def _quantile(p: float, above: Floats, sd: Floats, n: int) -> Whole:
    """The smallest rank r with P(rank <= r) >= p, per row."""
    low, high = np.zeros(above.shape[0], np.int64), np.full(above.shape[0], n)
    above, sd = np.ascontiguousarray(above[:, _HEAVY]), np.ascontiguousarray(sd[:, _HEAVY])
    for _ in range(int(n).bit_length()):
        middle = (low + high) // 2
        enough = _at_most(middle, above, sd, WEIGHTS[_HEAVY]) >= p
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(np.maximum(high, 1))


def _field(centre: Floats, width: Floats, copies: Floats) -> _Field:
    return _counted(centre.tobytes(), width.tobytes(), copies.tobytes())


@lru_cache(maxsize=4)  # a league's nodes are asked for after its ranks, and leagues are made in twos
def _counted(*columns: bytes) -> _Field:
    centre, width, copies = (np.frombuffer(column) for column in columns)
    t = refined(centre, width, reach=float(STEPS[-1]))
    above, slope, variance, change = (np.zeros(t.size) for _ in range(4))
    rows = max(1, _BLOCK // t.size)
    for i in range(0, centre.size, rows):
        s, w = width[i : i + rows, None], copies[i : i + rows]
        z = (centre[i : i + rows, None] - t) / s
        p = ndtr(z)
        density = np.exp(-0.5 * z * z) / (s * np.sqrt(2 * np.pi))
        above += _sum(w, p)
        slope -= _sum(w, density)
        variance += _sum(w, p * (1 - p))
        change -= _sum(w, density * (1 - 2 * p))
    return _Field(t, above, slope, variance, change)


def _sum(weights: Floats, rows: Floats) -> Floats:
    """Weighted sum of rows, without threads: the same digits on every machine, no waiting for busy cores."""
    return np.asarray(np.einsum("n,nt->t", weights, rows))


def _look_up(field: _Field, t: Floats, n: int) -> tuple[Floats, Floats]:
    """Values of g and V at any ``t``: cubic Hermite between grid points, their limits outside."""
    left = np.clip(np.searchsorted(field.t, t) - 1, 0, field.t.size - 2)
    h = field.t[left + 1] - field.t[left]
    u = np.clip((t - field.t[left]) / h, 0.0, 1.0)
    low, high = (1 + 2 * u) * (1 - u) ** 2, u * u * (3 - 2 * u)
    low_slope, high_slope = h * u * (1 - u) ** 2, h * u * u * (u - 1)
    result = [
        low * f[left] + high * f[left + 1] + low_slope * d[left] + high_slope * d[left + 1]
        for f, d in ((field.above, field.above_slope), (field.variance, field.variance_slope))
    ]
    return np.clip(result[0], 0.0, n), np.clip(result[1], 0.0, n / 4)
