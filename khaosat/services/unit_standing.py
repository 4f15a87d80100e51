"""Units of one kind in a year: shares with intervals, limits, and the layers that can be told apart; no ranking.

Beside them, and untouched by them, what a ruleset makes of the components that were brought in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from khaosat import stats
from khaosat.access import ScopedSession
from khaosat.queries.unit_components import unit_components
from khaosat.queries.unit_names import unit_names
from khaosat.rules.ruleset import Ruleset
from khaosat.services.dated_tree import DatedTree
from khaosat.services.unit_funnel import FunnelUnit, Peers, UnitFunnel, unit_funnel
from khaosat.services.unit_rules import UnitRuled, UnitRules, unit_ruled, unit_rules

Layers = tuple[int, int]


@dataclass(frozen=True, slots=True)
class UnitStand:
    """One unit: `layers` are the first and last it may stand in, None where its figure is withheld.

    `with_held` the same were held answers treated the other way; `began` and `ended` are its first and last day where
    they lie within the year's days. A unit merged in the year is two lines and more: what was brought in of one counts
    for no other. `ruled` is what the ruleset makes of its components, None without a ruleset.
    """

    found: FunnelUnit
    layers: Layers | None
    with_held: Layers | None
    began: date | None
    ended: date | None
    ruled: UnitRuled | None


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
    under = unit_rules(session, year, closed_until=closed_until, ruleset=ruleset)
    if under is None:
        return None
    days = {"peers": peers, "first": under.first, "last": under.last, "closed_until": closed_until}
    funnel, other = (unit_funnel(session, **days, with_held=held) for held in (with_held, not with_held))  # type: ignore[arg-type]  # each its own kind
    tree = DatedTree(unit_names(session), first=under.first, last=under.last)
    layers, number = _layers(funnel)
    otherwise, _ = _layers(other)
    brought = _brought_in(session, under)
    units = tuple(
        _stand(tree, under, one, (layers.get(one.unit.key), otherwise.get(one.unit.key)), brought)
        for one in funnel.units
    )
    return UnitYear(year, funnel, number, units, under.offered, under.rules)


def _brought_in(session: ScopedSession, under: UnitRules) -> dict[int, Mapping[str, Any]]:
    if under.rules is None:
        return {}
    found = unit_components(session, year=under.year, key=under.rules.key, version=under.rules.version)
    return {unit_id: row.components for unit_id, row in found.items()}


def _stand(
    tree: DatedTree,
    under: UnitRules,
    one: FunnelUnit,
    layers: tuple[Layers | None, Layers | None],
    brought: Mapping[int, Mapping[str, Any]],
) -> UnitStand:
    unit_id = tree.find(one.unit.key)
    began, ended = _ends(tree, unit_id)
    rules = under.rules
    ruled = unit_ruled(rules, brought.get(unit_id, {}), ended or under.last) if rules else None
    return UnitStand(one, *layers, began, ended, ruled)


def _layers(funnel: UnitFunnel) -> tuple[dict[str, Layers], int]:
    shown = [one for one in funnel.units if one.figure.value is not None]
    n = [one.figure.n for one in shown]
    hits = [round((one.figure.value or 0.0) * one.figure.n) for one in shown]
    found = stats.tiers.of_shares(hits, n)
    pairs = zip(found.first.tolist(), found.last.tolist(), strict=True)
    return {one.unit.key: pair for one, pair in zip(shown, pairs, strict=True)}, found.number


def _ends(tree: DatedTree, unit_id: int) -> tuple[date | None, date | None]:
    """A unit's first and last day, each only where it lies within the tree's days."""
    spans = tree.names(unit_id)
    if not spans:
        return None, None
    began, ended = spans[0].first, spans[-1].last
    return began if began > tree.first else None, ended if ended is not None and ended < tree.last else None
