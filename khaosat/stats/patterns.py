"""The single tests behind ``detectors.screen``: one officer's period in, a p-value or None (not run) out."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from khaosat.stats.scale import HIGHEST, Floats, Mask, Whole

WINDOW: Final = 15.0
"""Minutes of a window: a person can stuff, citizens cannot queue."""
SURPLUS_LOGIT: Final = 0.8
"""How far the response rate of a good quarter of an hour may exceed the officer's own, in logits."""
LATE: Final = 0.03
"""Share of daytime ratings without a dossier in the quarter of an hour before, at least."""
NATURAL_REPEATS: Final = 0.03
"""Further ratings per device that happen without ill will (a shared phone), at least."""
SMALLEST_WINDOW: Final = 4
FEWEST_PEERS: Final = 20
FEWEST_RATINGS: Final = 10
FEWEST_REPEATS: Final = 3
"""Further ratings of one device from which the device test looks at it."""
_PEER_DF: Final = 4.0
_DAY: Final = 480.0
_HOUR: Final = 60.0
_EXPECTED: Final = 5.0


@dataclass(frozen=True, eq=False)
class OfficerYear:
    """One officer's ratings and dossiers, sorted by time.

    ``evening``: sent outside office hours, all False where ``evening_known`` is. ``best``: straight-lined fives,
    None where unknown. ``further``: of each device the ratings after its first, None where unknown.
    ``ordinal``: of each rating among its device's of the day, None where unknown; ``rows``: where each stands
    in the table it came from.
    """

    officer: int
    minutes: Floats
    evening: Mask
    evening_known: bool
    best: Mask | None
    further: Whole | None
    closed: Floats
    ordinal: Floats | None
    rows: Whole


@dataclass(frozen=True, eq=False)
class Peers:
    """What is natural among all officers screened together.

    ``late``: share of daytime ratings without a dossier in the 15 minutes before, among those that
    have no other rating within 15 minutes (so that stuffing does not teach what is natural);
    ``repeats``: devices with exactly two ratings per device with one; ``logits``: response rates.
    """

    late: float
    repeats: float
    logits: Floats


def officer_years(events: dict[str, Floats], dossiers: dict[str, Floats]) -> list[OfficerYear]:
    """Cut the columns by officer, ascending; where one clock knows only quarters of an hour, so is the other read."""
    officers = np.union1d(events["officer"], dossiers["officer"])
    best = None
    if "straightline" in events:
        best = (events["straightline"] > 0) & (events["score"] == HIGHEST)
    ties = np.zeros(events["minute"].size) if best is None else best
    rows = _rows(officers, events["officer"], np.lexsort([ties, events["minute"], events["officer"]]))
    files = _rows(officers, dossiers["officer"], np.lexsort([dossiers["minute_closed"], dossiers["officer"]]))
    minutes, closed_at = events["minute"], dossiers["minute_closed"]
    if any(times.size and (times % WINDOW == 0).all() for times in (minutes, closed_at)):
        minutes, closed_at = minutes // WINDOW * WINDOW, closed_at // WINDOW * WINDOW
    evening = events.get("evening", np.zeros(events["minute"].size)) > 0
    return [
        OfficerYear(
            int(officer),
            minutes[own],
            evening[own],
            "evening" in events,
            None if best is None else best[own],
            _further(events, own),
            closed_at[closed],
            events["repeat_of_day"][own] if "repeat_of_day" in events else None,
            own,
        )
        for officer, own, closed in zip(officers, rows, files, strict=True)
    ]


def peers(years: list[OfficerYear]) -> Peers:
    """What is natural among these officers."""
    late = np.concatenate([_late(y) for y in years if y.closed.size] or [np.zeros(0, dtype=bool)])
    further = np.concatenate([y.further for y in years if y.further is not None] or [np.zeros(0, dtype=np.int64)])
    repeats = float((further == 1).sum() / max(1, int((further == 0).sum())))
    answered = [y for y in years if y.minutes.size and y.closed.size]
    return Peers(
        min(max(float(late.mean()) if late.size else LATE, LATE), 0.5),
        max(repeats, NATURAL_REPEATS),
        np.array([_logit_rate(y) for y in answered]),
    )


def window_surplus(year: OfficerYear, among: Peers) -> float | None:
    """Ratings of any quarter of an hour against the dossiers closed around it: `window_tails`' smallest × windows."""
    tails = window_tails(year, among)
    return None if tails is None else min(1.0, tails.size * float(tails.min()))


def window_tails(year: OfficerYear, among: Peers) -> Floats | None:
    """Of the window that begins with each daytime rating: how improbable so many ratings are.

    For each rating: k ratings in the 15 minutes from it, D dossiers from 15 minutes before to 15
    after; the binomial tail P(K >= k | D, r+) with r+ = expit(logit r + .8), r the officer's own
    rate, times late^(k − D) for k > D, late the share of ratings that come later than a quarter of
    an hour among peers.
    """
    from scipy.special import bdtrc, expit, logit  # noqa: PLC0415  a citizen's process must not load it

    times = year.minutes[~year.evening]
    if not times.size or not year.closed.size:
        return None
    k, _ = windows(times)
    around = np.searchsorted(year.closed, times + WINDOW, side="right") - np.searchsorted(
        year.closed, times - WINDOW, side="left"
    )
    rate = min(max(times.size / year.closed.size, 1e-6), 0.95)
    within = np.minimum(k, around)
    tail = np.where(
        within > 0, bdtrc(np.maximum(within - 1, 0), np.maximum(around, 1), expit(logit(rate) + SURPLUS_LOGIT)), 1.0
    )
    return np.asarray(tail * among.late ** (k - within))


def homogeneity(year: OfficerYear, _among: Peers) -> float | None:
    """Straight-lined fives in any quarter of an hour: `homogeneity_tails`' smallest times the number of windows."""
    tails = homogeneity_tails(year)
    return None if tails is None else min(1.0, tails.size * float(tails.min(initial=1.0)))


def homogeneity_tails(year: OfficerYear) -> Floats | None:
    """Of the window that begins with each daytime rating: straight-lined fives against the officer's share outside.

    Binomial tail with the share outside the window, (S + 1)/(n + 2); 1 in windows of fewer than four ratings.
    """
    from scipy.special import bdtrc  # noqa: PLC0415  as above

    if year.best is None or year.minutes.size < FEWEST_RATINGS:
        return None
    times, best = year.minutes[~year.evening], year.best[~year.evening]
    k, ends = windows(times)
    before = np.r_[0, np.cumsum(best)]
    inside = before[ends] - before[np.arange(times.size)]
    chosen = (k >= SMALLEST_WINDOW) & (inside > 0)
    tails = np.ones(times.size)
    outside = (year.best.sum() - inside + 1) / (year.best.size - k + 2)
    tails[chosen] = bdtrc(inside[chosen] - 1, k[chosen], outside[chosen])
    return tails


def one_device(year: OfficerYear, among: Peers) -> float | None:
    """Devices with many ratings: Poisson tails of how many devices there are with that many repeats.

    A device has f or more further ratings with probability q^f, q = natural/(1 + natural), natural
    the peers' ratio of two-rating to one-rating devices (not below .03). Looked at are f = 3 (many
    devices a little too often) and the largest f (one device much too often); Bonferroni over the two.
    """
    from scipy.special import pdtrc  # noqa: PLC0415  as above

    if year.further is None or not year.further.size:
        return None
    most = int(year.further.max())
    if most < FEWEST_REPEATS:
        return 1.0
    q = among.repeats / (1 + among.repeats)
    depths = np.unique([FEWEST_REPEATS, most])
    devices = (year.further[:, None] >= depths).sum(axis=0)
    return min(1.0, depths.size * float(pdtrc(devices - 1, year.further.size * q**depths).min()))


def longest_run(year: OfficerYear, _among: Peers) -> float | None:
    """Longest run of straight-lined fives: union bound under exchangeability.

    With S fives among n answers and the longest run L: at most (n − L + 1) C(n − L, S − L)/C(n, S).
    """
    from scipy.special import gammaln  # noqa: PLC0415  as above

    if year.best is None or year.best.size < FEWEST_RATINGS:
        return None
    n, total = year.best.size, int(year.best.sum())
    _, run = run_of(year.best)
    if run == 0:
        return 1.0
    log_share = gammaln(n - run + 1) - gammaln(total - run + 1) - gammaln(n + 1) + gammaln(total + 1)
    return min(1.0, (n - run + 1) * float(np.exp(log_share)))


def run_of(best: Mask) -> tuple[int, int]:
    """Where the longest run of straight-lined fives begins, and how long it is."""
    gaps = np.flatnonzero(np.r_[True, ~best, True])
    longest = int(np.diff(gaps).argmax())
    return int(gaps[longest]), int(gaps[longest + 1] - gaps[longest] - 1)


def hours_of_day(year: OfficerYear, _among: Peers) -> float | None:
    """Hours of the (daytime) ratings against the hours of the dossiers closed: chi-squared.

    A working day has 480 minutes; hours are joined until five ratings are expected in each.
    Two samples are compared, so few dossiers make no alarm. Not run where nobody says which ratings
    were sent after hours: those who answer from home would be an alarm.
    """
    from scipy.special import chdtrc  # noqa: PLC0415  as above

    times = year.minutes[~year.evening]
    if not year.evening_known or times.size < FEWEST_RATINGS or not year.closed.size:
        return None
    edges = np.arange(0, _DAY + 1, _HOUR)
    rated = np.histogram(times % _DAY, edges)[0]
    served = np.histogram(year.closed % _DAY, edges)[0]
    filled = np.cumsum(served * times.size / served.sum()) // (2 * _EXPECTED)
    _, group = np.unique(filled, return_inverse=True)
    rated, served = np.bincount(group, rated), np.bincount(group, served)
    both = rated + served
    kept = both > 0
    if kept.sum() < 2:  # noqa: PLR2004  one hour has nothing to differ from
        return None
    a, b = np.sqrt(served.sum() / rated.sum()), np.sqrt(rated.sum() / served.sum())
    statistic = float((((a * rated - b * served)[kept]) ** 2 / both[kept]).sum())
    return float(chdtrc(kept.sum() - 1, statistic))


def response_rate(year: OfficerYear, among: Peers) -> float | None:
    """The officer's ratings per dossier against the peers': robust z of the logit, t tail with 4 df, one-sided."""
    from scipy.special import stdtr  # noqa: PLC0415  as above

    if among.logits.size < FEWEST_PEERS or not year.closed.size or not year.minutes.size:
        return None
    centre = np.median(among.logits)
    spread = 1.4826 * np.median(np.abs(among.logits - centre))
    return 1.0 if spread == 0 else float(stdtr(_PEER_DF, (centre - _logit_rate(year)) / spread))


def _late(year: OfficerYear) -> Mask:
    """Of each lone daytime rating whether no dossier was closed in the 15 minutes before it."""
    times = year.minutes[~year.evening]
    gaps = np.diff(times, prepend=-np.inf, append=np.inf)
    lone = times[(gaps[:-1] > WINDOW) & (gaps[1:] > WINDOW)]
    return np.asarray(np.searchsorted(year.closed, lone, "right") == np.searchsorted(year.closed, lone - WINDOW))


def windows(times: Floats) -> tuple[Whole, Whole]:
    """Ratings in the 15 minutes from each rating on, and the place after the last of them."""
    ends = np.searchsorted(times, times + WINDOW, side="right")
    return ends - np.arange(times.size), ends


def _logit_rate(year: OfficerYear) -> float:
    """Logit of ratings per dossier; at most all but half a dossier are rated."""
    share = min(year.minutes.size, year.closed.size - 0.5) / year.closed.size
    return float(np.log(share / (1 - share)))


def _rows(officers: Floats, column: Floats, order: Whole) -> list[Whole]:
    """The rows of each officer, in the given order (which sorts by officer first)."""
    sorted_column = column[order]
    starts, ends = (np.searchsorted(sorted_column, officers, side=side) for side in ("left", "right"))
    return [order[a:b] for a, b in zip(starts, ends, strict=True)]


def _further(events: dict[str, Floats], rows: Whole) -> Whole | None:
    """Of each device the ratings after its first; from the ordinals of the day where there is no device."""
    if "device" in events:
        return np.asarray(np.unique(events["device"][rows], return_counts=True)[1] - 1)
    if "repeat_of_day" not in events:
        return None
    ordinal = events["repeat_of_day"]
    own = (ordinal[rows] - min(1.0, float(ordinal.min(initial=1.0)))).astype(np.int64)
    reached = np.bincount(np.maximum(own, 0))
    exactly = np.maximum(reached - np.r_[reached[1:], 0], 0)
    return np.repeat(np.arange(reached.size), exactly)
