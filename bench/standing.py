"""How long a year's league takes: computed by the job, and shown from what was kept.

    PYTHONPATH=. .venv/bin/python bench/standing.py [--officers 504 5000] [--median 120] [--times 20]

A province of offices with three officers each is made in a folder of its own; every officer has answers over a year
(`bench/leagues.py`: lognormal, median 120), one in twenty held. 'read' is what the job reads of them, 'work' both
leagues with and without held answers, 'keep' the rows written. The page is asked for through the whole program.
Budgets: 504 officers' page 300 ms, the job for 5,000 officers 8 s. Wall and processor seconds: a busy machine shows.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine

import config
from bench import leagues as worlds
from khaosat import schema
from khaosat.access import Scope, open_session, store
from khaosat.db import connect
from khaosat.jobs import league as jobs
from khaosat.models.office import Office, OfficeSlips
from khaosat.models.officer import Officer, Posting
from khaosat.models.response import Response
from khaosat.models.unit import Unit, UnitVersion
from khaosat.services import ranking
from khaosat.services.sorting import sort_key
from khaosat.web.app import create_app
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.crowd import answer_row
from tests.factories.league import AFTER, FIRST, LAST
from tests.factories.province import FOUNDED, SmallProvince, small_province

A_BATCH = 50_000
AN_OFFICE = 3  # officers
HELD = 20  # one answer in so many
GZIP = {"Accept-Encoding": "gzip"}
PAGES = ("", "?tran=tinh", "?quy-tac=plan-2016:1", "?trang=3")


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print how long something took, wall and processor."""
    wall, own = time.perf_counter(), time.process_time()
    yield
    print(f"  {name}: {time.perf_counter() - wall:.2f} s, {time.process_time() - own:.2f} s of processor", flush=True)


def people(engine: Engine, made: SmallProvince, officers: int) -> list[dict[str, Any]]:
    """Add offices of three officers each, in communes of their own; returns where each officer serves."""
    found: list[dict[str, Any]] = []
    with open_session(engine, Scope.system("bench")) as session:
        for number in range(-(-officers // AN_OFFICE)):
            name = f"UBND xã thử {number:04}"
            unit = Unit(key=f"x{number}")
            session.add(unit)
            session.flush()
            about = {"name": name, "sort_key": sort_key(name), "kind": "commune", "level": "commune"}
            session.add(UnitVersion(unit_id=unit.id, parent_id=made.units["461"], valid_from=FOUNDED, **about))
            office = Office(key=unit.key, unit_id=unit.id, name=name, address="1 Đường thử", opened_on=FOUNDED)
            session.add(office)
            session.flush()
            place = {"office_id": office.id, "unit_id": unit.id}
            session.add(OfficeSlips(valid_from=FOUNDED, handed_out=True, **place))
            for k in range(min(AN_OFFICE, officers - len(found))):
                name = f"Công chức thử {number:04}-{k}"
                officer = Officer(key=f"x{number}-{k}", display_name=name, sort_key=sort_key(name))
                session.add(officer)
                session.flush()
                found.append({"officer_id": officer.id, **place})
                session.add(Posting(kind="full_time", duty_group="tiep-nhan", valid_from=FOUNDED, **found[-1]))
        session.commit()
    return found


def answers(made: SmallProvince, places: list[dict[str, Any]], median: float) -> Iterator[dict[str, Any]]:
    """Yield a year's answers: every officer's own truth, days and fields unevenly picked."""
    draw, fields = Random(20261128), list(made.fields.values())
    sample = worlds.sample(worlds.World(officers=len(places), median=median), 20261128)
    plain = answer_row(made, "461", FIRST, verified=True)
    for place, counts in zip(places, sample.counts.tolist(), strict=True):
        for level, count in enumerate(counts, start=1):
            for _ in range(count):
                day = FIRST + timedelta(days=draw.randrange(365))
                said = {"id": UUID(int=draw.getrandbits(128)), "day": day, "s02": level}
                kind = draw.choice(("person", "business", None))
                row = plain | place | said | {"field_id": draw.choice(fields), "kind": kind}
                yield row | {"state": "held", "held_reason": "repeated"} if draw.randrange(HELD) == 0 else row


def fill(engine: Engine, officers: int, median: float) -> tuple[SmallProvince, int]:
    """Make the province and store its year; returns it and the number of answers."""
    schema.upgrade(engine)
    made = small_province(engine)
    number, batch = 0, []
    everything = sorted(answers(made, people(engine, made, officers), median), key=itemgetter("day"))  # as they come
    for row in everything:
        batch.append(row)
        number += 1
        if len(batch) == A_BATCH:
            _store(engine, batch)
            batch = []
    _store(engine, batch)
    return made, number


def _store(engine: Engine, rows: list[dict[str, Any]]) -> None:
    with open_session(engine, Scope.system("bench")) as session:
        store(session, Response, rows)  # type: ignore[arg-type]  # dicts are mappings
        session.commit()


def job(engine: Engine) -> None:
    """Print how long the parts of the job take, and the whole of it."""
    with timed("read"), open_session(engine, Scope.system("bench").reading()) as session:
        found = ranking.gather(session, first=FIRST, last=LAST, now=AFTER)
        more = ranking.with_held(found)
    with timed("work, both"):
        for one in (found, more):
            if one is not None:
                ranking.work_out(one, ranking.rules_of(LAST))
    with timed("the whole job"):
        jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)


def shown(browser: FlaskClient, address: str, times: int) -> None:
    """Print how long a page takes, median and slowest, and what it weighs."""
    took, own = [], time.process_time()
    for _ in range(times):
        started = time.perf_counter()
        answer = browser.get(address, headers=GZIP)
        assert answer.status_code == 200, answer.status  # noqa: S101  a measurement of failures would be none
        took.append(1000 * (time.perf_counter() - started))
    took.sort()
    spent = 1000 * (time.process_time() - own) / times
    print(f"  {address}: p50 {took[len(took) // 2]:.0f} ms, slowest {took[-1]:.0f} ms, {spent:.0f} ms of processor, "
          f"{len(answer.data) / 1000:.0f} kB", flush=True)  # fmt: skip  # one sentence


def main() -> None:
    """Fill, compute, show; print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--officers", type=int, nargs="+", default=[504, 5000])
    parser.add_argument("--median", type=float, default=120)
    parser.add_argument("--times", type=int, default=20)
    given = parser.parse_args()
    for officers in given.officers:
        with tempfile.TemporaryDirectory() as folder:
            engine = connect(f"sqlite:///{folder}/bench.db")
            made, number = fill(engine, officers, given.median)
            print(f"{officers} officers, {number} answers:", flush=True)
            job(engine)
            clock = StillClock(AFTER)
            app = create_app(config.read({"INSTANCE": str(Path(folder) / "i")}), clock=clock, engine=engine)
            browser = Cast(app, clock, made).browser("chi")
            for page in PAGES:
                shown(browser, f"/thi-dua/{LAST.year}{page}", given.times)
            engine.dispose()


if __name__ == "__main__":
    main()
