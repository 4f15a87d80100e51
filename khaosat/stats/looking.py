"""One look at all officers as the product keeps their answers, and which answers each finding rests on.

`detectors.screen` asks for dossiers of the whole period or none. Offices bring theirs month by month, some never; so
here the three tests that hold answers against dossiers see the answers of the weeks for which there are any
(``covered``), the other three see all. Weights, p-values and verdict are those of `detectors`.
Source: own construction, ``docs/statistics.md``, "Detectors".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments, detectors, patterns
from khaosat.stats.patterns import OfficerYear, Peers
from khaosat.stats.scale import Floats, Mask, Whole

AGAINST_DOSSIERS: Final = frozenset({"window", "hours", "response"})
POINTS_AT_NONE: Final = frozenset({"hours", "response"})
"""Tests that speak of the whole period: no answer of it can be picked out."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One flagged officer: ``p`` by the name of each test that ran; ``by`` the tests under the limit, best first.

    ``verdict`` is the smallest p after weighting; ``expected_false`` the share of false alarms to expect among all
    officers of the look with a verdict no larger (Benjamini & Hochberg 1995 J R Stat Soc B 57:289); ``rows`` by
    test the places of the concerned rows of ``events`` (none for those of ``POINTS_AT_NONE``).
    """

    officer: int
    p: Mapping[str, float]
    by: tuple[str, ...]
    verdict: float
    expected_false: float
    rows: Mapping[str, Whole] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Look:
    """``officers`` looked at, ``ran`` by test for how many it ran, ``seen`` who was flagged; ``verdicts`` of all."""

    officers: int
    ran: Mapping[str, int]
    seen: tuple[Seen, ...]
    verdicts: Floats


def look(
    events: Mapping[str, ArrayLike],
    dossiers: Mapping[str, ArrayLike],
    *,
    covered: ArrayLike,
    false_alarm: float,
) -> Look:
    """Look at every officer with ratings; arguments as of ``detectors.screen``.

    ``covered``: of each rating whether its week's dossiers are among ``dossiers``. ``false_alarm``: the share of
    clean officers flagged by this look, at most. Raises what ``detectors.screen`` raises.
    """
    arguments.level(false_alarm, where="false_alarm")
    rated = detectors.columns(events, ("officer", "minute", "score"), where="events")
    closed = detectors.columns(dossiers, ("officer", "minute_closed"), where="dossiers")
    inside = np.flatnonzero(arguments.real(covered, where="covered") > 0)
    none = {name: np.zeros(0) for name in closed}
    whole = patterns.officer_years(rated, none)
    known = {year.officer: year for year in patterns.officer_years({k: v[inside] for k, v in rated.items()}, closed)}
    looked = _Looked(whole, known, {False: patterns.peers(whole), True: patterns.peers(list(known.values()))}, inside)
    raw = {
        name: [None if (year := looked.year(name, place)) is None else test(year, looked.among(name))
               for place in range(len(whole))]
        for name, (_, test) in detectors.TESTS.items()
    }  # fmt: skip  # one list a test
    table = detectors.weighted(raw)
    verdicts = np.minimum(1.0, table.min(axis=0, initial=1.0))
    shares_false = expected_false(verdicts)
    seen = []
    for place in np.flatnonzero(verdicts <= false_alarm).tolist():
        shares = {name: float(p) for name, p in zip(raw, table[:, place], strict=True)}
        said = {name: float(p) for name, column in raw.items() if (p := column[place]) is not None}
        by = tuple(name for p, name in sorted((shares[name], name) for name in said) if p <= false_alarm)
        limits = {name: false_alarm * (said[name] / shares[name] if shares[name] else 1.0) for name in by}
        seen.append(
            Seen(
                whole[place].officer, said, by, float(verdicts[place]), shares_false[place], looked.rows(place, limits)
            )
        )
    return Look(len(whole), {name: sum(p is not None for p in raw[name]) for name in raw}, tuple(seen), verdicts)


def expected_false(verdicts: Floats) -> list[float]:
    """Of each verdict the least share of false alarms at which a list down to it would be drawn up."""
    order = np.argsort(verdicts, kind="stable")
    steps = verdicts[order] * verdicts.size / np.arange(1, verdicts.size + 1)
    found = np.empty(verdicts.size)
    found[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    return [float(one) for one in found]


@dataclass(frozen=True, eq=False)
class _Looked:
    """All years, those of the covered weeks by officer, who is like whom in either, and the covered rows."""

    whole: list[OfficerYear]
    known: Mapping[int, OfficerYear]
    peers: Mapping[bool, Peers]
    inside: Whole

    def year(self, test: str, place: int) -> OfficerYear | None:
        """What that test is shown of the officer."""
        year = self.whole[place]
        return self.known.get(year.officer) if test in AGAINST_DOSSIERS else year

    def among(self, test: str) -> Peers:
        """What is natural to that test."""
        return self.peers[test in AGAINST_DOSSIERS]

    def rows(self, place: int, limits: Mapping[str, float]) -> dict[str, Whole]:
        """The concerned rows of each test under its own share of the false alarms."""
        found = {}
        for name, limit in limits.items():
            year = self.year(name, place)
            if year is not None and name not in POINTS_AT_NONE:
                rows = year.rows[_LOCATED[name](year, self.among(name), limit)]
                found[name] = self.inside[rows] if name in AGAINST_DOSSIERS else rows
        return found


def surplus_rows(year: OfficerYear, among: Peers, limit: float) -> Mask:
    """Every rating of the windows that are improbable by themselves: which of them is honest nobody can tell."""
    tails = patterns.window_tails(year, among)
    return _day_rows(year, _windows_under(year, tails, limit))


def equal_rows(year: OfficerYear, _among: Peers, limit: float) -> Mask:
    """The straight-lined fives of the windows that are improbable by themselves."""
    found = _day_rows(year, _windows_under(year, patterns.homogeneity_tails(year), limit))
    return found if year.best is None else found & year.best


def device_rows(year: OfficerYear, _among: Peers, _limit: float) -> Mask:
    """Ratings from the fourth of one device and day on; none where only whole devices are known."""
    return np.zeros(year.minutes.size, dtype=bool) if year.ordinal is None else year.ordinal > patterns.FEWEST_REPEATS


def run_rows(year: OfficerYear, _among: Peers, _limit: float) -> Mask:
    """The longest run."""
    found = np.zeros(year.minutes.size, dtype=bool)
    if year.best is not None and year.best.size:
        start, length = patterns.run_of(year.best)
        found[start : start + length] = True
    return found


_LOCATED: Final = {"window": surplus_rows, "homogeneity": equal_rows, "device": device_rows, "runs": run_rows}


def _windows_under(year: OfficerYear, tails: Floats | None, limit: float) -> Mask:
    """Daytime ratings in windows with tail × windows ≤ limit, the best first, none that overlaps a better one."""
    times = year.minutes[~year.evening]
    found = np.zeros(times.size, dtype=bool)
    if tails is None:
        return found
    _, ends = patterns.windows(times)
    for start in np.argsort(tails, kind="stable").tolist():
        if tails[start] * tails.size > limit:
            break
        if not found[start : ends[start]].any():
            found[start : ends[start]] = True
    return found


def _day_rows(year: OfficerYear, day: Mask) -> Mask:
    found = np.zeros(year.minutes.size, dtype=bool)
    found[np.flatnonzero(~year.evening)[day]] = True
    return found
