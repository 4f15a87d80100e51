"""Accounts by command: the first administrator, the first of Internal Affairs, a reset."""

import re

import pytest
from click.testing import Result
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.services import directory, signing_in
from khaosat.services.acts import Actor
from tests.conftest import StillClock
from tests.factories.province import SmallProvince


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", *words])


def working(app: Flask, clock: StillClock, name: str) -> list[tuple[str, bool]]:
    with open_session(app.extensions["engine"], Scope.system("test").reading()) as session:
        account_id = directory.account_id_of(session, name=name)
        found = directory.account_file(session, account_id=account_id, now=clock.now())
    return [(grant.role.value, grant.waits) for grant in found.line.grants]


def test_the_first_administrator_comes_in_by_command(app: Flask, clock: StillClock) -> None:
    result = run(app, "create", "dung", "--role", "administrator", "--display-name", "Dũng")
    assert result.exit_code == 0, result.output
    password = re.search(r"dung: ([a-z0-9-]{19})", result.output)
    assert password is not None
    with open_session(app.extensions["engine"], Scope.sign_in_desk()) as session:
        signing_in.sign_in(session, name="dung", password=password[1], by=Actor(None, "x"), at=clock.now())
    assert working(app, clock, "dung") == [("administrator", False)]


def test_the_first_of_internal_affairs_is_confirmed_the_second_waits(app: Flask, clock: StillClock) -> None:
    assert run(app, "create", "chi", "--role", "affairs").exit_code == 0
    assert run(app, "create", "cuc", "--role", "affairs").exit_code == 0
    assert working(app, clock, "chi") == [("affairs", False)]
    assert working(app, clock, "cuc") == [("affairs", True)]


def test_a_role_for_a_unit_names_it(app: Flask, province: SmallProvince, clock: StillClock) -> None:
    assert province.units
    assert run(app, "create", "an", "--role", "unit_head", "--unit", "461").exit_code == 0
    assert working(app, clock, "an") == [("unit_head", True)]
    missing = run(app, "grant", "an", "officer")
    assert missing.exit_code != 0
    assert "missing" in missing.output


@pytest.mark.parametrize("words", [("reset", "nobody"), ("create", "Có dấu"), ("grant", "nobody", "affairs")])
def test_a_mistake_is_named_without_a_trace(words: tuple[str, ...], app: Flask) -> None:
    result = run(app, *words)
    assert result.exit_code == 1
    assert "Error: " in result.output
    assert "Traceback" not in result.output


def test_a_reset_prints_another_password(app: Flask) -> None:
    first = run(app, "create", "an").output
    second = run(app, "reset", "an").output
    assert re.search(r"an: [a-z0-9-]{19}", second)
    assert first != second
    assert "none" in run(app, "reset", "an", "--second-factor").output
