"""The nights that passed while the demo was not looking: days settled one by one, offices released, with progress.

A year of releases is half a minute of thinking and little writing, so several processes think and this one writes.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

import structlog

import config
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.db import connect
from khaosat.services import appraisal_moves, comment_releasing, holds, releasing, settling

DAYS_A_LINE = 40
THINKERS, WORTH_HELP = 2, 40  # processes; so many offices at once
Say = Callable[[str], None]


def settle_and_release(
    session: ScopedSession,
    *,
    settings: config.Settings,
    now: datetime,
    say: Say,
    meanwhile: Callable[[], object] = lambda: None,
) -> tuple[int, int]:
    """Settle what has closed and release what is due, as the worker does at night; returns days and blocks.

    `meanwhile` is done while others think: it may add what is no part of the days up to `now`.
    """
    holds.carry_out(session, now=now)
    appraisal_moves.end_terms(session, now=now)
    waiting = settling.unsettled_days(session, now=now)
    session.rollback()
    for number, day in enumerate(waiting, start=1):
        settling.settle(session, day=day, at=now, keys=settings.keys)
        if number % DAYS_A_LINE == 0:
            say(f"settling: {100 * number // len(waiting)} % of {len(waiting)} days")
    _, offices = releasing.due(session, now=now)
    session.rollback()
    if len(waiting) == 1 or len(offices) < WORTH_HELP:
        blocks = releasing.release_due(session, now=now)
    else:
        blocks = _released_together(session, offices, settings=settings, now=now, say=say, meanwhile=meanwhile)
    session.rollback()
    comment_releasing.release_comments(session, now=now, keys=settings.keys)
    return len(waiting), blocks


def _released_together(
    session: ScopedSession,
    offices: list[int],
    *,
    settings: config.Settings,
    now: datetime,
    say: Say,
    meanwhile: Callable[[], object],
) -> int:
    blocks = done = 0
    with ProcessPoolExecutor(THINKERS, get_context("spawn"), _only_warnings) as pool:
        groups = [offices[start : start + 10] for start in range(0, len(offices), 10)]
        asked = [(settings.database_url, group, now) for group in groups]
        thoughts = pool.map(_thought, asked)  # begins at once
        meanwhile()
        for plans, group in zip(thoughts, groups, strict=True):
            blocks += sum(releasing.close_planned(session, plan=plan) for plan in plans)
            done += len(group)
            if done * 5 // len(offices) > (done - len(group)) * 5 // len(offices):
                say(f"releasing: {100 * done // len(offices)} % of {len(offices)} offices")
    return blocks


def _only_warnings() -> None:
    """Keep the thinkers' journal out of what the person who started them reads."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def _thought(asked: tuple[str, list[int], datetime]) -> list[releasing.Plan]:
    url, offices, now = asked
    return list(_plans(url, offices, now))


def _plans(url: str, offices: list[int], now: datetime) -> Iterator[releasing.Plan]:
    engine = connect(url)
    with open_session(engine, Scope.system("planning releases").reading()) as session:
        run, _ = releasing.due(session, now=now)
        for office in offices:
            plan = releasing.plan_office(session, office_id=office, run=run)
            if plan:
                yield plan
    engine.dispose()
