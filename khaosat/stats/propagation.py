"""Bounds on hidden counts that follow from published sums because counts are whole and not negative.

Quicker than the integer programs of ``integer_bounds`` and never wrong when it says that something is fixed,
but not complete: it passes bounds along single figures until nothing moves (Fréchet's bounds, repeated;
Dobra and Fienberg 2000, PNAS 97:11885). For whoever must ask a thousand times a night.
"""

from typing import Final

import numpy as np

from khaosat.stats.scale import Whole

_ROUNDS: Final = 12
_NO_LIMIT: Final = 2**40


def bounds(figures: Whole, persons: Whole, counts: Whole) -> tuple[Whole, Whole]:
    """Return the least and the largest counts that each class of persons may have, (classes, categories) each.

    ``figures`` (m, classes): how often a class enters a figure, 1 or 0, −1 in a correction; ``persons`` (classes);
    ``counts`` (m, categories) of the published figures.
    """
    added, taken = (figures > 0).astype(np.int64), (figures < 0).astype(np.int64)
    high = np.repeat(persons[:, None], counts.shape[1], axis=1)
    low = np.zeros_like(high)
    for _ in range(_ROUNDS):
        before = high.sum() - low.sum()
        spare = counts - (added @ low - taken @ high)  # how much each figure still has above its least
        short = (added @ high - taken @ low) - counts  # and how much below its largest
        most = np.minimum(_least(added, spare), _least(taken, short)) + low
        least = high - np.minimum(_least(added, short), _least(taken, spare))
        high, low = np.minimum(high, most), np.maximum(low, least)
        high = np.minimum(high, persons[:, None] - low.sum(axis=1, keepdims=True) + low)
        low = np.maximum(low, persons[:, None] - high.sum(axis=1, keepdims=True) + high)
        if high.sum() - low.sum() == before:
            break
    return low, high


def _least(inside: Whole, of_figures: Whole) -> Whole:
    """Return for each class the least value among the figures it enters, (classes, categories)."""
    entered = inside.T[:, :, None] > 0
    least: Whole = np.where(entered, of_figures[None, :, :], _NO_LIMIT).min(axis=1, initial=_NO_LIMIT)
    return least
