"""Journey 4: a whole year by seven people in a real Chromium, from opening to the inspector's check."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Download, Page, expect

from khaosat.access import Scope, open_session
from khaosat.policy import Role
from khaosat.services import settling
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.league import a_league
from tests.factories.movers import NOW
from tests.factories.people import person
from tests.factories.province import OFFICERS
from tests.factories.signed_year import SEALED, YEAR
from tests.journeys.axe import Axe
from tests.journeys.tablet import Server

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("APPRAISAL_SHOTS")  # a folder to look at the pages in
BINH = "cc-19330-1"
TASKS = {1: "50", 2: "50", 3: "30"}  # the third of each office is below by the survey, and has few points too


@pytest.fixture
def cast(app: Flask, cast: Cast, clock: StillClock) -> Cast:
    """The cast on a league and sealed days; An heads the whole province here, so that seven people are enough."""
    engine = app.extensions["engine"]
    a_league(engine, cast.province)
    with open_session(engine, Scope.system("a journey seals")) as session:
        settling.settle_due(session, now=SEALED, keys=app.config["SETTINGS"].keys)
    cast.accounts["an"] = person(engine, "an", Role.UNIT_HEAD, unit_id=cast.province.units["QT"])
    clock.moment = NOW
    return cast


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    served = Server(app)
    yield served
    served.close()


class Colleague:
    """One person at a desk: what they do in the year, in a browser where they are signed in."""

    def __init__(self, context: BrowserContext, server: Server, cast: Cast) -> None:
        self.context, self.server, self.cast = context, server, cast
        self.page: Page = context.new_page()

    def becomes(self, name: str) -> "Colleague":
        """Sit down as somebody else."""
        self.context.clear_cookies()
        cookie = self.cast.browser(name).get_cookie("phien")
        assert cookie is not None
        self.context.add_cookies([{"name": "phien", "value": cookie.value, "url": self.server.address}])
        return self

    def goes_to(self, address: str) -> "Colleague":
        """Open a page."""
        answer = self.page.goto(f"{self.server.address}{address}")
        assert answer is not None
        assert answer.status == 200, address
        return self

    def opens_the_year(self) -> None:
        """Choose the year with its rule, and open it."""
        self.goes_to("/thi-dua/ky")
        self.page.get_by_label("Năm và bộ quy tắc").select_option(f"{YEAR} nd-335-2025 1")
        self.page.get_by_role("button", name="Mở kỳ và lập hồ sơ").click()
        self.reads("Đã mở kỳ đánh giá")

    def brings_in(self, file: Path) -> None:
        """Look the components through, then bring them in."""
        for act in ("look", "import"):
            self.goes_to(f"/thi-dua/{YEAR}/thanh-phan")
            self.page.locator("input[type=file]").set_input_files(file)
            self.page.locator(f"button[name=act][value={act}]").click()

    def moves_together(self, queue: str, *, but: str | None = None) -> None:
        """Move every file in which nothing differs, one left out."""
        self.goes_to(f"/thi-dua/{YEAR}/viec?viec={queue}")
        alike = self.page.locator("section[aria-labelledby=nhu-nhau]")
        if but:
            alike.locator("tr", has=self.page.locator(f"a[href*='{but}']")).get_by_role("checkbox").uncheck()
        alike.locator("button[type=submit]").click()
        expect(self.page.locator(".notice-done")).to_be_visible()

    def moves(self, move: str, *, named: str | None = None, reason: str | None = None) -> None:
        """Move Bình's file alone."""
        self.goes_to(f"/thi-dua/{YEAR}/ho-so/{BINH}")
        form = self.page.locator(f"section[aria-labelledby=viec-{move}]")
        if named:
            form.locator(f"input[value={named}]").check()
        if reason:
            form.locator("textarea").fill(reason)
        form.locator("button[type=submit]").click()
        expect(self.page.locator(".notice-done")).to_be_visible()

    def may_not(self, move: str) -> None:
        """See that a move is for somebody else."""
        self.goes_to(f"/thi-dua/{YEAR}/ho-so/{BINH}")
        expect(self.page.locator(f"section[aria-labelledby=viec-{move}]")).to_have_count(0)

    def takes(self, button: str) -> Download:
        """Take a document along."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=button).click()
        return coming.value

    def presses(self, button: str | re.Pattern[str]) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=button).click()

    def corrects(self, officer: str, named: str, reason: str) -> None:
        """Keep a correction of the signed year."""
        self.page.get_by_label("Mã công chức").fill(officer)
        self.page.get_by_label("Mức mới").select_option(named)
        self.page.get_by_label("Lý do, căn cứ").fill(reason)
        self.presses("Lập bản đính chính")
        self.reads("Kết luận thanh tra số 5/KL")

    def finds_nothing_wrong_with_the_page(self, *schemes: Literal["light", "dark"]) -> None:
        """Ask axe at the narrowest."""
        self.page.set_viewport_size({"width": 320, "height": 740})
        for scheme in schemes:
            self.page.emulate_media(color_scheme=scheme)
            found = Axe().run(self.page).response["violations"]
            assert [one["id"] for one in found] == [], self.page.url
            assert not self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), self.page.url
        self.page.emulate_media(color_scheme="light")
        if SHOTS:
            for width in (360, 1280):
                self.page.set_viewport_size({"width": width, "height": 900})
                name = self.page.url.rsplit("/", 1)[-1]
                self.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def reads(self, words: str) -> None:
        """Find these words on the page."""
        expect(self.page.locator("main")).to_contain_text(words)


@pytest.fixture
def components(tmp_path: Path) -> Path:
    file = tmp_path / "diem.csv"
    officers = [(f"cc-{key}-{n}", TASKS[n]) for key, most in OFFICERS.items() for n in range(1, most + 1)]
    lines = [f"{key},28,{tasks},không" for key, tasks in officers]
    file.write_text("\n".join(["Mã công chức,general,tasks,disciplined", *lines]), encoding="utf-8")
    return file


def test_seven_people_bring_a_year_to_its_signature_and_the_inspector_finds_it_whole(
    cast: Cast, server: Server, desk: BrowserContext, clock: StillClock, components: Path
) -> None:
    who = Colleague(desk, server, cast)
    who.becomes("chi").opens_the_year()
    who.brings_in(components)
    who.becomes("an").moves_together("propose")
    who.becomes("chi").moves_together("verify")
    assert who.goes_to(f"/thi-dua/{YEAR}/van-ban").takes("Tờ trình").suggested_filename == f"to-trinh-{YEAR}.docx"
    who.becomes("duc").moves_together("decide", but=BINH)
    who.moves("decide", named="completed", reason="Nhiều hồ sơ trễ hạn")
    who.becomes("chi").may_not("cosign")
    who.becomes("cuc").moves("cosign")
    who.becomes("chi").moves_together("tell")
    who.becomes("binh").goes_to(f"/cua-toi/danh-gia/{YEAR}").reads("Hoàn thành nhiệm vụ")
    assert who.takes("Thông báo dạng văn bản").suggested_filename == f"thong-bao-{YEAR}-{BINH}.docx"
    who.page.get_by_label("Tôi đề nghị xem lại vì").fill("Hồ sơ trễ do cơ quan phối hợp")
    who.presses("Gửi kiến nghị")
    who.reads("Kiến nghị đang chờ giải quyết")
    who.becomes("em").moves("decide_appeal", named="good", reason="Đúng như công chức trình bày")
    who.becomes("chi").moves("tell")
    who.becomes("duc").goes_to(f"/thi-dua/{YEAR}/ky-ket-thuc").reads("Chưa ký được")
    clock.moment = NOW + timedelta(days=30)
    who.becomes("duc").goes_to(f"/thi-dua/{YEAR}/ky-ket-thuc").reads("17 hồ sơ đã chính thức")
    who.presses(re.compile("^Ký kết thúc"))
    who.reads("Kỳ đánh giá này đã ký")
    who.becomes("giang").goes_to(f"/thi-dua/{YEAR}/kiem-tra")
    who.presses("Tính lại và so sánh")
    who.reads("Khớp hoàn toàn: tính lại 17 hồ sơ")
    who.finds_nothing_wrong_with_the_page("light", "dark")
    who.becomes("duc").goes_to(f"/thi-dua/{YEAR}/dinh-chinh").corrects(BINH, "excellent", "Kết luận thanh tra số 5/KL")
    who.finds_nothing_wrong_with_the_page("dark")
    who.goes_to(f"/thi-dua/{YEAR}/van-ban").finds_nothing_wrong_with_the_page("light")
    who.becomes("giang").goes_to(f"/thi-dua/{YEAR}/kiem-tra").presses("Tính lại và so sánh")
    who.reads("Khớp hoàn toàn")
    who.reads("Kết luận thanh tra số 5/KL")
    who.becomes("binh").goes_to(f"/cua-toi/danh-gia/{YEAR}").reads("Hoàn thành tốt nhiệm vụ")
    who.reads("Đúng như công chức trình bày")
    who.reads("Đã đính chính sau khi ký: mức của Ông/Bà nay là Hoàn thành xuất sắc nhiệm vụ")
