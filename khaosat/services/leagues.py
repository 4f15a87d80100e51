"""Leagues as they were kept: which one is due, and what Internal Affairs and the inspector look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.models.league import STATES, League, LeagueLine
from khaosat.models.officer import Officer
from khaosat.queries import kept_leagues as kept
from khaosat.queries.due_days import first_answered_day
from khaosat.queries.field_names import field_names
from khaosat.queries.kept_leagues import Line, Narrowing
from khaosat.queries.officers import officer_by_key
from khaosat.queries.unit_names import unit_names
from khaosat.services.calendar import last_closed
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.periods import Month, Period, between

__all__ = ["Asked", "LeagueView", "Line", "OfficerView", "league_view", "officer_view"]
PAGE: Final = 100
MONTHS: Final = 12
Names = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Asked:
    """What of the league is to be shown; empty words mean all of it."""

    adjusted: bool = True
    duty_group: str = ""
    unit_key: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True)
class LeagueView:
    """One page of a league.

    `numbers` are officers by state, without (False) and with case mix (True), all of them; `chosen` the same of the
    chosen unit. `spread` is what a common scale of the rows must hold, None where nobody has enough answers.
    """

    league: League
    groups: tuple[League, ...]
    asked: Asked
    numbers: Mapping[bool, Mapping[str, int]]
    chosen: Mapping[str, int]
    lines: tuple[tuple[Line, UnitLabel], ...]
    total: int
    pages: int
    units: tuple[UnitLabel, ...]
    unit: UnitLabel | None
    spread: tuple[float, float] | None
    fields: Names


@dataclass(frozen=True)
class OfficerView:
    """One officer's lines, without and with case mix, in the newest league they are in."""

    league: League
    officer: Officer
    unit: UnitLabel
    plain: LeagueLine
    adjusted: LeagueLine
    fields: Names


def closed_year(now: datetime) -> Period:
    """Return the twelve whole months that end with the newest month that has closed."""
    closed = last_closed(now)
    month = Month.of(closed)
    return _year(month if month.last <= closed else month.plus(-1))


def year_until(last: date) -> Period:
    """Return the twelve whole months that end with the month of that day."""
    return _year(Month.of(last))


def due_year(session: ScopedSession, *, now: datetime) -> Period | None:
    """Return the year whose league is due: closed, with answers, not yet computed; None where there is none."""
    year = closed_year(now)
    begun = first_answered_day(session)
    if begun is None or begun > year.last or kept.is_computed(session, first=year.first, last=year.last):
        return None
    return year


def league_view(session: ScopedSession, asked: Asked, *, whole: bool = False) -> LeagueView | None:
    """Return one page of the newest league of a duty group (the largest, if none is named); None before the first.

    `whole` puts everybody asked for on that one page.

    Raises NotFoundFailure for an unknown duty group or unit, InvalidFailure(field='trang-thai') for an unknown state.
    """
    if asked.state and asked.state not in STATES:
        raise InvalidFailure(field="trang-thai", reason="unknown", value=asked.state)
    groups = kept.newest_leagues(session)
    if not groups:
        return None
    league = _chosen(groups, asked.duty_group)
    tree = DatedTree(unit_names(session), first=league.first_day, last=league.last_day)
    unit = tree.find(asked.unit_key) if asked.unit_key else None
    units = tree.below(unit) if unit is not None else None
    numbers = _numbers(session, league, None)
    chosen = numbers[asked.adjusted] if units is None else _numbers(session, league, units)[asked.adjusted]
    total = chosen.get(asked.state, 0) if asked.state else sum(chosen.values())
    pages = 1 if whole else max(1, -(-total // PAGE))
    page = min(max(asked.page, 1), pages)
    only = Narrowing(asked.adjusted, {asked.state} if asked.state else None, units)
    found = kept.lines(session, league.id, only, offset=(page - 1) * PAGE, limit=None if whole else PAGE)
    offered = {above for its in kept.units_in(session, league.id) for above in (its, *tree.above(its))}
    return LeagueView(
        league=league,
        groups=tuple(groups),
        asked=Asked(asked.adjusted, league.duty_group, asked.unit_key, asked.state, page),
        numbers=numbers,
        chosen=chosen,
        lines=tuple((line, tree.label(line.unit_id)) for line in found),
        total=total,
        pages=pages,
        units=tuple(tree.label(one) for one in tree.in_order(offered)),
        unit=tree.label(unit) if unit is not None else None,
        spread=kept.spread_of(session, league.id, adjusted=asked.adjusted, minimum=league.rules["minimum"]),
        fields=field_names(session),
    )


def officer_view(session: ScopedSession, *, officer_key: str) -> OfficerView:
    """Return an officer's lines in the newest league; raises NotFoundFailure where there is no such officer in it."""
    officer = officer_by_key(session, officer_key)
    leagues = {league.id: league for league in kept.newest_leagues(session)} if officer else {}
    found = kept.lines_of_officer(session, list(leagues), officer.id) if officer else []
    if officer is None or not found:
        raise NotFoundFailure(officer=officer_key)
    league = max((leagues[line.league_id] for line in found), key=lambda one: (one.last_day, one.id))
    plain, adjusted = (line for line in found if line.league_id == league.id)
    tree = DatedTree(unit_names(session), first=league.first_day, last=league.last_day)
    return OfficerView(league, officer, tree.label(adjusted.unit_id), plain, adjusted, field_names(session))


def _year(end: Month) -> Period:
    return between(end.plus(1 - MONTHS), end)


def _chosen(groups: list[League], duty_group: str) -> League:
    found = next((one for one in groups if one.duty_group == duty_group), None) if duty_group else groups[0]
    if found is None:
        raise NotFoundFailure(duty_group=duty_group)
    return found


def _numbers(session: ScopedSession, league: League, units: frozenset[int] | None) -> dict[bool, dict[str, int]]:
    found: dict[bool, dict[str, int]] = {False: {}, True: {}}
    for adjusted, state, number in kept.state_numbers(session, league.id, units=units):
        found[adjusted][state] = number
    return {adjusted: {state: its.get(state, 0) for state in STATES} for adjusted, its in found.items()}
