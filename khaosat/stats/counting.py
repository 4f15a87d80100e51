"""How many stand clearly above and below each, when "clearly" depends on both of a pair.

Exact counts of {k: x_k − x_i > c_i sqrt(se_i² + se_k²)} without looking at all pairs: the others are
grouped by their se; within a group sorted by x only those between the bounds of the group's smallest
and largest se have to be looked at one by one.
"""

from typing import Final

import numpy as np

from khaosat.stats.scale import Floats, Whole

_GROUPS: Final = 64
_TOGETHER: Final = 1 << 21


def bounds(x: Floats, se: Floats, c: Floats) -> tuple[Whole, Whole]:
    """Lower and upper end of the rank sets, arrays (p,) from x, se and critical values c (p,)."""
    p = x.size
    return 1 + _above(x, se, c), p - _above(-x, se, c)


def _above(x: Floats, se: Floats, c: Floats) -> Whole:
    """#{k: x_k − x_i > c_i s_ik} for every i. Nobody is above himself as long as c_i s_ii > 0."""
    count = np.zeros(x.size, dtype=np.int64)
    for group in np.array_split(np.argsort(se, kind="stable"), min(_GROUPS, max(1, x.size))):
        if group.size == 0:
            continue
        members = group[np.argsort(x[group], kind="stable")]
        value, error = x[members], se[members]
        first = np.searchsorted(value, x + c * np.hypot(se, error.min()) * (1 - 1e-12), side="right")
        last = np.searchsorted(value, x + c * np.hypot(se, error.max()) * (1 + 1e-12), side="right")
        count += members.size - last
        count += _between(x, se, c, value, error, first, last)
    return count


def _between(x: Floats, se: Floats, c: Floats, value: Floats, error: Floats, first: Whole, last: Whole) -> Whole:
    """Of the group's members first … last − 1 of each i, how many are above; in portions of bounded size."""
    found = np.zeros(x.size, dtype=np.int64)
    length = last - first
    portion = np.cumsum(length) // _TOGETHER
    for part in np.unique(portion[length > 0]):
        i = np.flatnonzero((portion == part) & (length > 0))
        who = np.repeat(i, length[i])
        ahead = np.concatenate([[0], np.cumsum(length[i])[:-1]])
        k = np.arange(who.size) + np.repeat(first[i] - ahead, length[i])
        above = value[k] - x[who] > c[who] * np.hypot(se[who], error[k])
        found += np.bincount(who, above, x.size).astype(np.int64)
    return found
