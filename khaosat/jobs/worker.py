"""The worker: a process of its own that asks once a minute whether a night's work is due, and keeps the demo's clock.

Asking is cheap and the work is idempotent, so nothing depends on the worker being awake at midnight.
"""

import threading
from collections.abc import Callable
from functools import partial

import structlog
from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from sqlalchemy import Engine

from config import HEARTBEAT, Clock, DemoClock, Settings
from khaosat.jobs import league, league_orders, looking, nightly, print_orders, printing
from khaosat.jobs.jobs_queue import queue

__all__ = ["queue", "run", "schedule"]
log = structlog.get_logger(__name__)


def schedule(jobs: SqliteHuey, *, engine: Engine, clock: Clock, settings: Settings) -> Callable[[], object]:
    """Put the night's work, the league's and the look's on the queue's timetable; returns the night's task."""

    @jobs.periodic_task(crontab(minute="*"), name="nightly")  # type: ignore[untyped-decorator]  # huey has no types
    def due() -> None:
        done = nightly.run(engine, now=clock.now(), settings=settings)
        print_orders.remove_old(settings, now=clock.now())
        if done.days or done.blocks:
            log.info("nightly", days=len(done.days), blocks=done.blocks)

    @jobs.periodic_task(crontab(minute="*/10"), name="league")  # type: ignore[untyped-decorator]  # huey has no types
    def league_due() -> None:
        league_orders.with_progress(partial(league.due, engine, now=clock.now()), clock, settings)

    league_orders.task(jobs, league_orders.worker(engine, clock, settings))

    @jobs.periodic_task(crontab(minute="*/10"), name="look")  # type: ignore[untyped-decorator]  # huey has no types
    def look_due() -> None:
        looking.due(engine, now=clock.now())

    task: Callable[[], object] = due
    return task


def run(*, engine: Engine, clock: Clock, settings: Settings) -> None:
    """Work until asked to end (SIGTERM or SIGINT)."""
    jobs, prints = queue(settings), printing.queue(settings)
    schedule(jobs, engine=engine, clock=clock, settings=settings)
    print_orders.give_up_begun(settings)
    printing.task(prints, partial(printing.work_apart, settings=settings))
    printers = Consumer(prints, workers=1, worker_type="thread", periodic=False, initial_delay=0.1, max_delay=1)
    ended = threading.Event()
    if isinstance(clock, DemoClock):
        threading.Thread(target=_beat, args=(clock, ended), name="heartbeat", daemon=True).start()
    printers.start()
    try:
        Consumer(jobs, workers=1, worker_type="thread", periodic=True, initial_delay=0.2, max_delay=5).run()
    finally:
        printers.stop(graceful=True)
        ended.set()


def _beat(clock: DemoClock, ended: threading.Event) -> None:
    while not ended.wait(HEARTBEAT.total_seconds()):
        clock.beat()
