"""A league somebody asked for: sent to the worker's queue, computed there one after another, followed by page."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

import structlog
from huey import SqliteHuey
from sqlalchemy import Engine

from config import Clock, Settings
from khaosat.jobs import league, league_progress
from khaosat.jobs.jobs_queue import queue
from khaosat.services.acts import Actor

log = structlog.get_logger(__name__)
NAME: Final = "league_asked"
Work = Callable[[str, str, int | None, str], None]


def task(jobs: SqliteHuey, work: Work) -> Callable[..., object]:
    """Put the job's task on a queue; calling what is returned sends first day, last day, account and name."""
    sent: Callable[..., object] = jobs.task(name=NAME)(work)
    return sent


def send(settings: Settings, *, first: date, last: date, by: Actor) -> None:
    """Send the order to the worker."""
    jobs = queue(settings)
    try:
        task(jobs, _only_sent)(first.isoformat(), last.isoformat(), by.account_id, by.name)
    finally:
        jobs.storage.close()


def worker(engine: Engine, clock: Clock, settings: Settings) -> Work:
    """Return what the worker does with an order; what goes wrong is said on the page and logged, never raised."""

    def work(first: str, last: str, account_id: int | None, name: str) -> None:
        since, until, by = date.fromisoformat(first), date.fromisoformat(last), Actor(account_id, name)
        compute = partial(league.compute, engine, first=since, last=until, at=clock.now(), by=by)
        try:
            made = with_progress(compute, clock, settings)
        except Exception:  # the page that waits must be told, whatever it was
            log.exception("league", first=first, last=last)
            league_progress.teller(settings, now=clock.now)(league_progress.FAILED, 0, 0)
        else:
            league_progress.ended(settings)
            log.info("league", first=first, last=last, leagues=len(made))

    return work


def with_progress(compute: Callable[..., tuple[int, ...]], clock: Clock, settings: Settings) -> tuple[int, ...]:
    """Compute with a word on how far it is; what told nothing leaves what another order said."""
    begun = False

    def tell(step: str, done: int, of: int) -> None:
        nonlocal begun
        begun = True
        say(step, done, of)

    say = league_progress.teller(settings, now=clock.now)
    try:
        return compute(tell=tell)
    finally:
        if begun:
            league_progress.ended(settings)


def _only_sent(_first: str, _last: str, _account_id: int | None, _name: str) -> None:
    raise AssertionError("an order is worked by the worker")
