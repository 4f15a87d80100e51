"""Minimisation by a variable metric, with the stopping rule that R's ``optim(method = "BFGS")`` has.

Here so that numbers agree with R's to more digits than R's rule leaves certain.
Source: Nash (1990) Compact Numerical Methods for Computers, algorithm 21.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from khaosat.stats.scale import Floats

_SHRINK: Final = 0.2
_ACCEPT: Final = 1e-4
_SAME: Final = 10.0
"""Two values are the same where adding this to both gives the same float."""


def minimise(
    value: Callable[[Floats], float],
    slope: Callable[[Floats], Floats],
    start: Floats,
    *,
    tolerance: float = 2.0**-26,
    limit: int = 100,
) -> Floats:
    """The point where a step improves ``value`` by less than ``tolerance`` relative to it.

    ``value`` may be inf outside its domain, ``start`` lies inside. Two such steps in a row,
    the second along the steepest descent, end the search; so do ``limit`` gradients.
    """
    x, best, gradient = start, value(start), slope(start)
    metric, age = np.eye(start.size), 0
    for _ in range(limit - 1):
        step = -metric @ gradient
        descent = float(step @ gradient)
        found = _along(value, x, step, best, descent) if descent < 0 else None
        gained = found is not None and abs(found[1] - best) > tolerance * (abs(best) + tolerance)
        if found is not None:
            moved, (x, best) = found[0] - x, found
        if not gained:
            if age == 0:
                break
            metric, age = np.eye(start.size), 0
            continue
        new = slope(x)
        metric, age = _updated(metric, moved, new - gradient, age)
        gradient = new
        if age > 2 * start.size:
            metric, age = np.eye(start.size), 0
    return x


def _along(
    value: Callable[[Floats], float], x: Floats, step: Floats, best: float, descent: float
) -> tuple[Floats, float] | None:
    """The first point along ``step``, shrinking it, that improves enough; None where none differs from x."""
    length = 1.0
    while True:
        point = x + length * step
        if (point + _SAME == x + _SAME).all():
            return None
        reached = value(point)
        if np.isfinite(reached) and reached <= best + descent * length * _ACCEPT:
            return point, reached
        length *= _SHRINK


def _updated(metric: Floats, moved: Floats, change: Floats, age: int) -> tuple[Floats, int]:
    """The inverse Hessian after one more secant, and its age; fresh where the curvature is not positive."""
    curvature = float(moved @ change)
    if curvature <= 0:
        return np.eye(moved.size), 0
    turned = metric @ change
    weight = 1 + float(turned @ change) / curvature
    cross = np.outer(moved, turned)
    return metric + (weight * np.outer(moved, moved) - cross - cross.T) / curvature, age + 1
