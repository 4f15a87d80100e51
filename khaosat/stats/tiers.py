"""Groups that can be told apart: layers of estimates, surely ordered only where all differences at once allow it.

i lies surely above k where x_i − x_k > c s_ik with Tukey's c, so that all such statements hold together with
probability at least ``level`` (Tukey–Kramer; conservative where standard errors differ: Hayter 1984 Ann Stat 12:61).
"Surely above" is transitive (s is a Euclidean length), so chains of it make layers: nobody in a layer surely lies above
another of it. Whoever could stand in several layers is given all of them: few answers mean many, never a low one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments, critical
from khaosat.stats.errors import OutOfRangeError, WrongShapeError
from khaosat.stats.scale import Floats, Whole


@dataclass(frozen=True, eq=False)
class Tiers:
    """First and last layer each may stand in, arrays (p,), 1 = highest, of ``number``; ``critical`` the c used.

    ``first`` is one more than the longest chain surely above, ``last`` is ``number`` less the longest surely below.
    """

    first: Whole
    last: Whole
    number: int
    critical: float


def tiers(x: ArrayLike, se: ArrayLike, *, level: float = 0.95) -> Tiers:
    """The layers of independent normal estimates ``x`` with standard errors ``se`` (p,); O(p²).

    Nobody gives no layer, one or only equals give one. Raises WrongShapeError, NotFiniteError, NegativeError,
    OutOfRangeError.
    """
    values = arguments.real(x, where="x")
    if values.ndim != 1:
        raise WrongShapeError(f"expected one dimension, got shape {values.shape}", where="x")
    errors = arguments.non_negative(se, where="se", shape=values.shape)
    wanted = arguments.level(level)
    if values.size == 0:
        return Tiers(np.zeros(0, np.int64), np.zeros(0, np.int64), 0, 0.0)
    c = float(critical.tukey(values.size, wanted)) if values.size > 1 else 0.0
    above, below = _chains(values, errors, c), _chains(-values, errors, c)
    number = int(above.max()) + 1
    return Tiers(above + 1, number - below, number, c)


def _chains(values: Floats, errors: Floats, c: float) -> Whole:
    """How long the longest chain is of those surely above each: 0 for who has nobody above."""
    order = np.argsort(-values, kind="stable")
    chain = np.zeros(values.size, dtype=np.int64)
    for place, one in enumerate(order[1:], start=1):
        higher = order[:place]
        surely = values[higher] - values[one] > c * np.hypot(errors[higher], errors[one])
        if surely.any():
            chain[one] = chain[higher][surely].max() + 1
    return chain


def of_shares(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Tiers:
    """The layers of shares, by answers (p,) with n >= 1 each.

    On Anscombe's scale (1948 Biometrika 35:246), x = arcsin √((s + 3/8) / (n + 3/4)) with s.e. 1 / (2 √(n + 1/2)),
    where shares near 1 vary as others do. Raises as ``tiers``; NotWholeError, InconsistentError for s > n,
    OutOfRangeError for n = 0.
    """
    size = arguments.whole(n, where="n")
    hits = arguments.whole(successes, where="successes", shape=size.shape)
    arguments.at_most(hits, size, where="successes", of="n")
    if (size < 1).any():
        raise OutOfRangeError("must be at least 1", where="n")
    x = np.arcsin(np.sqrt((hits + 3 / 8) / (size + 3 / 4)))
    return tiers(x, 1 / (2 * np.sqrt(size + 1 / 2)), level=level)
