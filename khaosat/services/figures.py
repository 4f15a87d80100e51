"""A number never travels alone: value, interval, n, and whether it may be shown, in one frozen type.

Shares stand as 0–1, mean scores as 1–5; rounding happens in filters. What may not be shown carries no value at
all, so that no template can show it by mistake.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from khaosat import stats

Counts = Sequence[int]  # five numbers, very dissatisfied → very satisfied
NOBODY = (0, 0, 0, 0, 0)
LEAST = 5  # under this nothing is shown
BAND_BELOW = 10  # under this only a band of the share
INDICATIVE_BELOW = 30  # under this a figure is marked as indicative
HALF, FOUR_FIFTHS = 0.5, 0.8  # the borders of the bands


class Withheld(StrEnum):
    """Why a figure is not shown."""

    NO_ANSWERS = "no_answers"
    TOO_FEW = "too_few"  # 1–4 persons
    BAND_ONLY = "band_only"  # 5–9 persons: a share's band, nothing else
    WAITING = "waiting"  # answers are there, and wait for the next release
    NO_OFFICE = "no_office"  # nobody can answer: there is no reception office
    CORRECTED = "corrected"  # a correction of earlier blocks outweighs what is new in these
    DECIDED_ELSEWHERE = "decided_elsewhere"  # most dossiers were others' to decide: not held against this unit
    NOT_COMPARED = "not_compared"  # one of the two sides of a comparison is itself withheld


class Band(StrEnum):
    """Which part of the scale a share of 5–9 persons lies in."""

    UNDER_HALF = "under_half"
    MIDDLE = "middle"
    FOUR_FIFTHS = "four_fifths"


class Method(StrEnum):
    """How value and interval were made, named and versioned as in `stats.indices`."""

    PERCENT = "percent_satisfied.1/wilson"
    MEAN = "mean_score.1/kappa_wilson"
    POOLED = "pooled_percent_satisfied.1/pooled"
    DIFFERENCE = "percent_satisfied.1/newcombe"
    SHARE = "share.1/wilson"
    AGAINST = "percent_satisfied.1/paired"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % interval and its n (persons), or the reason why there is none.

    `value`, `low`, `high` are None exactly where `shown` is False; `band` is given for BAND_ONLY shares.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    shown: bool
    reason: Withheld | None
    method: Method
    band: Band | None = None

    @property
    def indicative(self) -> bool:
        """Whether it rests on so few answers that it only gives a direction."""
        return self.shown and self.n < INDICATIVE_BELOW


def withheld(method: Method, reason: Withheld, *, n: int = 0, band: Band | None = None) -> Figure:
    """Return a figure that is not shown."""
    return Figure(None, None, None, n, shown=False, reason=reason, method=method, band=band)


def percents(table: Sequence[Counts]) -> list[Figure]:
    """Return the share satisfied of each count vector, with Wilson's interval."""
    if not table:
        return []
    rows = _whole(table)
    ns = [sum(counts) for counts in rows]
    shares = stats.indices.percent_satisfied(rows)
    low, high = stats.interval.wilson([counts[3] + counts[4] for counts in rows], ns)
    found = [
        _figure(Method.PERCENT, n, (float(shares[k]), float(low[k]), float(high[k])), band=_band(rows[k]))
        for k, n in enumerate(ns)
    ]
    return _with_corrections(found, table)


def percent(counts: Counts) -> Figure:
    """Return the share satisfied of one count vector."""
    return percents([counts])[0]


def means(table: Sequence[Counts], *, kappa: float) -> list[Figure]:
    """Return the mean score (1–5) of each count vector, with the kappa-Wilson interval.

    `kappa` is pooled over all comparable units (`stats.interval.pooled_kappa`), never of these counts alone.
    """
    if not table:
        return []
    rows = _whole(table)
    scores = stats.indices.mean_score(rows)
    low, high = stats.interval.kappa_wilson(rows, kappa=kappa)
    found = [
        _figure(Method.MEAN, sum(counts), (float(scores[k]), float(low[k]), float(high[k])))
        for k, counts in enumerate(rows)
    ]
    return _with_corrections(found, table)


def mean(counts: Counts, *, kappa: float) -> Figure:
    """Return the mean score (1–5) of one count vector."""
    return means([counts], kappa=kappa)[0]


def pooled_percent(sums: Sequence[int], *, n: int) -> Figure:
    """Return the share satisfied over several items of the same `n` persons together.

    `sums` are satisfied, answered, and the sums per person of their squares and product: s, t, s², s·t, t².
    """
    satisfied, answered, ss, st, tt = sums
    if answered == 0:
        return withheld(Method.POOLED, Withheld.NO_ANSWERS)
    try:
        low, high = stats.interval.pooled(satisfied, answered, ss, st, tt, n=n)
    except (stats.errors.InconsistentError, stats.errors.NegativeError):  # sums no persons could have given
        return withheld(Method.POOLED, Withheld.CORRECTED)
    return _figure(Method.POOLED, n, (satisfied / answered, float(low), float(high)))


def difference(now: Counts, before: Counts) -> Figure:
    """Return share now minus share before (−1 to 1), with Newcombe's interval; n is that of now."""
    n, n_before = sum(now), sum(before)
    if min(n, n_before) < BAND_BELOW or min(*now, *before) < 0:
        return withheld(Method.DIFFERENCE, Withheld.NOT_COMPARED, n=n)
    hits, hits_before = now[3] + now[4], before[3] + before[4]
    low, high = stats.interval.newcombe(hits, n, hits_before, n_before)
    return _figure(Method.DIFFERENCE, n, (hits / n - hits_before / n_before, float(low), float(high)))


def shares(counts: Sequence[int]) -> list[Figure]:
    """Return the share of each answer to one question, with Wilson's interval."""
    n = sum(counts)
    if min(counts, default=0) < 0:
        return [withheld(Method.SHARE, Withheld.CORRECTED) for _ in counts]
    low, high = stats.interval.wilson(list(counts), n)
    return [_figure(Method.SHARE, n, (c / (n or 1), float(low[k]), float(high[k]))) for k, c in enumerate(counts)]


def against_rest(counts: Counts, pooled: Sequence[int], beside: Sequence[int], *, persons: int, level: float) -> Figure:
    """Return the share satisfied with an item less that with the others over the same persons; n is the item's.

    `beside` are the item's four sums (`amounts.beside`), none where its blocks were made before they were kept.
    """
    n = sum(counts)
    if not beside or min(n, persons) < BAND_BELOW:
        return withheld(Method.AGAINST, Withheld.NOT_COMPARED, n=n)
    try:
        found = stats.paired.against_rest((counts[3] + counts[4], n), pooled, beside, persons=persons, level=level)
    except (stats.errors.InconsistentError, stats.errors.NegativeError):  # sums no persons could have given
        return withheld(Method.AGAINST, Withheld.CORRECTED)
    return _figure(Method.AGAINST, n, (found.difference, found.low, found.high))


def _whole(table: Sequence[Counts]) -> list[Counts]:
    """The counts with nobody in place of what cannot be counted: a correction alone may leave less than nothing."""
    return [NOBODY if min(counts) < 0 else counts for counts in table]


def _with_corrections(found: list[Figure], table: Sequence[Counts]) -> list[Figure]:
    return [
        withheld(figure.method, Withheld.CORRECTED) if min(counts) < 0 else figure
        for figure, counts in zip(found, table, strict=True)
    ]


def _figure(method: Method, n: int, found: tuple[float, float, float], *, band: Band | None = None) -> Figure:
    if n >= BAND_BELOW:
        return Figure(*found, n, shown=True, reason=None, method=method)
    if n >= LEAST:
        return withheld(method, Withheld.BAND_ONLY, n=n, band=band)
    return withheld(method, Withheld.TOO_FEW if n else Withheld.NO_ANSWERS, n=n)


def _band(counts: Counts) -> Band:
    share = (counts[3] + counts[4]) / (sum(counts) or 1)
    if share < HALF:
        return Band.UNDER_HALF
    return Band.MIDDLE if share < FOUR_FIFTHS else Band.FOUR_FIFTHS
