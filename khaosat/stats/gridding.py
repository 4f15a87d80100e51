"""A grid that is fine where somebody's posterior is narrow and coarse elsewhere."""

from typing import Final

import numpy as np

from khaosat.stats.scale import Floats, Whole

_COARSE: Final = 256
_PER_SD: Final = 3
"""Grid steps per standard deviation: cubic interpolation of one Phi is then off by < 5e-5."""
_NEAR: Final = 6.0
_DEEPEST: Final = 40


def refined(centre: Floats, width: Floats, *, reach: float) -> Floats:
    """Sorted points from the lowest centre − reach·width to the highest centre + reach·width.

    Within 6 widths of each centre neighbouring points are at most a third of its width apart.
    """
    low, high = float((centre - reach * width).min()), float((centre + reach * width).max())
    step = (high - low) / _COARSE
    points = [low + step * np.arange(_COARSE + 1)]
    for _ in range(_DEEPEST):
        narrow = width < _PER_SD * step
        if not narrow.any():
            break
        first = np.floor((centre[narrow] - _NEAR * width[narrow] - low) / step).astype(np.int64)
        last = np.ceil((centre[narrow] + _NEAR * width[narrow] - low) / step).astype(np.int64)
        points.append(low + step * (_members(first, last) + 0.5))
        step /= 2
    return np.unique(np.clip(np.concatenate(points), low, high))


def _members(first: Whole, last: Whole) -> Whole:
    """The whole numbers in any of the half-open ranges [first, last), each once, in order."""
    order = np.argsort(first, kind="stable")
    first, reached = first[order], np.maximum.accumulate(last[order])
    opens = np.concatenate([[True], first[1:] > reached[:-1]])
    closes = np.concatenate([opens[1:], [True]])
    start, length = first[opens], reached[closes] - first[opens]
    skipped = np.repeat(start - np.concatenate([[0], np.cumsum(length)[:-1]]), length)
    return np.asarray(skipped + np.arange(int(length.sum())))
