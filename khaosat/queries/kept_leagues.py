"""Which leagues have been computed, and their lines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased

from khaosat.access import ScopedSession
from khaosat.models.league import STATES, League, LeagueLine
from khaosat.models.officer import Officer

_ORDER: Final = {state: place for place, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True)
class Line:
    """One officer's line, without its working; `otherwise` is the state in the other league, by the same answers."""

    officer_id: int
    officer_key: str
    name: str
    unit_id: int
    evidence: str
    set_aside: int
    state: str
    otherwise: str
    n: int
    posterior_mean: float
    posterior_sd: float
    p_top: float
    rank_low: int
    rank_high: int


@dataclass(frozen=True)
class Narrowing:
    """Which lines: with or without case mix, of these states and units (None: all of them)."""

    adjusted: bool
    states: Collection[str] | None = None
    units: Collection[int] | None = None


def newest_leagues(session: ScopedSession, *, since: date = date.min, until: date = date.max) -> list[League]:
    """Return the newest league of each duty group: the latest period, and of it the last computed (one statement).

    Only those that end in since … until; leagues with held answers stand beside these and are no leagues of their own.
    """
    order = (League.last_day.desc(), League.first_day, League.id.desc())
    place = func.row_number().over(partition_by=League.duty_group, order_by=order).label("place")
    ranked = (
        select(League.id, place).where(League.beside_id.is_(None), League.last_day.between(since, until)).subquery()
    )
    wanted = select(League).join(ranked, (ranked.c.id == League.id) & (ranked.c.place == 1))
    return list(session.scalars(wanted.order_by(League.officers.desc(), League.duty_group)))


def leagues_by_id(session: ScopedSession, ids: Collection[int]) -> list[League]:
    """Return these leagues, the largest first (one statement)."""
    wanted = select(League).where(League.id.in_(sorted(ids)))
    return list(session.scalars(wanted.order_by(League.officers.desc(), League.duty_group)))


def is_computed(session: ScopedSession, *, first: date, last: date) -> bool:
    """Return whether there is a league of exactly these days."""
    there = select(League.id).where(League.first_day == first, League.last_day == last, League.beside_id.is_(None))
    return session.scalar(there.limit(1)) is not None


def state_numbers(
    session: ScopedSession, league_id: int, *, units: Collection[int] | None
) -> list[tuple[bool, str, int]]:
    """Return how many lines each league has in each state: (adjusted, state, number) (one statement)."""
    wanted = _of(select(LeagueLine.adjusted, LeagueLine.state, func.count()), league_id, units)
    return [(row[0], row[1], row[2]) for row in session.execute(wanted.group_by(LeagueLine.adjusted, LeagueLine.state))]


def lines(session: ScopedSession, league_id: int, only: Narrowing, *, offset: int = 0, limit: int | None) -> list[Line]:
    """Return lines, all without a limit, by state and in alphabetical order: never by rank (one statement)."""
    line, other = LeagueLine, aliased(LeagueLine)
    columns = (
        line.officer_id, Officer.key, Officer.display_name, line.unit_id, line.evidence, line.set_aside, line.state,
        other.state, line.n, line.posterior_mean, line.posterior_sd, line.p_top, line.rank_low, line.rank_high,
    )  # fmt: skip  # as in Line
    wanted = (
        _of(select(*columns), league_id, only.units)
        .join(Officer, Officer.id == line.officer_id)
        .join(other, (other.league_id == line.league_id) & (other.officer_id == line.officer_id))
        .where(line.adjusted == only.adjusted, other.adjusted != only.adjusted)
        .order_by(case(_ORDER, value=line.state), Officer.sort_key, Officer.key)
    )
    if only.states is not None:
        wanted = wanted.where(line.state.in_(sorted(only.states)))
    return [Line(*row) for row in session.execute(wanted.offset(offset).limit(limit))]


def spread_of(session: ScopedSession, league_id: int, *, adjusted: bool, minimum: int) -> tuple[float, float] | None:
    """Return the lowest and highest end of all drawn intervals, one sd wide: what a common scale must hold."""
    low = func.min(LeagueLine.posterior_mean - 2 * LeagueLine.posterior_sd)
    high = func.max(LeagueLine.posterior_mean + 2 * LeagueLine.posterior_sd)
    wanted = select(low, high).where(
        LeagueLine.league_id == league_id, LeagueLine.adjusted == adjusted, LeagueLine.n >= minimum
    )
    found = session.execute(wanted).one()
    return None if found[0] is None else (found[0], found[1])


def lines_of_officer(session: ScopedSession, league_ids: Sequence[int], officer_id: int) -> list[LeagueLine]:
    """Return an officer's lines in these leagues, without case mix first (one statement)."""
    wanted = select(LeagueLine).where(LeagueLine.league_id.in_(league_ids), LeagueLine.officer_id == officer_id)
    return list(session.scalars(wanted.order_by(LeagueLine.league_id, LeagueLine.adjusted)))


def units_in(session: ScopedSession, league_id: int) -> frozenset[int]:
    """Return the units whose officers are in the league (one statement)."""
    return frozenset(session.scalars(select(LeagueLine.unit_id).where(LeagueLine.league_id == league_id).distinct()))


def _of(wanted: Select[*tuple[Any, ...]], league_id: int, units: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    wanted = wanted.where(LeagueLine.league_id == league_id)
    return wanted if units is None else wanted.where(LeagueLine.unit_id.in_(sorted(units)))
