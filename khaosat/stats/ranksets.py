"""Sets of ranks that nobody can dispute: frequentist, without any prior, valid whatever the true scores are.

x_i ~ N(theta_i, se_i²) independent, rank 1 = largest theta. L_i = 1 + #{k: x_k − x_i > c s_ik} and
U_i = p − #{k: x_i − x_k > c s_ik} with s_ik = sqrt(se_i² + se_k²). Source: Mogstad, Romano, Shaikh &
Wilhelm (2024) Rev Econ Stud 91:476, single step (stepping down gains next to nothing here).
They are wide: they answer "may A be ranked above B?", they do not select.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments, counting, critical
from khaosat.stats.errors import WrongShapeError
from khaosat.stats.scale import Floats, Mask, Whole

_LEAST_SE = 1e-9


@dataclass(frozen=True, eq=False)
class RankSets:
    """Lowest and highest rank that cannot be excluded, arrays (p,), 1 = largest; ``critical`` the c used (p,)."""

    low: Whole
    high: Whole
    critical: Floats


def marginal(x: ArrayLike, se: ArrayLike, *, level: float = 0.95) -> RankSets:
    """For each one alone, a set that holds the true rank with probability ``level``.

    ``x``, ``se`` (p,). c_i solves E_z prod_{k≠i} [Phi((z + c s_ik)/se_k) − Phi((z − c s_ik)/se_k)] = level,
    z ~ N(0, se_i²): given i's own error the others are independent, so one integral replaces a bootstrap.
    Raises WrongShapeError, NotFiniteError, NegativeError, OutOfRangeError.
    """
    values, errors = _read(x, se)
    c = critical.marginal(errors, arguments.level(level))
    return RankSets(*counting.bounds(values, errors, c), c)


def simultaneous(x: ArrayLike, se: ArrayLike, *, level: float = 0.95) -> RankSets:
    """Sets that hold all true ranks at once with probability ``level``; arguments and errors as ``marginal``.

    One c for all: the ``level`` quantile of the largest |z_i − z_k| / s_ik, by 20,000 draws of a fixed
    stream up to 2,000 officers, above that Tukey–Kramer (conservative: Hayter 1984).
    """
    values, errors = _read(x, se)
    c = np.full(values.shape, critical.simultaneous(errors, arguments.level(level)))
    return RankSets(*counting.bounds(values, errors, c), c)


def tau_best(x: ArrayLike, se: ArrayLike, *, tau: int, level: float = 0.95) -> Mask:
    """True for all who may be among the ``tau`` best: the set holds all of these with probability ``level``.

    Those whose simultaneous lower end is at most tau. Over all ordered pairs the one-sided c is the
    two-sided one. Arguments and errors as ``marginal``, NotWholeError for tau.
    """
    wanted = arguments.count(tau, where="tau")
    return np.asarray(simultaneous(x, se, level=level).low <= wanted)


def _read(x: ArrayLike, se: ArrayLike) -> tuple[Floats, Floats]:
    values = arguments.real(x, where="x")
    if values.ndim != 1:
        raise WrongShapeError(f"expected one dimension, got shape {values.shape}", where="x")
    errors = arguments.non_negative(se, where="se", shape=values.shape)
    largest = float(errors.max()) if errors.size else 1.0
    spread = float(np.ptp(values)) if values.size else 1.0
    return values, np.maximum(errors, _LEAST_SE * (largest or spread or 1.0))
