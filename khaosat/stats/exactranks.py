"""Ranks in a small league, counted exactly: the Poisson–binomial distribution of how many others are above.

For dozens of officers the normal approximation with 41 nodes misses probabilities by up to .09; here
the posterior of each is cut into 200 equally likely pieces and the number of others above each piece is
distributed exactly (the recursion of Barlow & Heidtmann 1984). Agreement with simulation: better than .004.
"""

from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from khaosat.stats.scale import Floats, Whole

PIECES: Final = 200
_STEPS: Final[Floats] = ndtri((np.arange(PIECES) + 0.5) / PIECES)


def ranks(
    centre: Floats, width: Floats, copies: Whole, *, top: int, level: float
) -> tuple[Floats, Floats, Whole, Whole]:
    """P(rank <= top), expected rank and rank interval of each kind of posterior.

    ``centre``, ``width``, ``copies`` (kinds,): the distinct normal posteriors and how many officers have each.
    """
    n = int(copies.sum())
    rank = np.arange(1, n + 1)
    chances = np.array([others_above(i, centre, width, copies).mean(axis=1) for i in range(centre.size)])
    cumulative = np.cumsum(chances, axis=1)
    p_top = cumulative[:, min(top, n) - 1] if top > 0 else np.zeros(centre.size)
    tail = (1 - level) / 2
    low, high = ((cumulative < p - 1e-12).sum(axis=1) + 1 for p in (tail, 1 - tail))
    return np.clip(p_top, 0.0, 1.0), chances @ rank, low, np.minimum(high, n)


def steps() -> Floats:
    """The middles of the pieces, in standard deviations of the posterior, (PIECES,)."""
    return _STEPS


def others_above(i: int, centre: Floats, width: Floats, copies: Whole) -> Floats:
    """P(k others are above) given each piece of the posterior of kind ``i``: (officers, PIECES), k from 0."""
    others = copies.copy()
    others[i] -= 1
    p = np.repeat(ndtr((centre[:, None] - (centre[i] + width[i] * _STEPS)) / width[:, None]), others, axis=0)
    above = np.zeros((p.shape[0] + 1, PIECES))
    above[0] = 1.0
    for k, chance in enumerate(p):
        above[1 : k + 2] = above[1 : k + 2] * (1 - chance) + above[: k + 1] * chance
        above[0] *= 1 - chance
    return above
