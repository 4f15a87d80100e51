"""An appraisal's pages in every state of a file, in a real Chromium: axe, 320 px, light and dark, keyboard."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from khaosat.access import Scope, open_session
from khaosat.models.appraisal import Appraisal
from khaosat.queries.appraisals import files
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.appraisal import YEAR, an_open_year
from tests.journeys.axe import Axe
from tests.journeys.tablet import Server

pytestmark = pytest.mark.browser
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DESK, SIGN, OWN = f"/thi-dua/{YEAR}/viec", f"/thi-dua/{YEAR}/ky-ket-thuc", f"/cua-toi/danh-gia/{YEAR}"
SHEET = f"/thi-dua/{YEAR}/ho-so/cc-19330-1"
SHOTS = os.environ.get("APPRAISAL_SHOTS")  # a folder to look at the pages in
WAY: tuple[tuple[str, str, dict[str, str], tuple[tuple[str, str], ...]], ...] = (
    ("an", "de-nghi", {"class": "good"}, (("chi", SHEET), ("chi", DESK), ("an", SHEET))),
    ("chi", "tham-dinh", {}, (("duc", SHEET), ("duc", DESK))),
    ("duc", "quyet-dinh", {"class": "completed", "reason": "nhiều việc trễ hạn\nhai lần nhắc"},
     (("cuc", SHEET), ("chi", SHEET), ("duc", SHEET), ("cuc", f"{DESK}?viec=cosign"), ("cuc", "/hom-nay"))),
    ("cuc", "dong-ky", {}, (("chi", f"{DESK}?viec=tell"),)),
    ("chi", "thong-bao", {}, (("binh", OWN), ("binh", "/cua-toi"), ("binh", "/hom-nay"))),
    ("binh", "", {"reason": "tôi nghỉ ốm"}, (("binh", OWN), ("em", SHEET), ("em", DESK))),
    ("em", "giai-quyet", {"class": "good", "reason": "ốm không phải lỗi"}, (("binh", OWN), ("chi", SHEET))),
)  # fmt: skip  # a step, and where it is looked at afterwards


@pytest.fixture
def server(app: Flask, cast: Cast) -> Iterator[Server]:
    app.config["WTF_CSRF_ENABLED"] = False
    an_open_year(app.extensions["engine"], cast.province)
    served = Server(app)
    yield served
    served.close()


class Looker:
    """Opens pages as somebody and notes what is wrong with them."""

    def __init__(self, context: BrowserContext, server: Server, cast: Cast) -> None:
        self.context, self.server, self.cast, self.axe = context, server, cast, Axe()
        self.page: Page = context.new_page()
        self.wrong: dict[str, list[str]] = {}

    def sign_in(self, name: str) -> None:
        """Be that person."""
        self.context.clear_cookies()
        cookie = self.cast.browser(name).get_cookie("phien")
        assert cookie is not None
        self.context.add_cookies([{"name": "phien", "value": cookie.value, "url": self.server.address}])

    def look(self, name: str, address: str, number: int) -> None:
        """Open the page at the narrowest and note violations and sideways scrolling."""
        self.sign_in(name)
        self.page.set_viewport_size({"width": 320, "height": 740})
        answer = self.page.goto(self.server.address + address)
        assert answer is not None
        assert answer.status == 200, f"{name} {address}"
        self.judge(f"{number:02} {name} {address}")

    def judge(self, what: str) -> None:
        """Judge the page that is open."""
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme)
            found = self.axe.run(self.page).response["violations"]
            ids = [one["id"] for one in found]
            if self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                ids.append("scrolls sideways")
            if ids:
                self.wrong[f"{what} {scheme}"] = ids
        self.page.emulate_media(color_scheme="light")
        if SHOTS:
            for width in (360, 1280):
                self.page.set_viewport_size({"width": width, "height": 800})
                file = f"{what.replace('/', '_').replace('?', '_').replace(' ', '-')}-{width}.png"
                self.page.screenshot(path=Path(SHOTS) / file, full_page=True)
            self.page.set_viewport_size({"width": 320, "height": 740})


def test_nothing_is_wrong_with_any_state_of_the_way(
    app: Flask, cast: Cast, server: Server, desk: BrowserContext, clock: StillClock
) -> None:
    looker = Looker(desk, server, cast)
    for address in (SHEET, DESK, f"/thi-dua/{YEAR}/ho-so/cc-19330-3"):
        looker.look("an", address, 0)
    looker.look("duc", SIGN, 0)
    looker.look("binh", OWN, 0)
    for number, (name, door, data, places) in enumerate(WAY, start=1):
        address = f"{SHEET}/{door}" if door else f"{OWN}/kien-nghi"
        assert cast.browser(name).post(address, data=data).status_code == 302, address
        for who, where in places:
            looker.look(who, where, number)
    cast.browser("chi").post(f"{SHEET}/thong-bao")
    with open_session(app.extensions["engine"], Scope.system("all the others are final")) as session:
        for one in files(session, year=YEAR):
            one.file.state = "final"
        session.commit()
        assert session.get(Appraisal, files(session, year=YEAR)[0].file.id) is not None
    looker.look("duc", SIGN, 8)
    assert looker.wrong == {}
    assert clock.moment.year == YEAR


def test_a_refused_form_says_why_beside_what_was_typed_and_the_keyboard_reaches_it(
    cast: Cast, server: Server, desk: BrowserContext
) -> None:
    looker = Looker(desk, server, cast)
    looker.look("an", SHEET, 9)
    page = looker.page
    page.get_by_role("radio", name="Hoàn thành xuất sắc nhiệm vụ").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.get_by_role("radio", name="Hoàn thành xuất sắc nhiệm vụ").is_checked()
    reason = page.get_by_label("Lý do, nhận xét")
    assert "loi" in (reason.get_attribute("aria-describedby") or "")
    looker.judge("09 an refused")
    reason.fill("sáng kiến được công nhận")
    page.get_by_role("button", name="Gửi đề nghị").click()
    page.wait_for_selector(".notice-done")
    assert looker.wrong == {}
