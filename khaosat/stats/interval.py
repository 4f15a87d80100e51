"""Intervals that stay honest for small n and skewed answers; nothing here looks at an officer's own spread.

The normal interval covers the truth .69 of the time at n = 3 where it promises
.95, and three fives give it width zero. All intervals here are Wilson's, or are
brought to Wilson's scale through an effective n.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from khaosat.stats import arguments, scale
from khaosat.stats.scale import Floats

_LEAST_VARIANCE = 1e-200
"""Stands for a variance ratio of zero: an effective n beyond any count, without dividing by zero."""


@dataclass(frozen=True)
class Interval:
    """Lower and upper end, arrays of the shape of the input (numpy floats for scalars)."""

    low: Floats
    high: Floats

    def __iter__(self) -> Iterator[Floats]:
        """Unpacks as ``low, high``."""
        yield self.low
        yield self.high


def wilson(successes: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Wilson's score interval of a proportion, in shares 0–1.

    ``successes`` and ``n`` broadcast; ``n`` may be an effective number and so need not be
    whole. n = 0 gives [0, 1]. Source: Wilson (1927); Newcombe (1998) Stat Med 17:857, method 3.
    Raises NegativeError, NotFiniteError, NotNumericError, InconsistentError (more successes
    than n), WrongShapeError, OutOfRangeError (level).
    """
    hits, total = _part_of(successes, n, "successes", "n")
    return _wilson(_share(hits, total), total, level)


def newcombe(s1: ArrayLike, n1: ArrayLike, s2: ArrayLike, n2: ArrayLike, *, level: float = 0.95) -> Interval:
    """Hybrid score interval of the difference of two independent proportions, s1/n1 − s2/n2.

    [−1, 1] where either group is empty. Source: Newcombe (1998) Stat Med 17:873, method 10.
    Raises as ``wilson``.
    """
    hits1, total1 = _part_of(s1, n1, "s1", "n1")
    hits2, total2 = _part_of(s2, n2, "s2", "n2")
    p1, p2 = _share(hits1, total1), _share(hits2, total2)
    first, second = _wilson(p1, total1, level), _wilson(p2, total2, level)
    arguments.broadcast(p1, p2, where="s1, s2")
    low = p1 - p2 - np.hypot(p1 - first.low, second.high - p2)
    high = p1 - p2 + np.hypot(first.high - p1, p2 - second.low)
    known = (total1 > 0) & (total2 > 0)
    return Interval(np.where(known, low, -1.0)[()], np.where(known, high, 1.0)[()])


def pooled_kappa(counts: ArrayLike) -> float:
    """How widely answers spread, relative to the widest spread their mean allows; pooled over units.

    kappa = sum (n_i − 1) s_i² / sum (n_i − 1)(5 − m_i)(m_i − 1), counts of shape (units, 5) or (5,).
    1 is everybody at one of the two ends, 0 everybody at the same answer. Where no unit has two
    answers, or everybody everywhere chose the same end, nothing is known of the spread and the
    widest, 1, is returned. Own construction, see docs/statistics.md.
    Raises what ``scale.counts`` raises.
    """
    table = scale.counts(counts).reshape(-1, scale.CATEGORIES)
    n = scale.answers(table)
    table = table[n > 1].astype(np.float64)
    n = n[n > 1].astype(np.float64)
    mean = table @ scale.SCORES / n
    # Squares about the middle of the scale: about 0 they would lose digits at 10^7 answers.
    within = (table * (scale.SCORES[None, :] - mean[:, None]) ** 2).sum()
    widest = ((n - 1) * (scale.HIGHEST - mean) * (mean - scale.LOWEST)).sum()
    return float(within / widest) if widest > 0 else 1.0


def kappa_wilson(counts: ArrayLike, *, kappa: float, deff: ArrayLike = 1.0, level: float = 0.95) -> Interval:
    """Interval of the mean score (1–5) of counts (…, 5): Wilson's with n / (kappa · deff) answers.

    ``kappa`` from ``pooled_kappa`` over all comparable units, never from this one alone;
    ``deff`` a design effect, one number or one per count vector. n = 0 gives [1, 5].
    Own construction; coverage .94–.955 at n = 3 … 100 on skewed answers (docs/statistics.md).
    Raises what ``scale.counts`` raises; NegativeError for kappa; OutOfRangeError for deff <= 0 or level.
    """
    table = scale.counts(counts)
    spread = arguments.number(kappa, where="kappa", least=0.0)
    effect = arguments.positive(deff, where="deff")
    n, effect = arguments.broadcast(scale.answers(table).astype(np.float64), effect, where="deff")
    share = _share(table @ ((scale.SCORES - scale.LOWEST) / (scale.HIGHEST - scale.LOWEST)), n)
    found = _wilson(share, n / np.maximum(spread * effect, _LEAST_VARIANCE), level)
    return Interval(scale.from_unit(found.low), scale.from_unit(found.high))


def pooled(
    successes: ArrayLike,
    trials: ArrayLike,
    ss: ArrayLike,
    st: ArrayLike,
    tt: ArrayLike,
    *,
    n: ArrayLike,
    level: float = 0.95,
) -> Interval:
    """Interval of a share pooled over several items of the same n persons, in shares 0–1.

    With s satisfied among t answered items per person: ``successes`` = sum s, ``trials`` = sum t,
    ``ss`` = sum s², ``st`` = sum s t, ``tt`` = sum t²; ``n`` counts persons with t >= 1. All broadcast.
    The variance is that of the ratio r = sum s / sum t with the person as cluster,
    n/(n−1) sum (s − r t)² / (sum t)² (Cochran 1977, 2.11), turned into an effective n for Wilson.
    One imagined person whose answers all agree, and a t quantile for the estimated variance
    (Korn & Graubard 1998), keep it honest for 30 persons; with one item a person it is ``wilson``.
    n = 0 gives [0, 1]. Raises InconsistentError where the sums cannot come from such persons,
    and what ``wilson`` raises.
    """
    level = arguments.level(level)
    names = {"successes": successes, "trials": trials, "ss": ss, "st": st, "tt": tt, "n": n}
    arrays = [arguments.non_negative(v, where=k) for k, v in names.items()]
    s, t, s2, cross, t2, persons = arguments.broadcast(*arrays, where="successes, trials, ss, st, tt, n")
    _possible(s, t, s2, cross, t2, persons)
    share = _share(s, t)
    residual = np.maximum(s2 - 2 * share * cross + share**2 * t2, 0.0)
    return _wilson(share, _effective_persons(share, residual, t, t2, persons, level), level)


def _effective_persons(
    share: Floats, residual: Floats, trials: Floats, t2: Floats, persons: Floats, level: float
) -> Floats:
    """Answers of independent persons that would be worth as much; between persons and trials."""
    square = np.maximum(trials, 1.0) ** 2
    agreeing = t2 / square  # the variance over share (1 - share) if each person's answers all agree
    spread = np.maximum(share * (1 - share), _LEAST_VARIANCE)
    plain = np.where(share * (1 - share) > 0, residual / square / spread, agreeing)
    estimated = plain * persons / np.maximum(persons - 1, 1.0)
    estimated = np.maximum(estimated, 1 / np.maximum(trials, 1.0))
    steadied = (persons * estimated + agreeing) / (persons + 1)
    quantile = stdtrit(np.maximum(persons - 1, 1.0), (1 + level) / 2)
    found = (ndtri((1 + level) / 2) / quantile) ** 2 / np.maximum(steadied, _LEAST_VARIANCE)
    floor = 1 / np.maximum(np.maximum(agreeing, plain), _LEAST_VARIANCE)
    return np.where(persons > 0, np.clip(found, np.minimum(floor, trials), trials), 0.0)


def _possible(s: Floats, t: Floats, s2: Floats, cross: Floats, t2: Floats, persons: Floats) -> None:
    arguments.at_most(s, t, where="successes", of="trials")
    arguments.at_most(s2, cross, where="ss", of="st")
    arguments.at_most(cross, t2, where="st", of="tt")
    arguments.at_most(persons, t, where="n", of="trials (a person counts who answered at least one item)")
    arguments.at_most(t**2, persons * t2 * (1 + 1e-12), where="trials", of="what n and tt allow")
    arguments.at_most(s, s2, where="successes", of="ss (a whole number is at most its square)")


def _wilson(share: Floats, n: Floats, level: float) -> Interval:
    z = float(ndtri((1 + arguments.level(level)) / 2))
    middle = n * share + z * z / 2
    half = z * np.sqrt(n * share * (1 - share) + z * z / 4)
    low, high = (middle - half) / (n + z * z), (middle + half) / (n + z * z)
    # At the ends the formula is exact but its rounding is not.
    low = np.where(share * n <= 0, 0.0, np.clip(low, 0.0, 1.0))
    high = np.where((share >= 1) | (n <= 0), 1.0, np.clip(high, 0.0, 1.0))
    return Interval(low[()], high[()])


def _share(hits: Floats, total: Floats) -> Floats:
    return np.where(total > 0, hits / np.where(total > 0, total, 1.0), 0.5)


def _part_of(part: ArrayLike, total: ArrayLike, name: str, of: str) -> tuple[Floats, Floats]:
    hits, whole = arguments.broadcast(
        arguments.non_negative(part, where=name),
        arguments.non_negative(total, where=of),
        where=f"{name}, {of}",
    )
    arguments.at_most(hits, whole, where=name, of=of)
    return hits, whole
