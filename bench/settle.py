"""How long one busy day, and a year of days, take to settle; and how long the year takes to release.

    python bench/settle.py [--answers 50000] [--days 365 --a-day 410] [DATABASE_URL]

Budgets: 50,000 answers of one day in 5 s; the demo's year in 20 s (design/performance.md). Fills an empty database of
its own in a temporary folder unless a URL of an empty one is given.
"""

import argparse
import random
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine

from khaosat import schema
from khaosat.access import Scope, open_session, store
from khaosat.db import connect
from khaosat.models.office import Office
from khaosat.models.officer import Posting
from khaosat.models.response import Response
from khaosat.services import releasing, settling
from tests.factories.crowd import answer_row, when_closed
from tests.factories.province import SmallProvince, small_province

FIRST = date(2026, 1, 1)
OFFICES = 170
VOLUMES = [random.Random(office).lognormvariate(0, 0.8) for office in range(OFFICES)]
SCORES, WEIGHTS = (1, 2, 3, 4, 5), (2, 2, 8, 22, 66)


class Watch:
    """Seconds since it was made, by the wall's clock and of this process: a busy machine shows in the difference."""

    def __init__(self) -> None:
        self.wall, self.busy = time.perf_counter(), time.process_time()

    def __str__(self) -> str:
        return f"{time.perf_counter() - self.wall:.2f} s ({time.process_time() - self.busy:.2f} s of one core)"


def build(engine: Engine) -> SmallProvince:
    """Return the small province with 170 offices at one unit, officers and fields as in it."""
    schema.upgrade(engine)
    made = small_province(engine)
    rows = [
        {"key": f"bench-{k}", "unit_id": made.units["461"], "name": f"{k}", "opened_on": date(2020, 1, 1)}
        for k in range(OFFICES)
    ]
    with open_session(engine, Scope.system("bench")) as session:
        store(session, Office, rows)  # type: ignore[arg-type]  # dicts are mappings
        session.flush()
        same = {"unit_id": made.units["461"], "kind": "full_time", "duty_group": "x", "valid_from": date(2020, 1, 1)}
        posted = [
            same | {"office_id": office, "officer_id": officer}
            for office in range(7, OFFICES + 1)
            for officer in made.officers["461"][: 2 + office % 2]
        ]
        store(session, Posting, posted)  # type: ignore[arg-type]  # dicts are mappings
        session.commit()
    return made


def fill(engine: Engine, made: SmallProvince, day: date, count: int, draw: random.Random) -> None:
    """Write that many answers of one day, spread over the offices."""
    offices = draw.choices(range(1, OFFICES + 1), VOLUMES, k=count)
    officers, fields = made.officers["461"], list(made.fields.values())
    rows = []
    for office in offices:
        scores = dict(zip(("Z1", "OF", "A", "B", "C", "D", "E"), draw.choices(SCORES, WEIGHTS, k=7), strict=True))
        said: dict[str, object] = {
            "officer_id": draw.choice([*officers, None]),
            "field_id": draw.choice([*fields, None]),
        }
        said |= {"kind": draw.choice(["person", "business", None]), "office_id": office}
        rows.append(answer_row(made, "461", day, **scores, **said, verified=draw.random() < 0.5))
    with open_session(engine, Scope.system("bench")) as session:
        store(session, Response, rows)  # type: ignore[arg-type]  # dicts are mappings
        session.commit()


def settle(engine: Engine, last: date, keys: Path) -> tuple[int, str]:
    """Settle what is due and return days and what it took."""
    watch = Watch()
    with open_session(engine, Scope.system("bench")) as session:
        days = settling.settle_due(session, now=when_closed(last), keys=keys)
    return len(days), str(watch)


def main() -> None:
    """Fill, settle, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--answers", type=int, default=50_000, help="answers of the busy day")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--a-day", type=int, default=410)
    given = parser.parse_args()
    draw = random.Random(20_261_122)
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(given.url or f"sqlite:///{folder}/bench.db")
        made, keys = build(engine), Path(folder) / "keys"
        if given.answers:
            fill(engine, made, FIRST, given.answers, draw)
            days, took = settle(engine, FIRST, keys)
            print(f"{given.answers} answers of one day: {took}")
        for k in range(1, given.days + 1):
            fill(engine, made, FIRST + timedelta(days=k), given.a_day, draw)
        days, took = settle(engine, FIRST + timedelta(days=given.days), keys)
        print(f"{days} days of {given.a_day} answers: {took}")
        watch = Watch()
        with open_session(engine, Scope.system("bench")) as session:
            blocks = releasing.release_due(session, now=when_closed(FIRST + timedelta(days=given.days)))
        print(f"{blocks} blocks released: {watch}")
        engine.dispose()


if __name__ == "__main__":
    main()
