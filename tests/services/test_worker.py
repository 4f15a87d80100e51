"""The worker: the night's work is done by whoever is awake, and a second time it is nothing."""

from datetime import date, datetime

from sqlalchemy import Engine

from config import ZONE, DemoClock, Settings
from khaosat.access import Scope, open_session
from khaosat.jobs import worker
from khaosat.queries.seal_list import seal_list
from tests.conftest import StillClock
from tests.factories.province import small_province
from tests.services.test_backup import answer


def test_a_closed_day_is_settled_by_the_task_once(sqlite_engine: Engine, clock: StillClock, settings: Settings) -> None:
    answer(sqlite_engine, small_province(sqlite_engine), day=date(2026, 11, 20))
    jobs = worker.queue(settings, immediate=True)
    due = worker.schedule(jobs, engine=sqlite_engine, clock=clock, settings=settings)
    clock.moment = datetime(2026, 11, 21, 23, 59, tzinfo=ZONE)
    due()
    assert _sealed(sqlite_engine) == []
    clock.moment = datetime(2026, 11, 22, 0, 1, tzinfo=ZONE)
    due()
    due()
    assert _sealed(sqlite_engine) == [date(2026, 11, 20)]
    jobs.storage.close()


def test_the_demo_clock_stands_still_while_nothing_beats(settings: Settings) -> None:
    clock = DemoClock(settings.demo_folder / "clock.json")
    start = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)
    clock.set(start)
    written = clock.file.read_text(encoding="utf-8")
    clock.file.write_text(written.replace('"real": 1', '"real": '), encoding="utf-8")  # written long ago
    assert (clock.now() - start).total_seconds() == 15
    clock.beat()
    assert 15 <= (clock.now() - start).total_seconds() < 20


def _sealed(engine: Engine) -> list[date]:
    with open_session(engine, Scope.system("look").reading()) as session:
        return [entry.day for entry in seal_list(session)]
