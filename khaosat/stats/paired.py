"""One item held against the others over the same persons: is it lower, or does it only look so."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from khaosat.stats import arguments, interval
from khaosat.stats.errors import InconsistentError


@dataclass(frozen=True)
class AgainstRest:
    """Share satisfied with the item less that with the others together (−1 to 1), and its interval."""

    difference: float
    low: float
    high: float


def against_rest(
    item: Sequence[float],
    pooled: Sequence[float],
    beside: Sequence[float],
    *,
    persons: float,
    level: float = 0.95,
) -> AgainstRest:
    """Compare one item with the others of the same persons, the person as cluster.

    With x satisfied among a (0 or 1) answers to the item, and s among t to all items, per person: ``item`` = Σx, Σa;
    ``pooled`` = Σs, Σt, Σs², Σst, Σt²; ``beside`` = Σsx, Σtx, Σsa, Σta; ``persons`` is how many answered another item,
    at least: fewer widen the interval; never fewer are taken than the sums need (Cauchy's inequality).
    P = Σx/Σa, Q = Σ(s−x)/Σ(t−a). Wilson's interval of P and the pooled one of Q are joined by the square-and-add rule
    for two estimates that hang together: low = P − Q − √(p² + q² − 2ρpq) with p = P − low(P), q = high(Q) − Q, and ρ
    the correlation of the two ratios over persons (linearised). Where all answer the item and one other it is
    Newcombe's for paired shares, without his correction of ρ.
    Sources: Newcombe (1998) Stat Med 17:2635, method 10; Zou & Donner (2008) Stat Med 27:1693.
    Raises InconsistentError where one side has no answers or the sums cannot come from such persons, and what
    ``interval.pooled`` raises.
    """
    x, a = (float(value) for value in arguments.non_negative(item, where="item"))
    s, t, ss, st, tt = (float(value) for value in arguments.non_negative(pooled, where="pooled"))
    sx, tx, sa, ta = (float(value) for value in arguments.non_negative(beside, where="beside"))
    y, m = s - x, t - a
    yy, ym, mm = ss - 2 * sx + x, st - sa - tx + x, tt - 2 * ta + a
    if min(a, m, y, yy, ym) < 0 or min(a, m) == 0:
        raise InconsistentError("no answers on one side, or sums that no persons could have given")
    p, q = x / a, y / m
    own = interval.wilson(x, a, level=level)
    rest = interval.pooled(y, m, yy, ym, mm, n=max(persons, ceil(m * m / mm)), level=level)
    together = (sx - x) - q * (tx - x) - p * (sa - x) + p * q * (ta - a)
    spread = a * p * (1 - p) * max(yy - 2 * q * ym + q * q * mm, 0.0)
    rho = max(-1.0, min(1.0, together / sqrt(spread))) if spread > 0 else 0.0
    return AgainstRest(
        p - q,
        max(-1.0, p - q - _joined(p - float(own.low), float(rest.high) - q, rho)),
        min(1.0, p - q + _joined(float(own.high) - p, q - float(rest.low), rho)),
    )


def _joined(one: float, other: float, rho: float) -> float:
    return sqrt(max(one * one + other * other - 2 * rho * one * other, 0.0))
