"""`league compute`: by default the newest closed year, or the days one names."""

from datetime import date, datetime

from flask import Flask

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.queries.kept_leagues import is_computed
from tests.conftest import StillClock
from tests.factories.crowd import write_answers
from tests.factories.league import FIRST, LAST, plan, rows
from tests.factories.province import SmallProvince


def ran(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["league", "compute", *words])
    return result.exit_code, result.output


def computed(app: Flask, first: date, last: date) -> bool:
    with open_session(app.extensions["engine"], Scope.system("look").reading()) as session:
        return is_computed(session, first=first, last=last)


def test_the_newest_closed_year_is_computed(app: Flask, province: SmallProvince, clock: StillClock) -> None:
    write_answers(app.extensions["engine"], list(rows(province, plan(province))))
    clock.moment = datetime(2026, 11, 1, 23, 59, tzinfo=ZONE)  # 31 October closes a minute later
    assert ran(app)[0] == 0
    assert computed(app, date(2025, 10, 1), date(2026, 9, 30))
    clock.moment = datetime(2026, 11, 2, 0, 0, tzinfo=ZONE)
    code, said = ran(app)
    assert code == 0
    assert said.splitlines()[-1] == "2025-11-01 to 2026-10-31: 1 leagues (2)"
    assert computed(app, FIRST, LAST)


def test_days_can_be_named_and_open_ones_are_refused(app: Flask, province: SmallProvince) -> None:
    write_answers(app.extensions["engine"], list(rows(province, plan(province))))
    assert ran(app, "--from", "2026-01-01", "--to", "2026-11-20")[0] == 0
    assert computed(app, date(2026, 1, 1), date(2026, 11, 20))
    code, said = ran(app, "--to", "2026-11-21")
    assert code == 1
    assert "day_open" in said
