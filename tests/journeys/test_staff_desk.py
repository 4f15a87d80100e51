"""The first page, placards in trouble, tokens and the API's documentation in a real Chromium: axe, narrow, dark."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext

from khaosat.access import Scope, open_session
from khaosat.models.case import Case
from khaosat.models.placard_day import PlacardDay
from khaosat.services.calendar import every_day
from khaosat.web.citizen import scans
from tests.cast import CITIZEN, Cast
from tests.factories.province import SmallProvince
from tests.factories.tokens import READ, WRITE, token
from tests.journeys.tablet import Server
from tests.web.unit.test_comments import written  # noqa: F401  the same comments

pytestmark = pytest.mark.browser
STATES = (
    ("an", "/hom-nay"), ("binh", "/hom-nay"), ("chi", "/hom-nay"), ("dung", "/hom-nay"),
    ("an", "/ket-qua/bang-ma/tinh-trang"), ("an", "/ket-qua/bang-ma"), ("chi", "/thi-dua/bang-ma"),
    ("chi", "/thi-dua/bang-ma/{code}"), ("chi", "/thi-dua/quyen"), ("dung", "/quan-tri/ma-truy-cap"),
    (CITIZEN, "/api/v1/tai-lieu"),
)  # fmt: skip  # one line a part
SIZES = {"narrow": (320, 740), "phone": (360, 740), "desk": (1280, 900)}
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    served = Server(app)
    yield served
    served.close()


@pytest.fixture
def troubled(app: Flask, cast: Cast, written: SmallProvince) -> SmallProvince:  # noqa: F811  the fixture
    place = {"unit_id": written.units["19330"], "office_id": written.offices["19330"]}
    with open_session(app.extensions["engine"], Scope.system("what waits, for a test")) as session:
        session.add(Case(id=uuid4(), day=date(2026, 11, 9), state="open", text="x", contact="y", **place))
        for unit, last in (("19330", date(2026, 10, 2)), ("461", date(2026, 11, 20))):
            for day in every_day(date(2026, 5, 25), last):
                if day.weekday() < 5:
                    row = PlacardDay(placard_id=written.placards[unit], day=day, answers=4)
                    row.unit_id = written.units[unit]
                    session.add(row)
        session.commit()
    for _ in range(7):
        app.test_client().get(f"/p/{written.codes['19330']}")
    scans.write(app)
    token(cast, READ, "19330")
    token(cast, WRITE, name="phan-mem-mot-cua-dien-tu-cua-tinh-dai", last_day=date(2026, 11, 30))
    return written


def _sign_in(context: BrowserContext, server: Server, cast: Cast, name: str) -> None:
    context.clear_cookies()
    cookie = cast.browser(name).get_cookie("phien")
    if cookie is not None:
        context.add_cookies([{"name": "phien", "value": cookie.value, "url": server.address}])


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    cast: Cast, server: Server, troubled: SmallProvince, desk: BrowserContext
) -> None:
    axe, wrong, opened = Axe(), {}, desk.new_page()
    for name, path in STATES:
        _sign_in(desk, server, cast, name)
        for scheme in ("light", "dark"):
            opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for size, (width, height) in SIZES.items():
                opened.set_viewport_size({"width": width, "height": height})
                opened.goto(server.address + path.format(code=troubled.codes["19330"]))
                key = f"{name} {path} {scheme} {size}"
                if opened.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    wrong[key] = "scrolls sideways"
                found = axe.run(opened).response["violations"] if size != "phone" else []
                if found:
                    wrong[key] = str([(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found])
                if PICTURES and size != "narrow" and scheme == "light":
                    opened.screenshot(
                        path=Path(PICTURES) / f"{name}{path.replace('/', '_')}-{size}.png", full_page=True
                    )
    assert wrong == {}
