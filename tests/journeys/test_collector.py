"""Thu enters a pile of paper forms without touching the mouse, with the script and without it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.response import Response
from khaosat.web import guard
from tests.cast import Cast
from tests.journeys.axe import Axe
from tests.journeys.tablet import Server

pytestmark = pytest.mark.browser
COLUMNS = ("s01", "s02", "s03", "s04", "s05", "s06", "s07")


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    served = Server(app)
    yield served
    served.close()


@pytest.fixture
def signed_in(cast: Cast, server: Server, desk: BrowserContext) -> Page:
    return _sign_in(cast, server, desk)


def _sign_in(cast: Cast, server: Server, context: BrowserContext) -> Page:
    cookie = cast.browser("thu").get_cookie(guard.COOKIE)
    assert cookie is not None
    context.add_cookies([{"name": guard.COOKIE, "value": cookie.value, "url": server.address}])
    page = context.new_page()
    page.goto(f"{server.address}/nhap-phieu")
    return page


def _book(app: Flask) -> list[tuple[object, ...]]:
    with open_session(app.extensions["engine"], Scope.system("a test looks").reading()) as session:
        return sorted(tuple(getattr(row, name) for name in COLUMNS) for row in session.scalars(select(Response)))


def test_digits_and_enter_go_through_a_pile(signed_in: Page, app: Flask, cast: Cast) -> None:
    keys = signed_in.keyboard
    signed_in.wait_for_selector("#tim:focus")  # a page may be loaded a moment before its field has the focus
    keys.type(cast.province.codes["19330"])
    with signed_in.expect_navigation():  # until "load": the script's module has run, the keys are its own
        keys.press("Enter")
    signed_in.wait_for_selector("h1:has-text('Đông Giang')")
    for digits in ("5443210", "2111110"):
        signed_in.wait_for_selector("[name=q-Z1]:focus")
        keys.type(digits.replace("0", ""))  # the last digit of each is an item left out, by Enter alone
        for _ in range(len(digits) - len(digits.replace("0", "")) + 7):
            keys.press("Enter")
        with signed_in.expect_navigation():
            keys.press("Enter")
        signed_in.wait_for_selector("[role=status]:has-text('Đã ghi.')")
    assert _book(app) == [(2, 1, 1, 1, 1, 1, None), (5, 4, 4, 3, 2, 1, None)]
    assert "Hôm nay đã nhập: 2 phiếu" in signed_in.inner_text("main")


def test_without_the_script_enter_leads_from_field_to_field_and_stores_once(
    chromium: Browser, server: Server, app: Flask, cast: Cast
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = _sign_in(cast, server, context)
    page.goto(f"{server.address}/nhap-phieu/19330")
    for name, digit in zip(("Z1", "OF", "A", "B", "C", "D", "E"), "5432112", strict=True):
        page.wait_for_selector(f"[name=q-{name}]:focus")
        with page.expect_navigation():
            page.keyboard.type(digit)
            page.keyboard.press("Enter")
    assert "Đã ghi." in page.inner_text("main")
    assert _book(app) == [(5, 4, 3, 2, 1, 1, 2)]
    context.close()


def test_every_page_is_accessible(signed_in: Page, server: Server) -> None:
    for path in ("/nhap-phieu?tim=dong", "/nhap-phieu?tim=khong-co", "/nhap-phieu/19330", "/nhap-phieu/19330?lang=en"):
        signed_in.goto(server.address + path)
        _is_accessible(signed_in)
    signed_in.fill("[name=q-Z1]", "9")
    with signed_in.expect_navigation():
        signed_in.click("form.entry button")
    _is_accessible(signed_in)
    for name in ("Z1", "OF", "A", "B", "C", "D", "E"):
        signed_in.fill(f"[name=q-{name}]", "3")
    with signed_in.expect_navigation():
        signed_in.click("form.entry button")
    _is_accessible(signed_in)
    signed_in.goto(f"{server.address}/nhap-phieu/phieu/1")
    _is_accessible(signed_in)


def _is_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
