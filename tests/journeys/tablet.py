"""A tablet at the exit of an office: what people do with it, and what then stands in the book."""

from datetime import datetime
from threading import Thread
from typing import Any

import waitress
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import Engine, Update, select

from khaosat.access import Scope, open_session
from khaosat.models.response import Response
from khaosat.services import kiosks, placards
from khaosat.services.acts import Actor
from tests.conftest import StillClock
from tests.factories.province import SmallProvince
from tests.journeys.axe import Axe

WORDS = {5: "Rất hài lòng", 4: "Hài lòng", 3: "Bình thường", 2: "Không hài lòng", 1: "Rất không hài lòng"}
KEEPER = Actor(None, "a test")
MOMENTS = 6000  # milliseconds that anything may take


class Server:
    """The program served on a port of its own, in a thread of this process, so that a test moves its clock."""

    def __init__(self, app: Flask) -> None:
        self.waitress = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
        self.address = f"http://127.0.0.1:{self.waitress.effective_port}"
        self.thread = Thread(target=self.waitress.run)
        self.thread.start()

    def close(self) -> None:
        """Stop serving; threads end."""
        self.waitress.trigger.pull_trigger(self.waitress.close)  # in the loop's own thread
        self.thread.join(10)
        assert not self.thread.is_alive()


class Tablet:
    """One tablet, its browser, and who keeps it."""

    def __init__(
        self, context: BrowserContext, address: str, engine: Engine, clock: StillClock, made: SmallProvince
    ) -> None:
        self.context, self.engine, self.clock = context, engine, clock
        self.code = made.codes["19330"]
        self.home = f"{address}/kiosk/{self.code}"
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))

    def invite(self) -> str:
        """Ask for a one-time code, as the administrator does."""
        with open_session(self.engine, Scope.system("a keeper")) as session:
            placard = placards.placard(session, code=self.code, day=self.clock.now().date())
            return kiosks.invite(session, placard=placard, by=KEEPER, at=self.clock.now())

    def revoke(self) -> None:
        """End every enrolment of the placard."""
        with open_session(self.engine, Scope.system("a keeper")) as session:
            placard = placards.placard(session, code=self.code, day=self.clock.now().date())
            for one in kiosks.lines(session, placard=placard, at=self.clock.now()):
                kiosks.revoke(session, placard=placard, kiosk_id=one.id, by=KEEPER, at=self.clock.now())

    def enrol(self, *, its_clock: datetime | None = None) -> None:
        """Open the address, type a fresh code, and wait until the faces can be used without a network."""
        self.page.clock.install(time=its_clock)
        self.page.goto(self.home)
        self.page.fill("#code", self.invite())
        self.page.press("#code", "Enter")
        self.shows("faces")
        self.page.evaluate("navigator.serviceWorker.ready")
        self.page.wait_for_function(
            "async (path) => Boolean(await caches.match(path)) && Boolean(navigator.serviceWorker.controller)",
            arg=f"/kiosk/{self.code}",
        )

    def shows(self, screen: str) -> None:
        """Wait for that screen."""
        expect(self.page.locator("body")).to_have_attribute("data-screen", screen, timeout=MOMENTS)

    def tap(self, score: int) -> None:
        """Touch a face and read the thanks."""
        self.page.click(f".faces button[value='{score}']")
        self.shows("thanks")
        expect(self.page.locator("h1")).to_contain_text(f": {WORDS[score]}")

    def wait(self, seconds: float) -> None:
        """Let the tablet's time pass."""
        self.page.clock.fast_forward(int(seconds * 1000))

    def rate(self, score: int) -> None:
        """Touch a face, read the thanks, and go."""
        self.tap(score)
        self.wait(11)
        self.shows("faces")

    def cut(self) -> None:
        """Lose the network."""
        self.context.set_offline(True)

    def mend(self) -> None:
        """Have the network again, and wait until nothing waits to be sent."""
        self.context.set_offline(False)
        self.wait(31)
        expect(self.page.locator("#waiting")).to_be_empty(timeout=MOMENTS)
        for _ in range(MOMENTS // 50):
            if self.page.evaluate(HOW_MANY_WAIT, self.code) == 0:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("answers still wait")

    def waiting(self, number: int) -> None:
        """Read how many answers wait."""
        expect(self.page.locator("#waiting")).to_have_text(f"{number} phiếu chờ gửi", timeout=MOMENTS)

    def change(self, statement: Update) -> None:
        """Let something change on the server's side."""
        with open_session(self.engine, Scope.system("something changes")) as session:
            session.execute(statement)
            session.commit()

    def book(self) -> list[Response]:
        """Every answer there is, by day and score."""
        with open_session(self.engine, Scope.system("a test looks").reading()) as session:
            return list(session.scalars(select(Response).order_by(Response.day, Response.s01)))  # type: ignore[attr-defined]  # columns set in a loop

    def scores(self) -> list[Any]:
        """The scores in the book."""
        return [answer.s01 for answer in self.book()]  # type: ignore[attr-defined]  # columns set in a loop

    def is_accessible(self) -> None:
        """Let axe look at the page as it is."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()


HOW_MANY_WAIT = """(code) => new Promise((resolve) => {
  const asked = indexedDB.open("kiosk");
  asked.onsuccess = () => {
    const counted = asked.result.transaction("waiting").objectStore("waiting").index("code").count(code);
    counted.onsuccess = () => { asked.result.close(); resolve(counted.result); };
  };
})"""
