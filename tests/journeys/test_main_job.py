"""The main job end to end, as people do it: scan, tap, wait for the release, look, and be refused."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

import config
from khaosat import schema
from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.demo import filling, loading
from khaosat.models.release import Release
from khaosat.models.response import Response
from khaosat.services import receipts
from khaosat.services.answering import OVERALL
from tests.journeys.conftest import ROOT, answers, command, free_port

RECEIPT = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{5}")
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
THIN = 0.15  # of the demo's volume: enough for every page, loaded in seconds


@dataclass
class Running:
    """A demo that `make run` would leave running, and what it printed."""

    environment: dict[str, str]
    settings: config.Settings
    printed: str

    def password(self, name: str) -> str:
        """The password printed for that member of the cast."""
        found = re.search(rf"^  {name} +(\S+) ", self.printed, re.MULTILINE)
        assert found, self.printed
        return found.group(1)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demo province at a seventh of its volume, served by the command that `make run` ends in."""
    port = free_port()
    environment = {
        "INSTANCE": str(tmp_path_factory.mktemp("instance")), "DEMO": "1", "DEMO_TODAY": "2026-11-22",
        "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    settings = config.read(environment)
    engine = connect(settings.database_url)
    schema.upgrade(engine)
    loading.load(filling.demo_of(engine, settings, share=THIN))
    engine.dispose()
    log = settings.instance / "printed.txt"
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "run-all"], cwd=ROOT, env={**os.environ, **environment},
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        assert answers(f"{settings.public_url}/readyz"), log.read_text(encoding="utf-8")
        yield Running(environment, settings, _closing_block(log, server))
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0


def _closing_block(log: Path, server: "subprocess.Popen[bytes]") -> str:
    for _ in range(300):
        text = log.read_text(encoding="utf-8")
        if "Ctrl+C" in text:
            return text
        assert server.poll() is None, text
        try:
            server.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text(encoding="utf-8"))


def _scan(running: Running, tmp_path: Path) -> str:
    """Print the office's poster and read its code as a stranger's phone would."""
    poster = tmp_path / "poster.pdf"
    command(running.environment, "placards", "pdf", str(poster), "--office", "19330")
    image = pypdfium2.PdfDocument(poster)[0].render(scale=1.5).to_pil()
    found = zxingcpp.read_barcode(image)
    assert found is not None
    return str(found.text)


def _sign_in(page: Page, running: Running, name: str) -> None:
    page.goto(f"{running.settings.public_url}/dang-nhap")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", running.password(name))
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/dang-nhap" not in address)


def test_a_tap_reaches_the_unit_head_and_nobody_elses(
    running: Running, phone: BrowserContext, desk: BrowserContext, tmp_path: Path
) -> None:
    citizen = phone.new_page()
    citizen.goto(_scan(running, tmp_path))
    citizen.click("button[value='4']")
    assert "Đã ghi" in citizen.inner_text("h1")
    answer_id = receipts.answer_id_of(receipts.typed(_receipt(citizen)))
    command(running.environment, "demo", "forward", "--release")
    head = desk.new_page()
    _sign_in(head, running, "an")
    head.goto(f"{running.settings.public_url}/ket-qua/19330")
    assert "UBND phường Đông Giang" in head.inner_text("h1")
    assert re.search(r"\d+,\d\s%", head.inner_text("main"))
    first, last, released = _released(running)
    day, among = _counted(running, answer_id, first, last)
    assert first <= day <= last
    assert released == among
    head.goto(f"{running.settings.public_url}/ket-qua/464")
    assert "Không tìm thấy" in head.inner_text("h1")
    head.context.clear_cookies()
    _sign_in(head, running, "ha")
    response = head.goto(f"{running.settings.public_url}/ket-qua/19330")
    assert response is not None
    assert response.status == 404


def _receipt(page: Page) -> str:
    page.get_by_text(RECEIPT).first.wait_for(state="attached")  # a click does not wait for the page it leads to
    found = RECEIPT.search(page.content())
    assert found
    return found.group()


def _released(running: Running) -> tuple[date, date, int]:
    """The printed office's releases: first and last day, and how many persons they count together."""
    from khaosat.models.office import Office  # noqa: PLC0415  only here
    from khaosat.models.release import ReleaseCell  # noqa: PLC0415  only here

    engine = connect(running.settings.database_url)
    with open_session(engine, Scope.system("a journey looks").reading()) as session:
        rows = session.execute(
            select(Release.first_day, Release.last_day, ReleaseCell.n)
            .join(Office, Office.id == Release.office_id)
            .join(ReleaseCell, ReleaseCell.release_id == Release.id)
            .where(Office.key == "19330", Release.split == "")
        ).all()
    engine.dispose()
    return min(row[0] for row in rows), max(row[1] for row in rows), sum(row[2] for row in rows)


def _counted(running: Running, answer_id: object, first: date, last: date) -> tuple[date, int]:
    engine = connect(running.settings.database_url)
    with open_session(engine, Scope.system("a journey looks").reading()) as session:
        mine = session.scalars(select(Response).where(Response.id == answer_id)).one()
        in_range = Response.day.between(first, last) & (Response.office_id == mine.office_id)
        among = len(session.scalars(select(Response.id).where(in_range, Response.state == "counted")).all())
    engine.dispose()
    assert (getattr(mine, OVERALL), mine.mode, mine.state) == (4, "placard", "counted")
    return mine.day, among


def test_from_the_wall_to_the_receipt_without_scripts(running: Running, phone: BrowserContext, tmp_path: Path) -> None:
    page = phone.new_page()
    page.goto(_scan(running, tmp_path))
    page.click("button[value='2']")
    page.select_option("select[name=officer_id]", index=1)
    page.click("text=Sang trang sau")
    page.fill("textarea", "Chờ hơn một giờ")
    page.click("main form button.go")
    assert "Cảm ơn" in page.inner_text("h1")
    receipt = _receipt(page)
    page.goto(f"{running.settings.public_url}/bien-nhan")
    page.fill("input[name=ma]", receipt)
    page.press("input[name=ma]", "Enter")
    page.wait_for_selector(f"text={receipt}")
    assert "Không hài lòng" not in page.inner_text("main")  # the receipt page looks the same for every score
    engine = connect(running.settings.database_url)
    with open_session(engine, Scope.system("a journey looks").reading()) as session:
        answer_id = receipts.answer_id_of(receipts.typed(receipt))
        answer = session.scalars(select(Response).where(Response.id == answer_id)).one()
    engine.dispose()
    assert (getattr(answer, OVERALL), answer.changes, answer.comment) == (2, 0, "Chờ hơn một giờ")
    assert answer.officer_id is not None


def test_back_and_another_face_is_the_same_answer(running: Running, phone: BrowserContext, tmp_path: Path) -> None:
    page = phone.new_page()
    page.goto(_scan(running, tmp_path))
    page.click("button[value='2']")
    first = _receipt(page)
    page.go_back(wait_until="commit")  # a page kept whole by the browser loads nothing again
    page.click("button[value='5']")
    assert _receipt(page) == first
    engine = connect(running.settings.database_url)
    with open_session(engine, Scope.system("a journey looks").reading()) as session:
        answer = session.scalars(
            select(Response).where(Response.id == receipts.answer_id_of(receipts.typed(first)))
        ).one()
    engine.dispose()
    assert (getattr(answer, OVERALL), answer.changes) == (5, 1)
