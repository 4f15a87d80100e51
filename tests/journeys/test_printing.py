"""From the order to the wall and the hand: a real worker prints, a stranger reads the sheets, a slip is used once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import Engine, select

from config import ZONE
from khaosat import schema
from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.documents import read_pdf
from khaosat.models.account import SignIn
from khaosat.models.response import Response
from khaosat.policy import Role
from khaosat.services.person import digest_of
from khaosat.services.placards import text_of_code
from khaosat.web.guard import COOKIE
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province
from tests.journeys.conftest import ROOT, answers, free_port
from tests.journeys.visiting import Phone

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("printing")]
PATIENCE = 60_000  # milliseconds: other tests may need the machine too


@dataclass
class Shop:
    """A served small province with its worker, and where its administrator is signed in."""

    address: str
    engine: Engine
    province: SmallProvince
    cookie: str

    def open(self, context: BrowserContext, path: str) -> Page:
        """Open a page as the administrator."""
        context.add_cookies([{"name": COOKIE, "value": self.cookie, "url": self.address}])
        page = context.new_page()
        page.goto(self.address + path)
        return page


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder, port = tmp_path_factory.mktemp("shop"), free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "INSTANCE": str(folder), "PORT": str(port), "PUBLIC_URL": address}
    engine = connect(f"sqlite:///{folder / 'khaosat.db'}")
    schema.upgrade(engine)
    province = small_province(engine)
    with ExitStack() as running:
        log = running.enter_context((folder / "log.txt").open("w", encoding="utf-8"))
        for part in ("web", "worker"):
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", part], cwd=ROOT, env=environment, stdout=log,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
            running.callback(_end, process)
        assert answers(f"{address}/healthz"), (folder / "log.txt").read_text(encoding="utf-8")
        yield Shop(address, engine, province, _signed_in(engine))
    engine.dispose()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def _signed_in(engine: Engine) -> str:
    account_id, token, now = person(engine, "dung", Role.ADMINISTRATOR), token_urlsafe(32), datetime.now(ZONE)
    with open_session(engine, Scope.sign_in_desk()) as desk:
        row = SignIn(token_digest=digest_of(token), account_id=account_id, started_at=now)
        row.second_factor_at, row.ends_at = now, now + timedelta(hours=12)
        desk.add(row)
        desk.commit()
    return token


def _fetched(page: Page, folder: Path) -> bytes:
    """Wait until the order's page offers its file, and fetch it."""
    page.wait_for_selector("a.btn-primary", timeout=PATIENCE)
    with page.expect_download() as coming:
        page.click("a.btn-primary")
    coming.value.save_as(folder / "file.pdf")
    return (folder / "file.pdf").read_bytes()


def test_the_page_of_an_order_turns_by_itself_and_each_sheet_says_its_row(
    shop: Shop, desk: BrowserContext, tmp_path: Path
) -> None:
    page = shop.open(desk, "/quan-tri/in")
    page.click("button[value=all]")
    page.evaluate("window.same = true")
    said = [text for sheet in read_pdf(_fetched(page, tmp_path)) for text in sheet]
    assert page.evaluate("window.same"), "put in place, not loaded again"
    rows = [text_of_code(shop.address, code) for code in shop.province.codes.values()]
    assert sorted(said) == sorted(rows * 4)


def test_without_scripts_a_link_looks_again(shop: Shop, phone: BrowserContext, tmp_path: Path) -> None:
    page = shop.open(phone, "/quan-tri/in?tim=19330")
    page.click("button[value=all]")
    for _ in range(120):
        if page.locator("a.btn-primary").count():
            break
        page.wait_for_timeout(250)
        page.click("text=Xem lại tiến độ")
    assert len(list(read_pdf(_fetched(page, tmp_path)))) == 3


def test_a_printed_slip_is_scanned_tapped_and_used_once(
    shop: Shop, desk: BrowserContext, phone: BrowserContext, tmp_path: Path
) -> None:
    page = shop.open(desk, "/quan-tri/mot-cua/19330")
    page.select_option("select[name=field]", "ho-tich")
    page.fill("input[name=sheets]", "1")
    page.click("form[action$='/in-phieu'] button")
    (sheet,) = read_pdf(_fetched(page, tmp_path), many=True)
    assert len(set(sheet)) == 12
    for times, told in ((1, "được tính là có mã"), (2, "tính là không có mã")):
        citizen = Phone(phone, sheet[0]).scan().tap(5)
        assert citizen.reads(told)
        with open_session(shop.engine, Scope.system("a journey looks").reading()) as session:
            book = list(session.scalars(select(Response)))
        assert (len(book), sorted(row.verified for row in book)) == (times, [False] * (times - 1) + [True])
    assert {row.field_id for row in book if row.verified} == {shop.province.fields["ho-tich"]}
