"""Critical values of rank sets: how many standard errors of a difference separate two ranks for sure."""

from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from khaosat.stats.scale import Floats, Whole

DRAWS: Final = 20_000
MONTE_CARLO_UP_TO: Final = 2_000
SEED: Final = 20240476
"""Of the fixed stream of draws: with it the same standard errors give the same critical value."""
_GRID: Final = 48
_KINDS: Final = 160
_GROUPS: Final = 96
_REACH: Final = 8.5
_BLOCK: Final = 1 << 22
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(128)
_Z: Final[Floats] = _REACH * (_NODES + 1) / 2
_HALF: Final[Floats] = _WEIGHTS * _REACH / 2 * np.exp(-0.5 * _Z**2) / np.sqrt(2 * np.pi)
"""Nodes and weights of a standard normal's positive half; every integrand here is even."""


def marginal(se: Floats, level: float) -> Floats:
    """The c of each officer (p,), given ``se`` (p,) above zero; 0 where there is nobody else.

    c depends on the officer's own se alone: up to 48 values are solved for, the rest lie between them.
    """
    from scipy.optimize.elementwise import find_root  # noqa: PLC0415  scipy.optimize costs a citizen's process time

    p = se.size
    if p < 2:  # noqa: PLR2004  a pair
        return np.zeros(p)
    kinds, copies = _kinds(se)
    own = np.unique(se)
    if own.size > _GRID:
        own = np.geomspace(own[0], own[-1], _GRID)

    def short(c: Floats, mine: Floats) -> Floats:
        return _coverage(c, mine, kinds, copies) - level

    most = float(ndtri(1 - (1 - level) / (2 * (p - 1))))  # Bonferroni: never below the answer
    found = find_root(short, (np.zeros(own.size), np.full(own.size, most + 1e-9)), args=(own,))
    return np.asarray(np.interp(np.log(se), np.log(own), found.x))


def simultaneous(se: Floats, level: float) -> float:
    """The one c for all pairs: by Monte Carlo for up to 2,000 officers, above that ``tukey``; 0 for fewer than two."""
    if se.size < 2:  # noqa: PLR2004  a pair
        return 0.0
    if se.size > MONTE_CARLO_UP_TO:
        return tukey(se.size, level)
    ordered = np.sort(se)
    starts, typical = _groups(ordered)
    pairs = np.hypot(typical[:, None], typical[None, :])
    stream = np.random.default_rng(SEED)
    rows = max(1, _BLOCK // se.size)
    largest = [
        _largest(stream.standard_normal((min(rows, DRAWS - done), se.size)) * ordered, starts, pairs)
        for done in range(0, DRAWS, rows)
    ]
    return float(np.quantile(np.concatenate(largest), level, method="inverted_cdf"))


def tukey(p: int, level: float) -> float:
    """Quantile of the studentised range of ``p`` normals with known variance, over sqrt 2 (Tukey 1953)."""
    z = np.linspace(-_REACH, _REACH, 2001)
    density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    low, high = 0.0, 2 * _REACH
    for _ in range(80):
        middle = (low + high) / 2
        inside = np.maximum(ndtr(z) - ndtr(z - middle), 1e-300)
        enough = p * float(density @ np.exp((p - 1) * np.log(inside))) >= level
        low, high = (low, middle) if enough else (middle, high)
    return float(high / np.sqrt(2))


def _coverage(c: Floats, mine: Floats, kinds: Floats, copies: Floats) -> Floats:
    """P(no other differs by more than c s_ik) for officers with se ``mine`` (m,) and their c (m,)."""
    product = np.zeros((mine.size, _Z.size))
    for kind, count in zip(kinds, copies, strict=True):
        product += count * _inside(c, mine, np.full(mine.size, kind))
    product -= _inside(c, mine, mine)  # not with himself
    return np.asarray(2 * np.exp(product) @ _HALF)


def _inside(c: Floats, mine: Floats, other: Floats) -> Floats:
    """Log of the probability that one other stays inside, at each node: (m, nodes)."""
    reach = (c * np.hypot(mine, other) / other)[:, None]
    shift = (mine / other)[:, None] * _Z
    return np.asarray(np.log(np.maximum(ndtr(shift + reach) - ndtr(shift - reach), 1e-300)))


def _kinds(se: Floats) -> tuple[Floats, Floats]:
    """The different standard errors and how many have each; neighbours are put together if there are many."""
    kinds, copies = np.unique(se, return_counts=True)
    if kinds.size <= _KINDS:
        return kinds, copies.astype(np.float64)
    edges = np.geomspace(kinds[0], kinds[-1], _KINDS + 1)
    bucket = np.clip(np.searchsorted(edges, se, side="right") - 1, 0, _KINDS - 1)
    copies = np.bincount(bucket, minlength=_KINDS)
    total = np.bincount(bucket, se, _KINDS)
    return total[copies > 0] / copies[copies > 0], copies[copies > 0].astype(np.float64)


def _groups(ordered: Floats) -> tuple[Whole, Floats]:
    """Where groups of neighbouring standard errors start, and the typical one of each (root mean square)."""
    if ordered.size <= _GROUPS:
        return np.arange(ordered.size), ordered
    edges = np.geomspace(ordered[0], ordered[-1], _GROUPS + 1)[:-1]
    starts = np.unique(np.searchsorted(ordered, edges))
    sizes = np.diff(starts, append=ordered.size)
    return starts, np.sqrt(np.add.reduceat(ordered**2, starts) / sizes)


def _largest(draws: Floats, starts: Whole, pairs: Floats) -> Floats:
    """The largest |z_i − z_k| / s_ik of each draw (row)."""
    top, bottom = np.maximum.reduceat(draws, starts, axis=1), np.minimum.reduceat(draws, starts, axis=1)
    largest = np.zeros(draws.shape[0])
    for group in range(starts.size):
        apart = (top[:, [group]] - bottom) / pairs[group]
        np.maximum(largest, apart.max(axis=1), out=largest)
    return largest
