"""A ruleset for units: over which days of a year, chosen how, and what it makes of what was brought in about one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.queries.kept_leagues import newest_leagues
from khaosat.rules.evaluation import EvidenceError, Suggestion, suggest
from khaosat.rules.ruleset import AT_LEAST, POINTS, Ruleset
from khaosat.services import rulesets
from khaosat.services.appraisal_suggestion import values_of
from khaosat.services.standing import EARLIEST, LATEST

LAST_DIGIT: Final = Decimal("0.000001")  # the most that cutting a figure to the six decimals of a file takes of it


@dataclass(frozen=True)
class UnitRules:
    """The days a year's units are seen over, the rulesets for units, and the one chosen, None where none is."""

    year: int
    first: date
    last: date
    offered: tuple[Ruleset, ...]
    rules: Ruleset | None


@dataclass(frozen=True, slots=True)
class UnitRuled:
    """One unit under a ruleset: points and class only where every component is known.

    `missing` are those nobody brought in; `unfit` one the ruleset does not take as it was brought in. `in_force` says
    whether the ruleset was so on the unit's last day: a class by it is for comparison otherwise. `just_below` is a
    better class whose border is so near that the figures' rounding alone may have kept the unit from it.
    """

    suggestion: Suggestion | None
    missing: tuple[str, ...]
    unfit: str | None
    in_force: bool
    just_below: str | None = None


def unit_rules(session: ScopedSession, year: int, *, closed_until: date, ruleset: str = "") -> UnitRules | None:
    """Return them over the days of the year's league, without one over its closed days; None before they begin.

    `ruleset` is key:version; without it the one in force on the last of these days. Raises NotFoundFailure for a year
    out of reach or an unknown ruleset.
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
    return UnitRules(year, first, last, offered, _chosen(offered, ruleset, last))


def unit_ruled(rules: Ruleset, components: Mapping[str, Any], last: date) -> UnitRuled:
    """Return what the ruleset makes of a unit's components, whose last day of the year is `last`. Pure."""
    in_force = rules.is_in_force(last)
    known = {key: value for key, value in components.items() if value is not None}
    missing = tuple(one.key for one in rules.components if one.key not in known)
    if missing:
        return UnitRuled(None, missing, None, in_force)
    try:
        found = suggest(rules, values_of(known))
    except EvidenceError as error:
        return UnitRuled(None, (), error.key, in_force)
    return UnitRuled(found, (), None, in_force, _just_below(rules, found.points))


def _just_below(rules: Ruleset, points: Decimal | None) -> str | None:
    """The best class whose border lies above the points by no more than rounding may have taken."""
    if points is None:
        return None
    most = LAST_DIGIT * sum(one.adds for one in rules.components)
    return next(
        (
            one.key
            for one in rules.classes
            for need in one.needs
            if need.value == POINTS and need.test == AT_LEAST and 0 < need.bound - points <= most
        ),
        None,
    )


def _chosen(offered: tuple[Ruleset, ...], key: str, last: date) -> Ruleset | None:
    if key:
        found = next((one for one in offered if f"{one.key}:{one.version}" == key), None)
        if found is None:
            raise NotFoundFailure(ruleset=key)
        return found
    return next((one for one in offered if one.is_in_force(last)), None)
