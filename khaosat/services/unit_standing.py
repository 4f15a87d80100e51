"""Units of one kind in a year: shares with intervals, limits, and the layers that can be told apart; no ranking.

What a unit's ruleset asks for beyond the survey (`components`) is measured elsewhere; nothing here classes a unit.
"""

from dataclasses import dataclass
from datetime import date

from khaosat import stats
from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.queries.kept_leagues import newest_leagues
from khaosat.queries.unit_names import unit_names
from khaosat.rules.ruleset import Ruleset
from khaosat.services import rulesets
from khaosat.services.dated_tree import DatedTree
from khaosat.services.standing import EARLIEST, LATEST
from khaosat.services.unit_funnel import FunnelUnit, Peers, UnitFunnel, unit_funnel

Layers = tuple[int, int]


@dataclass(frozen=True, slots=True)
class UnitStand:
    """One unit: `layers` are the first and last it may stand in, None where its figure is withheld.

    `with_held` the same were held answers treated the other way; `ended` is the day it was gone, within the year.
    """

    found: FunnelUnit
    layers: Layers | None
    with_held: Layers | None
    ended: date | None


@dataclass(frozen=True)
class UnitYear:
    """The units of a year; `number` is how many layers there are. `rules` is the ruleset for units that was chosen."""

    year: int
    funnel: UnitFunnel
    number: int
    units: tuple[UnitStand, ...]
    offered: tuple[Ruleset, ...]
    rules: Ruleset | None


def unit_year(
    session: ScopedSession, year: int, *, peers: Peers, closed_until: date, with_held: bool, ruleset: str = ""
) -> UnitYear | None:
    """Return the units over the days of the year's league, without one over its closed days; None before they begin.

    Raises NotFoundFailure for a year out of reach or an unknown ruleset.
    """
    if not EARLIEST <= year <= LATEST:
        raise NotFoundFailure(year=year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    leagues = newest_leagues(session, since=first, until=last)
    if leagues:
        first, last = leagues[0].first_day, leagues[0].last_day
    if first > closed_until:
        return None
    last = min(last, closed_until)
    offered = tuple(one.rules for one in rulesets.rulesets(session) if one.rules.subject == "unit")
    rules = _chosen(offered, ruleset, last)
    days = {"peers": peers, "first": first, "last": last, "closed_until": closed_until}
    funnel, other = (unit_funnel(session, **days, with_held=held) for held in (with_held, not with_held))  # type: ignore[arg-type]  # each its own kind
    tree = DatedTree(unit_names(session), first=first, last=last)
    layers, number = _layers(funnel)
    otherwise, _ = _layers(other)
    units = tuple(
        UnitStand(one, layers.get(one.unit.key), otherwise.get(one.unit.key), _ended(tree, one)) for one in funnel.units
    )
    return UnitYear(year, funnel, number, units, offered, rules)


def _layers(funnel: UnitFunnel) -> tuple[dict[str, Layers], int]:
    shown = [one for one in funnel.units if one.figure.value is not None]
    n = [one.figure.n for one in shown]
    hits = [round((one.figure.value or 0.0) * one.figure.n) for one in shown]
    found = stats.tiers.of_shares(hits, n)
    pairs = zip(found.first.tolist(), found.last.tolist(), strict=True)
    return {one.unit.key: pair for one, pair in zip(shown, pairs, strict=True)}, found.number


def _ended(tree: DatedTree, one: FunnelUnit) -> date | None:
    spans = tree.names(tree.find(one.unit.key))
    last = spans[-1].last if spans else None
    return last if last is not None and last < tree.last else None


def _chosen(offered: tuple[Ruleset, ...], key: str, last: date) -> Ruleset | None:
    if key:
        found = next((one for one in offered if f"{one.key}:{one.version}" == key), None)
        if found is None:
            raise NotFoundFailure(ruleset=key)
        return found
    return next((one for one in offered if one.is_in_force(last)), None)
