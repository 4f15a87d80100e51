"""How long the results pages take: the province's, a district's and a commune's, each in the periods one may choose.

    PYTHONPATH=. .venv/bin/python bench/results_pages.py FOLDER [--postgres] [--times 100]

FOLDER is one that bench/ten_million.py has filled. Every page is asked for through the whole program, signed in as
Internal Affairs; 'first' with nothing remembered of the closed releases (as after a night), then again and again.
Budgets: province p95 150 ms, commune 80 ms, 15 statements; p95 at most 1.5 times that at 100,000 answers and 10 ms.
"""

import argparse
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select, text

from bench.ten_million import Stand, stand
from khaosat.access import Scope, open_session
from khaosat.models.account import Account, SignIn
from khaosat.services.garbage import set_aside
from khaosat.services.person import digest_of
from khaosat.web import guard
from khaosat.web.app import create_app

READER = "chi"  # Internal Affairs: reads every unit
GZIP = {"Accept-Encoding": "gzip"}
FIRST_LOOKS = 20


def signed_in(app: Flask, at: Stand, name: str) -> FlaskClient:
    """Return a browser in which that person of the demo has signed in."""
    token, now = secrets.token_urlsafe(32), at.demo.clock.now()
    with open_session(at.engine, Scope.sign_in_desk()) as desk:
        account = desk.scalars(select(Account.id).where(Account.name == name)).one()
        row = SignIn(token_digest=digest_of(token), account_id=account, started_at=now)
        row.second_factor_at, row.ends_at = now, now + timedelta(hours=12)
        desk.add(row)
        desk.commit()
    client = app.test_client()
    client.set_cookie(guard.COOKIE, token, domain="localhost")
    return client


class Statements:
    """Counts the statements of the engine."""

    def __init__(self, engine: Engine) -> None:
        self.number = 0
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.number += not statement.lstrip().upper().startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE"))


def timed(ask: Callable[[], int], times: int) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        assert ask() == 200, "the page did not come"  # noqa: S101  a measurement of failures would be none
        took.append(1000 * (time.perf_counter() - started))
    took.sort()
    return took[len(took) // 2], took[int(0.95 * (len(took) - 1) + 0.5)]


def pages(engine: Engine) -> list[tuple[str, str]]:
    """Return (what it is, address): the province, the busiest commune, in the shortest and longest periods."""
    asked = "SELECT u.key FROM units u JOIN unit_versions v ON v.unit_id = u.id WHERE v.kind = '{}'"
    with engine.connect() as connection:
        province = connection.execute(text(asked.format("province"))).scalars().first()
        busiest = connection.execute(
            text(
                "SELECT u.key FROM units u JOIN unit_versions v ON v.unit_id = u.id JOIN tallies t ON t.unit_id = u.id "
                "WHERE v.kind = 'commune' AND t.split = '' GROUP BY u.key ORDER BY SUM(t.n) DESC LIMIT 1"
            )
        ).scalar_one()
    units = (("province", province), ("commune", busiest))
    periods = (("", "three months"), ("?ky=12-thang", "twelve months"), ("?ky=12-thang&theo=field", "by field"))
    return [(f"{what}, {words}", f"/ket-qua/{key}{period}") for what, key in units for period, words in periods]


def main() -> None:
    """Ask for every page, print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--times", type=int, default=100)
    given = parser.parse_args()
    with stand(given.folder, postgres=given.postgres, fast=False) as at:
        app = create_app(at.demo.settings, engine=at.engine)
        browser = signed_in(app, at, READER)
        set_aside()  # as every server does
        with at.engine.connect() as connection:
            counted = connection.execute(text("SELECT SUM(n) FROM tallies WHERE split = ''")).scalar_one()
            blocks = connection.execute(text("SELECT COUNT(*) FROM releases")).scalar_one()
        print(f"{at.engine.dialect.name}: {counted} answers in tallies, {blocks} blocks\n")
        print("| page | first p50 / p95 ms | again p50 / p95 ms | statements | bytes |")
        print("| --- | --- | --- | --- | --- |")
        seen = Statements(at.engine)
        for what, address in pages(at.engine):
            print(f"| {what} | {' | '.join(measured(app, browser, seen, address, given.times))} |", flush=True)


def measured(app: Flask, browser: FlaskClient, seen: Statements, address: str, times: int) -> list[str]:
    """Return the cells of a page's row."""

    def ask() -> int:
        return browser.get(address, headers=GZIP).status_code

    def ask_first() -> int:
        app.extensions.pop("released", None)
        return ask()

    ask()
    first = timed(ask_first, FIRST_LOOKS)
    again = timed(ask, times)
    app.extensions.pop("released", None)
    seen.number = 0
    weight = len(browser.get(address, headers=GZIP).data)
    return [*(f"{middle:.0f} / {p95:.0f}" for middle, p95 in (first, again)), str(seen.number), str(weight)]


if __name__ == "__main__":
    main()
