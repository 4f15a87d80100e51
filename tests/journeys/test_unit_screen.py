"""A unit's first screen in any state, and the crossed splits, in a real Chromium: axe, narrow, light and dark."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext
from sqlalchemy import update

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.unit import UnitVersion
from khaosat.services import settling
from tests.cast import Cast
from tests.factories.crowd import crowd, write_answers
from tests.factories.like_units import more_districts
from tests.factories.province import SmallProvince
from tests.factories.releases import ReleaseBook, items, levels, overall, visit
from tests.journeys.axe import Axe
from tests.journeys.tablet import Server
from tests.services.test_importing import run
from tests.services.test_importing_dossiers import HEAD
from tests.web.unit.test_results import released  # noqa: F401  the same blocks

pytestmark = pytest.mark.browser
LONG = "UBND phường Đông Giang và các khu phố cũ Một"
STATES = (
    ("an", "/ket-qua/19330"), ("an", "/ket-qua/19330?theo=field"), ("an", "/ket-qua/19330?ky=quy-2-2026"),
    ("an", "/ket-qua/19330?ky=nam-2020"), ("chi", "/ket-qua/461"), ("chi", "/ket-qua/QT"), ("chi", "/ket-qua/con-co"),
    ("chi", "/ket-qua/19330/cheo"), ("giang", "/ket-qua/19330/cheo?hang=mode&cot=&giu=co"),
    ("chi", "/ket-qua/con-co/cheo"),
)  # fmt: skip  # one line a part
OUTCOME_TOO = items(50, A=(0, 0, 5, 20, 25), B=(0, 10, 15, 15, 10), D=(0, 20, 15, 10, 5))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    served = Server(app)
    yield served
    served.close()


@pytest.fixture
def full(app: Flask, released: SmallProvince, tmp_path: Path) -> SmallProvince:  # noqa: F811  the fixture
    engine, here = app.extensions["engine"], (released.units["461"], released.offices["461"])
    with open_session(engine, Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 8, 1))
        for last, modes in ((date(2026, 8, 31), {}), (date(2026, 9, 30), {"kiosk": (1, 0, 2, 9, 9)})):
            book.close(*here, "", last, overall(2, 3, 5, 30, 30))
            book.close(*here, "mode", last, levels(placard=(1, 2, 3, 10, 20), **modes))
        book.close(*here, "visit", date(2026, 9, 30), visit((70, 22, 8), (20, 70, 10)))
        book.close(*here, "item", date(2026, 9, 30), OUTCOME_TOO)
        more_districts(session, released, *[(1, 2, 5, 30, 30 + k) for k in range(7)], last=date(2026, 9, 30))
        named = update(UnitVersion).where(UnitVersion.unit_id == released.units["19330"])
        session.execute(named.values(name=LONG))
        session.commit()
    elsewhere = [("461", "19357", 900), ("461", "461", 100), *((f"huyen-{k}", "461", 10) for k in range(1, 8))]
    rows = (f"{place},{by},dat-dai,2026-09,,{number},{number},0,{number},0\n" for place, by, number in elsewhere)
    run(engine, "dossiers", HEAD + "".join(rows))
    write_answers(engine, [*crowd(released, "19330", (date(2026, 11, 2), date(2026, 11, 8)), a_day=8, seed=4)])
    with open_session(engine, Scope.system("a test settles")) as session:
        for number in range(7):
            day = date(2026, 11, 2) + timedelta(days=number)
            settling.settle(session, day=day, at=datetime(2026, 11, 20, tzinfo=ZONE), keys=tmp_path / "keys")
    return released


def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    cast: Cast, server: Server, full: SmallProvince, desk: BrowserContext
) -> None:
    assert full
    axe, wrong, opened, seen = Axe(), {}, desk.new_page(), ""
    for name, path in STATES:
        cookie = cast.browser(name).get_cookie("phien")
        assert cookie is not None
        desk.clear_cookies()
        desk.add_cookies([{"name": "phien", "value": cookie.value, "url": server.address}])
        for scheme in SCHEMES:
            opened.emulate_media(color_scheme=scheme)
            opened.set_viewport_size({"width": 320, "height": 740})
            answer = opened.goto(server.address + path)
            assert answer is not None
            assert answer.status == 200, path
            for folded in opened.locator("main section details summary").all():
                folded.click()
            found = axe.run(opened)
            if found.violations_count:
                wrong[f"{path} {scheme}"] = found.generate_report()
            assert opened.evaluate("document.documentElement.scrollWidth") <= 320, path
            seen += opened.inner_text("main")
    assert wrong == {}
    for told in ("Phần đó quá một nửa", "được tiếp nhận ở 7 nơi khác", "Vị trí trong các đơn vị cùng loại"):
        assert told in seen, "a state of the list is no longer shown"
