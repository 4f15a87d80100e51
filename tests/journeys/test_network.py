"""When the network drops at the tap, when the reply is lost, and on Back: exactly one answer, and its last face."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import Engine, delete, select

from khaosat import schema
from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.models.response import Response
from tests.factories.province import small_province
from tests.journeys.conftest import ROOT, answers, free_port
from tests.journeys.visiting import Phone

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("network")]
KEPT, SENT = "đã được giữ trên máy này", "Đã gửi lựa chọn giữ trên máy này."


@dataclass
class Place:
    """A served small province: where its placard leads, and its book."""

    address: str
    engine: Engine

    def book(self) -> list[tuple[int, int, str, str | None]]:
        """Return score, changes, state and reason of every answer."""
        with open_session(self.engine, Scope.system("a journey looks").reading()) as session:
            rows = session.scalars(select(Response)).all()
        return [(row.s01, row.changes, row.state, row.held_reason) for row in rows]  # type: ignore[attr-defined]  # s01 is made in a loop


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The small province behind the embedded server; its clock is the machine's."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    environment = {"INSTANCE": str(folder), "PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    engine = connect(f"sqlite:///{folder / 'khaosat.db'}")
    schema.upgrade(engine)
    code = small_province(engine).codes["19330"]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "web"], cwd=ROOT, env={**os.environ, **environment},
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        assert answers(f"http://127.0.0.1:{port}/healthz"), (folder / "log.txt").read_text(encoding="utf-8")
        yield Place(f"http://127.0.0.1:{port}/p/{code}", engine)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        engine.dispose()


@pytest.fixture
def place(served: Place) -> Place:
    with open_session(served.engine, Scope.system("an empty book")) as session:
        session.execute(delete(Response))
        session.commit()
    return served


Give = Callable[..., Phone]


@pytest.fixture
def give(chromium: Browser, place: Place) -> Iterator[Give]:
    """Hand out phones; whatever the security policy refused fails the test."""
    phones: list[tuple[Phone, BrowserContext]] = []

    def hand_out(**features: object) -> Phone:
        made = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "locale": "vi-VN"}
        context = chromium.new_context(user_agent=f"A phone of its own {uuid4()}", **made, **features)  # type: ignore[arg-type]  # Playwright's own options
        phones.append((Phone(context, place.address), context))
        return phones[-1][0]

    yield hand_out
    refused = [text for phone, _ in phones for text in phone.refused]
    for _, context in phones:
        context.close()
    assert refused == []


def test_a_tap_without_network_is_kept_told_in_words_and_sent_when_it_is_back(give: Give, place: Place) -> None:
    phone = give().scan().lose_network().tap(2)
    assert phone.reads(KEPT)
    assert place.book() == []
    phone.find_network()
    assert phone.reads("Đã ghi: Không hài lòng")
    assert phone.kept() == 0
    assert [row[:3] for row in place.book()] == [(2, 0, "counted")]


def test_a_tab_closed_without_network_is_sent_when_the_site_is_opened_again(give: Give, place: Place) -> None:
    phone = give().scan().lose_network().tap(4)
    assert phone.reads(KEPT)
    phone.close_tab().find_network().open_site()
    assert phone.reads(SENT)
    assert phone.kept() == 0
    assert [row[0] for row in place.book()] == [4]
    assert phone.open_site("/bien-nhan").kept() == 0
    assert len(place.book()) == 1


def test_several_visits_kept_on_one_phone_are_as_many_answers(give: Give, place: Place) -> None:
    phone = give().scan()
    first = phone.page
    phone.open_another_tab().scan().lose_network().tap(5)
    assert phone.reads(KEPT)
    phone.page, second = first, phone.page
    phone.tap(1)
    assert phone.reads(KEPT)
    assert phone.kept() == 2
    second.close()
    phone.close_tab().find_network().open_site()
    assert phone.reads(SENT)
    phone.keeps_nothing()
    assert sorted(row[0] for row in place.book()) == [1, 5]


def test_a_kept_choice_that_can_no_longer_be_taken_is_told_and_let_go(give: Give, place: Place) -> None:
    phone = give().scan("?lang=en").lose_network().tap(4)
    assert phone.reads("Your choice is kept on this phone")
    phone.page.evaluate("""() => {
        for (const key of Object.keys(localStorage)) localStorage[key] = localStorage[key].replace('t=', 't=x');
    }""")  # as if its token had become unreadable
    phone.close_tab().find_network().open_site("/?lang=en")
    assert phone.reads("can no longer be sent")
    assert phone.kept() == 0
    assert place.book() == []


def test_a_server_that_is_too_busy_has_acknowledged_nothing(give: Give, place: Place) -> None:
    phone = give().scan().meet_busy_server().tap(4)
    assert phone.reads(KEPT)
    assert phone.kept() == 1
    phone.get_replies().close_tab().open_site()
    assert phone.reads(SENT)
    assert [row[0] for row in place.book()] == [4]


def test_two_taps_within_fifty_milliseconds_are_one_answer(give: Give, place: Place) -> None:
    phone = give().scan()
    phone.page.evaluate("""() => {
        const face = value => document.querySelector(`form button[value='${value}']`);
        const form = face(2).form; form.requestSubmit(face(2)); form.requestSubmit(face(4));
    }""")
    assert phone.reads("Đã ghi: Hài lòng")
    assert [row[0] for row in place.book()] == [4]


def test_tap_2_with_its_reply_lost_then_tap_4_is_4_and_the_retry_changes_nothing(give: Give, place: Place) -> None:
    phone = give().scan().lose_replies().tap(2)
    assert phone.reads(KEPT)
    assert [row[0] for row in place.book()] == [2]
    phone.get_replies().tap(4)
    assert phone.reads("Đã ghi: Hài lòng")
    assert [row[:2] for row in place.book()] == [(4, 1)]
    phone.open_site("/bien-nhan")
    assert phone.kept() == 0
    assert [row[:2] for row in place.book()] == [(4, 1)]


def test_a_kept_2_never_overwrites_the_4_that_arrived_meanwhile(give: Give, place: Place) -> None:
    phone = give().scan().lose_replies().tap(2)
    assert phone.reads(KEPT)
    kept = phone.page.evaluate("Object.entries(localStorage)[0]")
    phone.get_replies().tap(4)
    assert phone.reads("Đã ghi: Hài lòng")
    phone.page.evaluate("entry => localStorage.setItem(entry[0], entry[1])", kept)  # as if another tab had kept it
    phone.close_tab().open_site()
    assert phone.reads(SENT)
    assert [row[:2] for row in place.book()] == [(4, 1)]


def test_another_face_on_the_answering_page_without_network_is_told_there_and_sent(give: Give, place: Place) -> None:
    phone = give().scan().tap(1)
    assert phone.reads("Đã ghi: Rất không hài lòng")
    phone.lose_network().choose_again(3)
    assert phone.reads(KEPT)
    assert [row[0] for row in place.book()] == [1]
    phone.find_network()
    assert phone.reads("Đã ghi: Bình thường")
    assert [row[:2] for row in place.book()] == [(3, 1)]


def test_each_tap_has_its_own_way_back_to_the_faces_and_they_say_nothing_of_sending(give: Give, place: Place) -> None:
    phone = give().scan()
    for face, told in ((2, "Đã ghi: Không hài lòng"), (5, "Đã ghi: Rất hài lòng")):
        phone.tap(face)
        assert phone.reads(told)
        phone.page.go_back(wait_until="commit")
        assert phone.reads("Câu hỏi Z1")
        assert "Đang gửi" not in phone.page.inner_text("main")
    assert [row[:2] for row in place.book()] == [(5, 1)]


@pytest.mark.parametrize("scripts", [True, False])
def test_back_and_another_face_is_the_same_answer(give: Give, place: Place, scripts: bool) -> None:  # noqa: FBT001  a case
    phone = give(java_script_enabled=scripts).scan().tap(2)
    phone.page.wait_for_selector("text=Đã ghi")
    phone.page.go_back(wait_until="commit")
    phone.page.wait_for_selector("h1 >> text=Câu hỏi Z1")
    phone.tap(5)
    phone.page.wait_for_selector("text=Đã ghi: Rất hài lòng")
    assert [row[:2] for row in place.book()] == [(5, 1)]


def test_choosing_again_on_the_answering_page_changes_the_one_answer(give: Give, place: Place) -> None:
    phone = give().scan().tap(1)
    assert phone.reads("Đã ghi: Rất không hài lòng")
    phone.choose_again(3)
    assert phone.reads("Đã ghi: Bình thường")
    assert [row[:2] for row in place.book()] == [(3, 1)]
    phone.page.click("text=Sang trang sau")
    phone.page.wait_for_selector("textarea")
    phone.page.go_back(wait_until="commit")
    phone.page.wait_for_selector("h1")
    assert [row[:2] for row in place.book()] == [(3, 1)]


def test_a_phone_whose_clock_is_wrong_by_a_year_and_a_form_left_open_for_two_days(give: Give, place: Place) -> None:
    phone = give()
    phone.page.clock.install(time="2025-11-27T08:00:00")
    phone.scan()
    phone.page.clock.fast_forward("48:00:00")
    phone.tap(4)
    assert phone.reads("Đã ghi: Hài lòng")
    assert [row[:3] for row in place.book()] == [(4, 0, "counted")]


@pytest.mark.parametrize("query", ["?z1=5", "?diem=5", "?s01=5", "?t=x&diem=5#diem=5"])
def test_nothing_in_an_address_chooses_or_submits(give: Give, place: Place, query: str) -> None:
    phone = give()
    phone.page.goto(place.address + query)
    assert phone.page.locator("button:focus, [aria-pressed], [checked], [selected]").count() == 0
    assert place.book() == []


def test_a_foreign_page_that_posts_by_itself_is_saved_and_held(give: Give, place: Place) -> None:
    phone = give().scan()
    token = phone.page.get_attribute("input[name=t]", "value")
    foreign = give()
    foreign.page.route("http://foreign.example/**", lambda route: route.fulfill(
        content_type="text/html",
        body=f"<form method=post action='{place.address}/cham'><input name=t value='{token}'>"
        "<input name=diem value=5></form><script>document.forms[0].submit()</script>",
    ))  # fmt: skip  # one page, one line of thought
    foreign.page.goto("http://foreign.example/")
    foreign.page.wait_for_selector("text=Đã ghi")
    assert place.book() == [(5, 0, "held", "cross_site")]
