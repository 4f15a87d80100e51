"""Every page and state of the citizen's, in a real Chromium: axe, small screens, large text, colours, keyboard."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from shutil import copy

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route
from sqlalchemy import select

import config
from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.models.response import Response
from khaosat.services import questionnaires
from khaosat.web.app import create_app
from tests.conftest import StillClock
from tests.factories.province import SmallProvince, small_province
from tests.journeys.axe import Axe
from tests.journeys.tablet import Server
from tests.web.citizen.conftest import Citizen
from tests.web.citizen.states import State, states

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("citizen-pages")]
PLACE = "http://khaosat.example/"
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
SIDEWAYS = """[...document.querySelectorAll('*')].filter(one => one.getClientRects().length
  && (one.getBoundingClientRect().right > innerWidth + .5 || one.scrollWidth > Math.max(one.clientWidth, 1)
      && one.clientWidth && getComputedStyle(one).display != 'inline' && !one.matches('select, textarea, input')))
  .map(one => one.outerHTML.slice(0, 90))"""
SMALL = """[...document.querySelectorAll('button, select, textarea, summary, .go, .tick, label > input:first-of-type')]
  .filter(one => one.getClientRects().length && !one.matches('.tick *') && one.getBoundingClientRect().height < 56)
  .map(one => one.outerHTML.slice(0, 90))"""
TINY = """[...document.querySelectorAll('body *')].filter(one => [...one.childNodes].some(
  node => node.nodeType == 3 && node.data.trim()) && parseFloat(getComputedStyle(one).fontSize) < 18)
  .map(one => one.outerHTML.slice(0, 90))"""
FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one);
  const name = (one.labels?.[0] ?? one).innerText || '';
  return [name, parseFloat(style.outlineWidth) >= 3 && style.outlineStyle != 'none'] }"""
MOST_TABS = 40


@pytest.fixture(scope="module")
def shown(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> list[State]:
    """Every state in both languages, answered once by the program."""
    found: list[State] = []
    for language in ("vi", "en"):
        folder = tmp_path_factory.mktemp(f"pages-{language}")
        copy(migrated_sqlite, folder / "test.db")
        engine = connect(f"sqlite:///{folder / 'test.db'}")
        settings = config.read({"INSTANCE": str(folder), "PUBLIC_URL": PLACE.rstrip("/")})
        clock = StillClock(datetime(2026, 11, 22, 9, 0, tzinfo=config.ZONE))
        app = create_app(settings, engine=engine, clock=clock)
        citizen = Citizen(app, small_province(engine), clock)
        found += [state for state in states(citizen, clock, language) if state.is_page]
        engine.dispose()
    return found


@pytest.fixture(scope="module")
def refused() -> list[str]:
    """What the security policy refused, on any page."""
    return []


@pytest.fixture(scope="module")
def opened(chromium: Browser, refused: list[str]) -> Iterator[Page]:
    """One page of one browser in which the states are shown, with the headers they came with."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()


def _show(page: Page, state: State) -> None:
    def answer(route: Route) -> None:
        kept = {name: value for name, value in state.shown.headers.items() if name != "Content-Length"}
        route.fulfill(status=state.shown.status_code, headers=kept, body=state.shown.text)

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(PLACE)
    page.evaluate(OPEN_ALL)


def test_axe_finds_nothing_on_any_page_light_or_dark_and_the_policy_refuses_nothing(
    shown: list[State], opened: Page, refused: list[str]
) -> None:
    axe, wrong = Axe(), {}
    for state in shown:
        opened.emulate_media(color_scheme="light")
        _show(opened, state)
        for scheme in ("light", "dark"):
            opened.emulate_media(color_scheme=scheme)
            found = axe.run(opened)
            if found.violations_count:
                wrong[f"{state.name}, {scheme}"] = found.generate_report()
    assert wrong == {}
    assert refused == []


@pytest.mark.parametrize("text", [16, 32], ids=["text as it is", "text twice as large"])
def test_nothing_scrolls_sideways_at_320_pixels_and_what_is_touched_is_large(
    shown: list[State], opened: Page, text: int
) -> None:
    session = opened.context.new_cdp_session(opened)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": text}})
    opened.emulate_media(color_scheme="light")
    wrong = {}
    for state in shown:
        _show(opened, state)
        assert opened.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 18 * text / 16
        found = [opened.evaluate(what) for what in (SIDEWAYS, SMALL, TINY)]
        if any(found):
            wrong[state.name] = found
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    assert wrong == {}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_all_five_faces_stand_on_a_phone_s_first_screen(shown: list[State], opened: Page, language: str) -> None:
    opened.set_viewport_size({"width": 360, "height": 640})
    _show(opened, next(state for state in shown if state.name == f"faces: scanned p ({language})"))
    asked = questionnaires.read("short").items[0].texts[language]
    opened.evaluate("words => document.querySelector('h1').textContent = words", asked)
    last = opened.locator("button[name=diem]").last.bounding_box()
    opened.set_viewport_size({"width": 320, "height": 640})
    assert last is not None
    assert last["y"] + last["height"] <= 640, "who is least satisfied would have to look for the face"


def test_on_paper_stand_the_receipt_and_no_buttons(shown: list[State], opened: Page) -> None:
    _show(opened, next(state for state in shown if state.name == "rest: thanks (vi)"))
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.locator(".code").is_visible()
    assert not opened.locator("button").is_visible()
    ink, paper = opened.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    opened.emulate_media(media="screen", color_scheme="light")


def test_in_forced_colours_every_face_keeps_its_border_its_shape_and_its_word(shown: list[State], opened: Page) -> None:
    _show(opened, next(state for state in shown if state.name == "faces: scanned p (vi)"))
    opened.emulate_media(forced_colors="active")
    for face in opened.locator("button[name=diem]").all():
        style = face.evaluate("one => [getComputedStyle(one).borderTopWidth, getComputedStyle(one).borderTopColor]")
        assert style == ["2px", opened.evaluate("getComputedStyle(document.querySelector('button')).color")]
        assert face.inner_text().strip()
        assert face.locator("path").count() >= 2
    opened.emulate_media(forced_colors="none")


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    served = Server(app)
    yield served
    served.close()


class Keyboard:
    """Somebody without a mouse and without a touch screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, words: str) -> "Keyboard":
        """Press Tab until what is called so has the focus, and see that the focus shows."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            text, is_seen = self.page.evaluate(FOCUSED)
            if text.strip().startswith(words):
                assert is_seen, f"the focus on {words} does not show"
                return self
        raise AssertionError(f"no Tab leads to {words}")

    def press(self, key: str) -> "Keyboard":
        """Press a key."""
        self.page.keyboard.press(key)
        return self

    def hears(self, heading: str, title: str | None = None) -> None:
        """Wait for what a screen reader says first on a page: its title, then its heading."""
        self.page.wait_for_function("words => document.querySelector('h1')?.innerText.includes(words)", arg=heading)
        assert (title or heading) in self.page.title(), self.page.title()


def test_a_whole_visit_by_keyboard_alone(
    app: Flask, province: SmallProvince, server: Server, desk: BrowserContext
) -> None:
    page = desk.new_page()
    page.goto(server.address)
    keys = Keyboard(page)
    keys.reach("Mã in trên bảng")
    page.keyboard.type(province.codes["19330"])
    keys.press("Enter").hears("Câu hỏi Z1", title="Ông/Bà có hài lòng không?")
    keys.reach("Hài lòng").press("Enter").hears("Đã ghi: Hài lòng", title="Đã ghi")
    keys.reach("Bấm nhầm? Chọn lại").press("Enter")
    keys.reach("Không hài lòng").press("Enter").hears("Đã ghi: Không hài lòng", title="Đã ghi")
    keys.reach("Ai đã phục vụ Ông/Bà?").press("ArrowDown")
    keys.reach("Rất không hài lòng").press("Enter").hears("Kể thêm, nếu Ông/Bà muốn")
    keys.reach("Chờ lâu").press("Space")
    keys.reach("Ý kiến thêm")
    page.keyboard.type("Cho qua lau")
    keys.reach("Gửi").press("Enter").hears("Cảm ơn Ông/Bà")
    with open_session(app.extensions["engine"], Scope.system("a test looks").reading()) as session:
        (kept,) = session.scalars(select(Response)).all()
    assert (kept.s01, kept.s02, kept.comment) == (2, 1, "Cho qua lau")  # type: ignore[attr-defined]  # made in a loop
    assert kept.officer_id in province.officers["19330"]
    keys.reach("Xem biên nhận").press("Enter").hears("Biên nhận")
    keys.reach("Rút phiếu").press("Enter")
    keys.reach("Rút phiếu này").press("Enter")
    page.wait_for_selector("[role=status].note:has-text('Đã rút phiếu')")
