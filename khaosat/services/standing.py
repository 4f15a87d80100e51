"""The league of a year under a ruleset: kept figures, what the rule makes of them, ceilings, held answers beside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.models.league import STATES, League
from khaosat.queries import kept_leagues as kept
from khaosat.queries.appraisals import appraisal_year
from khaosat.queries.standing_lines import league_years
from khaosat.rules.ruleset import Ceiling, Ruleset
from khaosat.services import rulesets
from khaosat.services.dated_tree import DatedTree
from khaosat.services.standing_places import Basis, Candidate, Level, pools
from khaosat.services.standing_reading import Reading, by_state
from khaosat.services.standing_view import Ceilinged, Chosen, Stand, YearView

__all__ = ["Basis", "Chosen", "Level", "Stand", "YearView", "everybody_of", "year_view"]
EARLIEST, LATEST = 2000, 2100
PAGE = 100  # rows of a page


def year_view(session: ScopedSession, year: int, chosen: Chosen) -> YearView:
    """Return the league of that year under the ruleset chosen.

    The leagues are those the year was opened on, else the newest that end in the year. Raises NotFoundFailure for a
    year out of reach, an unknown ruleset, duty group, unit or state.
    """
    view = _begun(session, year, chosen)
    return _filled(session, view, view.groups, view.rules) if view.rules is not None else view


def everybody_of(session: ScopedSession, year: int, chosen: Chosen) -> tuple[YearView, list[Stand]]:
    """Return the year with its rules and leagues, and everybody of all its leagues; raises as `year_view`."""
    view = _begun(session, year, chosen)
    if view.rules is None:
        return view, []
    one = view.groups[0]
    reading = Reading(session, view, view.rules, first=one.first_day, last=one.last_day)
    return view, [stand for league in view.groups for stand in reading.stands(league)]


def _begun(session: ScopedSession, year: int, chosen: Chosen) -> YearView:
    """The year, its leagues and the ruleset chosen; without rules where no league ends in it."""
    if not EARLIEST <= year <= LATEST or (chosen.state and chosen.state not in STATES):
        raise NotFoundFailure(year=year)
    opened = appraisal_year(session, year=year)
    groups = kept.newest_leagues(session, since=date(year, 1, 1), until=date(year, 12, 31))
    if opened is not None:
        groups = kept.leagues_by_id(session, opened.leagues.values()) or groups
    offered = tuple(one.rules for one in rulesets.rulesets(session) if one.rules.subject == "officer")
    view = YearView(year, tuple(league_years(session)), offered, opened, chosen, groups=tuple(groups))
    return replace(view, rules=_rules(view, max(one.last_day for one in groups))) if groups else view


def _rules(view: YearView, last: date) -> Ruleset:
    key = view.chosen.ruleset
    if not key and view.opened is not None:
        key = f"{view.opened.ruleset_key}:{view.opened.ruleset_version}"
    if key:
        found = next((one for one in view.offered if f"{one.key}:{one.version}" == key), None)
        if found is None:
            raise NotFoundFailure(ruleset=key)
        return found
    return next((one for one in view.offered if one.is_in_force(last) and one.classes), view.offered[0])


def _filled(session: ScopedSession, view: YearView, groups: Sequence[League], rules: Ruleset) -> YearView:
    league = _chosen(groups, view.chosen.duty_group)
    reading = Reading(session, view, rules, first=league.first_day, last=league.last_day)
    by_league = {one.id: reading.stands(one) for one in groups}
    everybody = by_league[league.id]
    basis = Basis.SUGGESTED if any(one.ruled.suggestion for one in everybody) else Basis.SURVEY
    unit = reading.tree.find(view.chosen.unit_key) if view.chosen.unit_key else None
    asked = reading.asked(everybody, unit)
    pages = max(1, -(-len(asked) // PAGE))
    page = min(max(view.chosen.page, 1), pages)
    offered = {above for its in {one.line.unit_id for one in everybody} for above in (its, *reading.tree.above(its))}
    return replace(
        view,
        chosen=replace(view.chosen, duty_group=league.duty_group, page=page),
        league=league,
        stands=tuple(asked[(page - 1) * PAGE : page * PAGE]),
        total=len(asked),
        pages=pages,
        spread=_spread(everybody, league.rules["minimum"]),
        units=tuple(reading.tree.label(one) for one in reading.tree.in_order(offered)),
        unit=reading.tree.label(unit) if unit is not None else None,
        states=by_state(one.line.state for one in everybody),
        basis=basis,
        unclassed=sum(one.ruled.suggestion is None for one in everybody),
        ceilings=tuple(_ceilinged(ceiling, view.chosen.level, basis, groups, by_league, reading.tree)
                       for ceiling in rules.ceilings),
        held=reading.held(league, everybody),
    )  # fmt: skip  # the view, one line a part


def _ceilinged(
    ceiling: Ceiling,
    level: Level,
    basis: Basis,
    groups: Sequence[League],
    by_league: Mapping[int, list[Stand]],
    tree: DatedTree,
) -> Ceilinged:
    people = {one.line.officer_id: one for its in by_league.values() for one in its}
    candidates = [_candidate(one, league, ceiling, basis) for league in groups for one in by_league[league.id]]
    found = pools(ceiling, level, basis, candidates)
    labelled = {pool.unit_id: tree.label(pool.unit_id) for pool in found if pool.unit_id is not None}
    in_order = {unit: place for place, unit in enumerate(tree.in_order(labelled))}
    found.sort(key=lambda pool: in_order.get(pool.unit_id or 0, -1))
    return Ceilinged(ceiling, tuple((pool, labelled.get(pool.unit_id or 0)) for pool in found), people)


def _candidate(one: Stand, league: League, ceiling: Ceiling, basis: Basis) -> Candidate:
    line, suggestion = one.line, one.ruled.suggestion
    given = suggestion.quality_class if suggestion else None
    if basis is Basis.SURVEY:
        wanted, worth = line.state == "proposed", line.p_top
    else:
        wanted, worth = given == ceiling.quality_class, float(suggestion.points or 0) if suggestion else 0.0
    return Candidate(line.officer_id, one.counted_in, league.duty_group, wanted, worth, given)


def _chosen(groups: Sequence[League], duty_group: str) -> League:
    found = next((one for one in groups if one.duty_group == duty_group), None) if duty_group else groups[0]
    if found is None:
        raise NotFoundFailure(duty_group=duty_group)
    return found


def _spread(stands: Iterable[Stand], minimum: int) -> tuple[float, float] | None:
    shown = [one.line for one in stands if one.line.n >= minimum]
    if not shown:
        return None
    low, high = (
        min(one.posterior_mean - 2 * one.posterior_sd for one in shown),
        max(one.posterior_mean + 2 * one.posterior_sd for one in shown),
    )
    return low, high
