"""A page answered from the doorstep is the page that Flask would have answered; only the token is another."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask, request_started
from sqlalchemy import update
from werkzeug.test import TestResponse

from khaosat.access import Scope, open_session
from khaosat.models.round import Round
from khaosat.services.placards import revoke
from khaosat.web.citizen import brief, doorstep
from tests.web.citizen.conftest import Citizen, token_in
from tests.web.citizen.test_refusals import AT, BY

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@contextmanager
def asked_of(app: Flask) -> Iterator[list[str]]:
    """The methods of the requests that went through Flask."""
    seen: list[str] = []

    def note(_app: Flask, **_more: object) -> None:
        seen.append("asked")

    with request_started.connected_to(note, app):
        yield seen


def _without_token(shown: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    return shown.status_code, shown.text.replace(token_in(shown), ""), sorted(shown.headers)


def test_the_second_opening_is_the_first_with_another_token(citizen: Citizen, app: Flask) -> None:
    path = f"/p/{citizen.code}"
    with asked_of(app) as seen:
        first, second = citizen.get(path), citizen.get(path)
    assert len(seen) == 1
    assert _without_token(first) == _without_token(second)
    assert token_in(first) != token_in(second)


def test_every_opening_is_counted_and_the_second_token_makes_an_answer(citizen: Citizen, app: Flask) -> None:
    path = f"/P/{citizen.code}"
    citizen.get(path)
    citizen.token = token_in(citizen.get(path))
    assert sum(app.extensions["scans"].counts.values()) == 2
    assert citizen.tap(4).status_code == 200
    assert citizen.row().s01 == 4  # type: ignore[attr-defined]  # columns set in a loop


def test_who_takes_gzip_gets_gzip_and_who_does_not_does_not(citizen: Citizen, app: Flask) -> None:
    path = f"/p/{citizen.code}"
    with asked_of(app) as seen:
        squeezed = [citizen.get(path, headers=GZIP) for _ in range(2)]
        plain = [citizen.get(path) for _ in range(2)]
    assert len(seen) == 2
    assert [shown.headers.get("Content-Encoding") for shown in (*squeezed, *plain)] == ["gzip", "gzip", None, None]
    assert abs(int(squeezed[0].headers["Content-Length"]) - int(squeezed[1].headers["Content-Length"])) < 30
    assert len(plain[1].data) == int(plain[1].headers["Content-Length"]) > 2 * len(squeezed[1].data)


@pytest.mark.parametrize(
    "how",
    [
        {"query_string": {"lang": "en"}},
        {"headers": {"Cookie": "ngon-ngu=en"}},
        {"headers": {"Accept-Encoding": "gzip;q=0"}},
        {"headers": {"Accept-Encoding": "*"}},
        {"method": "HEAD"},
        {"method": "POST"},
        {"data": b"x"},
    ],
)
def test_what_is_not_plain_goes_to_flask(citizen: Citizen, app: Flask, how: dict[str, object]) -> None:
    path = f"/p/{citizen.code}"
    citizen.get(path)
    with asked_of(app) as seen:
        app.test_client(use_cookies=False).open(path, **how)  # type: ignore[arg-type]  # the client's own options
    assert seen == ["asked"]


def test_a_slip_is_never_remembered(citizen: Citizen, app: Flask) -> None:
    with asked_of(app) as seen:
        pages = [citizen.get(f"/p/{citizen.code}/{slip}") for slip in ("0123456789ABCDEF", "0123456789ABCDEF")]
    assert len(seen) == len(pages)


def test_a_placard_taken_down_here_is_down_at_once(citizen: Citizen, app: Flask) -> None:
    path = f"/p/{citizen.code}"
    assert [citizen.get(path).status_code for _ in range(2)] == [200, 200]
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        revoke(session, code=citizen.code, reason="giả", by=BY, at=AT)
        session.commit()
    assert citizen.get(path).status_code == 410


def test_a_round_that_ended_in_the_night_asks_nobody_in_the_morning(citizen: Citizen, app: Flask) -> None:
    path = f"/p/{citizen.code}"
    today = citizen.clock.now().date()
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        session.execute(update(Round).values(ends_on=today))
        session.commit()
    assert [citizen.get(path).status_code for _ in range(2)] == [200, 200]
    citizen.clock.moment += timedelta(days=1)
    assert citizen.get(path).status_code == 409


def test_what_is_refused_is_refused_by_flask_each_time(citizen: Citizen, app: Flask) -> None:
    with asked_of(app) as seen:
        assert [citizen.get("/p/KHONGCO").status_code for _ in range(2)] == [404, 404]
    assert len(seen) == 2


def test_after_two_seconds_flask_is_asked_again(citizen: Citizen, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [100.0]
    monkeypatch.setattr(brief, "monotonic", lambda: moment[0])
    path = f"/p/{citizen.code}"
    with asked_of(app) as seen:
        for step in (0, doorstep.REMEMBERED, 0.1):
            moment[0] += step
            citizen.get(path)
    assert len(seen) == 2
