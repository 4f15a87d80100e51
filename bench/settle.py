"""How long one busy day, and a year of days, take to settle.

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
from khaosat.models.response import Response
from khaosat.services import settling
from tests.factories.crowd import answer_row, when_closed
from tests.factories.province import SmallProvince, small_province

FIRST = date(2026, 1, 1)
OFFICES = 170
SCORES, WEIGHTS = (1, 2, 3, 4, 5), (2, 2, 8, 22, 66)


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
        session.commit()
    return made


def fill(engine: Engine, made: SmallProvince, day: date, count: int, draw: random.Random) -> None:
    """Write that many answers of one day, spread over the offices."""
    offices = list(range(1, OFFICES + 1))
    officers, fields = made.officers["461"], list(made.fields.values())
    rows = []
    for _ in range(count):
        scores = dict(zip(("Z1", "OF", "A", "B", "C", "D", "E"), draw.choices(SCORES, WEIGHTS, k=7), strict=True))
        said: dict[str, object] = {
            "officer_id": draw.choice([*officers, None]),
            "field_id": draw.choice([*fields, None]),
        }
        said |= {"kind": draw.choice(["person", "business", None]), "office_id": draw.choice(offices)}
        rows.append(answer_row(made, "461", day, **scores, **said, verified=draw.random() < 0.5))
    with open_session(engine, Scope.system("bench")) as session:
        store(session, Response, rows)  # type: ignore[arg-type]  # dicts are mappings
        session.commit()


def settle(engine: Engine, last: date, keys: Path) -> tuple[int, float]:
    """Settle what is due and return days and seconds."""
    started = time.perf_counter()
    with open_session(engine, Scope.system("bench")) as session:
        days = settling.settle_due(session, now=when_closed(last), keys=keys)
    return len(days), time.perf_counter() - started


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
            days, seconds = settle(engine, FIRST, keys)
            print(f"{given.answers} answers of one day: {seconds:.2f} s")
        for k in range(1, given.days + 1):
            fill(engine, made, FIRST + timedelta(days=k), given.a_day, draw)
        days, seconds = settle(engine, FIRST + timedelta(days=given.days), keys)
        print(f"{days} days of {given.a_day} answers: {seconds:.2f} s")
        engine.dispose()


if __name__ == "__main__":
    main()
