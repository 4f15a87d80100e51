"""The tablet at the exit in a real browser: with a network and without, restarted, revoked, at night."""

import os
import signal
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import update

from config import ZONE
from khaosat.models.placard import Placard
from khaosat.models.round import Round
from tests.conftest import StillClock
from tests.factories.province import SmallProvince
from tests.journeys.conftest import FLAGS, chromium_path
from tests.journeys.tablet import Server, Tablet

pytestmark = pytest.mark.browser
TODAY = date(2026, 11, 22)
LAST_YEAR = datetime(2025, 11, 20, 3, 0, tzinfo=ZONE)


@pytest.fixture
def tablet(app: Flask, clock: StillClock, province: SmallProvince, chromium: Browser) -> Iterator[Tablet]:
    """A tablet held upright; any violation of the content security policy fails the test."""
    server = Server(app)
    context = chromium.new_context(viewport={"width": 800, "height": 1280}, has_touch=True, locale="vi-VN")
    violations: list[str] = []
    context.on("weberror", lambda error: violations.append(str(error.error)))

    def listen(page: Page) -> None:
        page.on("console", lambda said: violations.append(said.text) if "Security Policy" in said.text else None)

    context.on("page", listen)
    yield Tablet(context, server.address, app.extensions["engine"], clock, province)
    context.close()
    server.close()
    assert violations == []


def test_enrolled_tapped_corrected_and_back_to_the_start(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.page.click("[data-language=en]")
    expect(tablet.page.locator("h1")).to_have_text("Question Z1")
    tablet.page.click(".faces button[value='2']")
    expect(tablet.page.locator("h1")).to_have_text("Thank you. Recorded: Dissatisfied")
    tablet.page.click("#undo", timeout=3000)
    tablet.page.click(".faces button[value='5']")
    expect(tablet.page.locator("h1")).to_have_text("Thank you. Recorded: Very satisfied")
    tablet.wait(7)
    tablet.shows("thanks")
    tablet.wait(4)
    tablet.shows("faces")
    expect(tablet.page.locator("h1")).to_have_text("Câu hỏi Z1")
    tablet.mend()
    (answer,) = tablet.book()
    assert (answer.mode, answer.language, answer.state, answer.changes) == ("kiosk", "en", "counted", 1)
    assert (answer.day, answer.slot, tablet.scores()) == (TODAY, 36, [5])
    assert "-" not in tablet.page.inner_text("main"), "a receipt looks like XXXX-XXXX-XXXX-XXXXX"


def test_two_presses_in_a_blink_are_one_answer(tablet: Tablet) -> None:
    tablet.enrol()
    press = "document.querySelector('.faces button[value=\"{}\"]').click()"
    tablet.page.evaluate(press.format(4) + ";" + press.format(1))
    tablet.page.evaluate(press.format(1))
    tablet.shows("thanks")
    tablet.mend()
    assert tablet.scores() == [4]


def test_without_a_network_answers_wait_in_sight_and_arrive_once_each(tablet: Tablet) -> None:
    tablet.enrol(its_clock=LAST_YEAR)
    tablet.cut()
    for number, score in enumerate((5, 4, 1), start=1):
        tablet.rate(score)
        tablet.waiting(number)
    tablet.page.reload()
    tablet.shows("faces")
    tablet.waiting(3)
    tablet.rate(3)
    tablet.waiting(4)
    assert tablet.book() == []
    tablet.mend()
    assert tablet.scores() == [1, 3, 4, 5]
    assert {(one.day, one.state, one.mode) for one in tablet.book()} == {(TODAY, "counted", "kiosk")}


def test_each_answer_goes_to_the_day_it_was_given_whatever_the_tablet_s_clock_says(tablet: Tablet) -> None:
    tablet.enrol(its_clock=LAST_YEAR)
    tablet.cut()
    tablet.rate(2)
    tablet.wait(24 * 3600)
    tablet.rate(5)
    tablet.clock.moment += timedelta(days=1, minutes=2)
    tablet.mend()
    assert [(one.day, one.state) for one in tablet.book()] == [
        (TODAY, "counted"), (TODAY + timedelta(days=1), "counted"),
    ]  # fmt: skip


def test_a_tablet_that_slept_and_noticed_tells_the_days_apart(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.cut()
    tablet.rate(2)
    tablet.clock.moment += timedelta(days=1)  # its own time stood still
    tablet.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tablet.rate(5)
    tablet.mend()
    assert [(one.day, one.state) for one in tablet.book()] == [
        (TODAY, "counted"), (TODAY + timedelta(days=1), "counted"),
    ]  # fmt: skip


def test_a_tablet_that_slept_unnoticed_does_not_know_the_day_and_its_answer_is_held(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.cut()
    tablet.rate(2)
    tablet.clock.moment += timedelta(days=1)
    tablet.mend()
    assert [(one.day, one.held_reason) for one in tablet.book()] == [(TODAY, "offline_day")]


@pytest.mark.parametrize(("width", "height"), [(800, 1280), (1280, 800), (1024, 600), (600, 960)])
def test_five_faces_of_120_pixels_fit_either_way_of_holding_it(tablet: Tablet, width: int, height: int) -> None:
    tablet.page.set_viewport_size({"width": width, "height": height})
    tablet.enrol()
    for face in tablet.page.locator(".faces button").all():
        box, drawn = face.bounding_box(), face.locator("svg").bounding_box()
        assert box
        assert drawn
        assert min(drawn["width"], drawn["height"]) >= 120
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height, "a face is below the screen's edge"


def test_a_reply_lost_on_its_way_makes_no_second_answer(tablet: Tablet) -> None:
    tablet.enrol()
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    tablet.page.route("**/phieu", lose)
    tablet.tap(4)
    tablet.waiting(1)
    tablet.page.unroute("**/phieu")
    assert lost == [200]
    assert tablet.scores() == [4]
    tablet.mend()
    assert tablet.scores() == [4]


def test_what_a_revoked_tablet_still_keeps_is_taken_and_held(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.cut()
    tablet.rate(1)
    tablet.revoke()
    tablet.mend()
    tablet.shows("revoked")
    assert [(one.state, one.held_reason) for one in tablet.book()] == [("held", "kiosk_revoked")]
    tablet.page.reload()
    expect(tablet.page.locator("h1")).to_have_text("Máy này không còn được ghi danh")


def test_a_revoked_tablet_hands_over_what_it_keeps_from_the_page_of_enrolment_too(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.cut()
    tablet.rate(2)
    tablet.revoke()
    tablet.page.goto("about:blank")
    tablet.context.set_offline(False)
    tablet.page.goto(tablet.home)
    expect(tablet.page.locator("h1")).to_have_text("Máy này không còn được ghi danh")
    tablet.page.wait_for_function("document.getElementById('waiting').textContent === ''")
    tablet.mend()
    assert [(one.state, one.held_reason) for one in tablet.book()] == [("held", "kiosk_revoked")]


def test_a_tablet_that_loses_power_loses_nothing(
    app: Flask, clock: StillClock, province: SmallProvince, chromium: Browser, tmp_path: Path
) -> None:
    server = Server(app)

    def switched_on(*, offline: bool) -> Tablet:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=chromium_path(), args=FLAGS, offline=offline
        )
        return Tablet(context, server.address, app.extensions["engine"], clock, province)

    tablet = switched_on(offline=False)
    tablet.enrol()
    tablet.context.close()  # in peace, once: this browser writes cookies down half a minute late
    tablet = switched_on(offline=True)
    tablet.page.goto(tablet.home)
    tablet.shows("faces")
    tablet.tap(4)
    pull_the_plug(tmp_path)
    tablet = switched_on(offline=True)
    tablet.page.clock.install()
    tablet.page.goto(tablet.home)
    tablet.waiting(1)
    tablet.tap(1)
    tablet.waiting(2)
    tablet.mend()
    assert [(one.day, one.state, one.mode) for one in tablet.book()] == [(TODAY, "counted", "kiosk")] * 2
    assert tablet.scores() == [1, 4]
    tablet.context.close()
    server.close()


def pull_the_plug(profile: Path) -> None:
    """Kill the browser that works in that folder, and every process of it, at once."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        if str(profile).encode() in words:
            os.kill(int(entry.parent.name), signal.SIGKILL)


def test_outside_the_hours_the_screen_is_dark_and_takes_no_touch(tablet: Tablet) -> None:
    tablet.clock.moment = datetime(2026, 11, 22, 18, 50, tzinfo=ZONE)  # before: what enrolling shows, it has confirmed
    tablet.enrol()
    tablet.cut()
    tablet.wait(11 * 60)
    tablet.shows("closed")
    expect(tablet.page.locator("#more")).to_contain_text("từ 06:00 đến 19:00")
    expect(tablet.page.locator(".faces")).to_be_hidden()
    tablet.wait(11 * 3600)
    tablet.shows("faces")


def test_a_second_tab_waits_until_the_first_is_closed(tablet: Tablet) -> None:
    tablet.enrol()
    first, tablet.page = tablet.page, tablet.context.new_page()
    tablet.page.goto(tablet.home)
    tablet.shows("elsewhere")
    tablet.is_accessible()
    first.close()
    tablet.shows("faces")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_is_accessible(tablet: Tablet, scheme: str) -> None:
    tablet.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
    tablet.page.goto(tablet.home)
    tablet.is_accessible()
    tablet.page.fill("#code", "ABCD")
    tablet.page.press("#code", "Enter")
    expect(tablet.page.get_by_role("alert")).to_be_visible()
    tablet.is_accessible()
    tablet.enrol()
    tablet.is_accessible()
    tablet.page.click("[data-language=en]")
    tablet.is_accessible()
    tablet.cut()
    tablet.page.click(".faces button[value='4']")
    tablet.shows("thanks")
    expect(tablet.page.locator("#waiting")).to_have_text("Answers waiting to be sent: 1")
    tablet.is_accessible()
    tablet.page.click("#undo")
    tablet.shows("again")
    tablet.is_accessible()
    tablet.wait(12 * 3600)
    tablet.shows("closed")
    tablet.is_accessible()
    tablet.revoke()
    tablet.context.set_offline(False)
    tablet.wait(31)
    tablet.shows("revoked")
    tablet.is_accessible()


def test_screens_of_need_say_what_to_do_and_are_accessible(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.page.evaluate(EMPTY_THE_POOL)
    tablet.cut()
    tablet.wait(6)
    tablet.shows("empty")
    expect(tablet.page.locator("#more")).to_contain_text("quét mã QR")
    tablet.is_accessible()
    tablet.context.set_offline(False)
    tablet.wait(31)
    tablet.shows("faces")
    tablet.change(update(Round).values(ends_on=TODAY - timedelta(days=1)))
    tablet.wait(31)
    tablet.shows("unasked")
    tablet.is_accessible()
    tablet.change(update(Placard).values(revoked_at=tablet.clock.now()))
    tablet.wait(31)
    tablet.shows("revoked")
    tablet.page.click("#reload")
    expect(tablet.page.locator("h1")).to_have_text("Bảng mã này đã được gỡ")
    tablet.is_accessible()


EMPTY_THE_POOL = """() => new Promise((resolve) => {
  const asked = indexedDB.open("kiosk");
  asked.onsuccess = () => {
    const cleared = asked.result.transaction("tokens", "readwrite").objectStore("tokens").clear();
    cleared.onsuccess = () => { asked.result.close(); resolve(); };
  };
})"""
