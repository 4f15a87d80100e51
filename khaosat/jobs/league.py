"""The league's job: once a month has closed, the twelve months that end with it; asked again it does nothing."""

from datetime import date, datetime

import structlog
from sqlalchemy import Engine

from khaosat.access import Scope, ScopedSession, open_session
from khaosat.jobs.league_progress import Tell
from khaosat.services import leagues, ranking
from khaosat.services.acts import Actor
from khaosat.services.garbage import rarely_collected
from khaosat.services.ranking import Outcome

log = structlog.get_logger(__name__)
WORKER = Actor(None, "worker")


def quiet(_step: str, _done: int, _of: int) -> None:
    """Tell nobody."""


def compute(
    engine: Engine, *, first: date, last: date, at: datetime, by: Actor = WORKER, tell: Tell = quiet
) -> tuple[int, ...]:
    """Compute and keep the league of every duty group over first … last; returns the leagues' ids.

    Where answers about officers are held, a second league with them is kept beside each. Reads in one session, works
    without any, writes in another: SQLite's write lock is held for the rows alone. `tell` hears how far it is.
    Raises InvalidFailure and ConflictFailure as `ranking.gather` and `ranking.rules_of` do.
    """
    tell("reading", 0, 1)
    with open_session(engine, Scope.system("the league of officers").reading()) as session:
        found = ranking.gather(session, first=first, last=last, now=at)
        more = ranking.with_held(found)
    rules = ranking.rules_of(last)
    tell("working", 0, 2 if more else 1)
    outcomes = ranking.work_out(found, rules)
    tell("working", 1, 2 if more else 1)
    held = {one.group.duty_group: one for one in ranking.work_out(more, rules)} if more else {}
    with open_session(engine, Scope.system("keeping the league of officers")) as session, rarely_collected():
        made: list[int] = []
        for one in outcomes:
            tell("keeping", len(made), len(outcomes))
            made.append(_kept(session, one, held.get(one.group.duty_group), by, at))
        return tuple(made)


def _kept(session: ScopedSession, one: Outcome, with_held: Outcome | None, by: Actor, at: datetime) -> int:
    kept = ranking.keep(session, one, by=by, at=at)
    if with_held is not None:
        ranking.keep(session, with_held, by=by, at=at, beside=kept)
    return kept


def due(engine: Engine, *, now: datetime, tell: Tell = quiet) -> tuple[int, ...]:
    """Compute the league of the newest closed month's year unless there is one; returns the new leagues' ids."""
    with open_session(engine, Scope.system("is a league due").reading()) as session:
        year = leagues.due_year(session, now=now)
    if year is None:
        return ()
    made = compute(engine, first=year.first, last=year.last, at=now, tell=tell)
    log.info("league", first=year.first.isoformat(), last=year.last.isoformat(), leagues=len(made))
    return made
