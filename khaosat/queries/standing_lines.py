"""What the league of a year holds beside its lines: the league with held answers, and how many answers would tell."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import extract, select

from khaosat.access import ScopedSession
from khaosat.models.league import League, LeagueLine


class Stood(NamedTuple):
    """Where an officer stands in one league."""

    state: str
    n: int
    posterior_mean: float


def league_beside(session: ScopedSession, league_id: int) -> League | None:
    """Return the league that adds held answers to this one, None where nothing was held (one statement)."""
    return session.scalars(select(League).where(League.beside_id == league_id)).one_or_none()


def stood(session: ScopedSession, league_id: int, *, adjusted: bool) -> Mapping[int, Stood]:
    """Return where everybody stands in a league, by officer (one statement)."""
    line = LeagueLine
    wanted = select(line.officer_id, line.state, line.n, line.posterior_mean)
    rows = session.execute(wanted.where(line.league_id == league_id, line.adjusted == adjusted))
    return {row[0]: Stood(row[1], row[2], row[3]) for row in rows}


def answers_needed(session: ScopedSession, league_id: int, *, adjusted: bool) -> Mapping[int, int | None]:
    """Return how many answers in all would tell each undecided officer; None where no number would (one statement)."""
    needed = LeagueLine.working["telling", "needed"].as_integer()
    wanted = select(LeagueLine.officer_id, needed).where(
        LeagueLine.league_id == league_id, LeagueLine.adjusted == adjusted, LeagueLine.state == "undecided"
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def league_years(session: ScopedSession) -> list[int]:
    """Return the years in which a league ends, the newest first (one statement)."""
    year = extract("year", League.last_day)
    return [int(found) for found in session.scalars(select(year).distinct().order_by(year.desc()))]
