"""Internal Affairs brings in components of units in a real Chromium: the template filled in, refused, looked at, taken.

At 320 px, in light and dark, every state as axe sees it; with the form's own token.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from khaosat.documents.sheets import Cell, Column, template_workbook
from khaosat.services.importing import reading
from tests.cast import Cast
from tests.journeys.axe import Axe
from tests.journeys.tablet import Server

pytestmark = pytest.mark.browser
YEAR = "/thi-dua/2026/don-vi"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NINETY: Sequence[Cell] = (18.0, 20.0, 22.0, 22.0, 8.0)


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    served = Server(app)
    yield served
    served.close()


@pytest.fixture
def opened(server: Server, cast: Cast, desk: BrowserContext) -> Page:
    """The page of the year's units, as Chi sees it."""
    cookie = cast.browser("chi").get_cookie("phien")
    assert cookie is not None
    desk.add_cookies([{"name": "phien", "value": cookie.value, "url": server.address}])
    page = desk.new_page()
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(f"{server.address}{YEAR}")
    return page


def _nothing_wrong(page: Page) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def _filled_in(template: Path, to: Path, values: Sequence[Cell]) -> Path:
    """The template with a unit filled in, as a spreadsheet program saves it."""
    head, *lines = reading.lines(template.read_bytes())
    rows: list[list[Cell]] = [
        [str(line.cells[0]), str(line.cells[1]), *(values if line.cells[0] == "19330" else [None] * len(values))]
        for line in lines
    ]
    to.write_bytes(template_workbook([Column(str(cell)) for cell in head.cells], rows))
    return to


def _send(page: Page, file: Path, button: str) -> None:
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(file)
    page.get_by_role("button", name=button, exact=True).click()


def test_from_the_template_to_a_class(opened: Page, tmp_path: Path) -> None:
    page = opened
    _nothing_wrong(page)
    page.get_by_role("link", name="Nhập thành phần của các đơn vị").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Tải mẫu đã điền tên đơn vị").click()
    template = tmp_path / coming.value.suggested_filename
    coming.value.save_as(template)
    _send(page, _filled_in(template, tmp_path / "sai.xlsx", (18.5, *NINETY[1:])), "Nhập")
    expect(page.get_by_text("ngoài khoảng cho phép của thành phần này")).to_be_visible()
    _nothing_wrong(page)
    good = _filled_in(template, tmp_path / "dung.xlsx", NINETY)
    _send(page, good, "Xem trước")
    expect(page.get_by_text("Xem trước: tệp này nhập được")).to_be_visible()
    _nothing_wrong(page)
    _send(page, good, "Nhập")
    expect(page.get_by_text("5 giá trị đổi")).to_be_visible()
    page.get_by_role("link", name="Các đơn vị của năm").click()
    row = page.locator("tr", has=page.get_by_role("link", name="UBND phường Đông Giang"))
    expect(row).to_contain_text("90 điểm: Xuất sắc")
    others = page.locator("tr", has=page.get_by_role("link", name="UBND phường 1"))
    expect(others.first).to_contain_text("chưa nhập thành phần nào")
    _nothing_wrong(page)
