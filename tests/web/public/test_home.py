"""Anybody may copy the newest seal down."""

from datetime import date

from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.jobs import nightly
from khaosat.services import publishing
from tests.cast import CITIZEN, Cast
from tests.conftest import StillClock
from tests.services.test_backup import answer
from tests.web.quality import page, text_of


def test_before_the_first_sealed_day_the_page_says_so(app: Flask) -> None:
    assert "Chưa có ngày nào được niêm phong" in text_of(page(app.test_client().get("/cong-khai")))


def test_the_newest_seal_stands_there_whole(app: Flask, cast: Cast, clock: StillClock) -> None:
    engine = app.extensions["engine"]
    answer(engine, cast.province, day=date(2026, 11, 20))
    nightly.run(engine, now=clock.now(), settings=app.config["SETTINGS"])
    with open_session(engine, Scope.seal_reader()) as session:
        seal = publishing.published_seal(session)
    assert seal is not None
    said = text_of(page(cast.browser(CITIZEN).get("/cong-khai")))
    assert seal.digest.hex() in said
    assert "20/11/2026" in said
