"""A tablet without its script: what it says to the server, and what then stands in the book."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from khaosat.access import Scope, open_session
from khaosat.models.response import Response
from khaosat.services import kiosks, placards
from khaosat.services.acts import Actor
from tests.conftest import StillClock
from tests.factories.province import SmallProvince

KEEPER = Actor(None, "a test")


class Device:
    """One tablet; its cookies are its own."""

    def __init__(self, app: Flask, province: SmallProvince, clock: StillClock) -> None:
        app.config["WTF_CSRF_ENABLED"] = False
        self.app, self.province, self.clock = app, province, clock
        self.engine: Engine = app.extensions["engine"]
        self.client = app.test_client()
        self.code = province.codes["19330"]
        self.address = f"/kiosk/{self.code}"

    def invite(self, unit: str = "19330") -> str:
        """Ask the administrator for a one-time code."""
        with open_session(self.engine, Scope.system("a keeper")) as session:
            placard = placards.placard(session, code=self.province.codes[unit], day=self.clock.now().date())
            return kiosks.invite(session, placard=placard, by=KEEPER, at=self.clock.now())

    def enrol(self, code: str) -> TestResponse:
        """Type a code."""
        return self.client.post(f"{self.address}/ghi-danh", data={"code": code})

    def end(self) -> None:
        """Revoke every tablet of the placard, and every code that waits."""
        with open_session(self.engine, Scope.system("a keeper")) as session:
            placard = placards.placard(session, code=self.code, day=self.clock.now().date())
            standing = kiosks.lines(session, placard=placard, at=self.clock.now())
            for one in [each for each in standing if each.state != "revoked"]:
                kiosks.revoke(session, placard=placard, kiosk_id=one.id, by=KEEPER, at=self.clock.now())

    def state(self, wanted: int = 1) -> dict[str, Any]:
        """Ask how things stand, and for tokens."""
        found: dict[str, Any] = self.client.get(f"{self.address}/trang-thai?can={wanted}").get_json()
        return found

    def draw(self) -> str:
        """Draw one token."""
        (token,) = self.state()["tokens"]
        return str(token)

    def send(self, *answers: object) -> list[str]:
        """Send answers; returns the tokens that the tablet may forget."""
        said = self.client.post(f"{self.address}/phieu", json={"answers": answers}).get_json()
        return list(said["kept"])

    def press(self, token: str, score: int = 4, day: date = date(2026, 11, 22), **more: Any) -> dict[str, Any]:  # noqa: ANN401  whatever JSON holds
        """An answer as the tablet sends it."""
        return {
            "token": token, "score": score, "language": "vi", "day": day.isoformat(), "slot": 36, "sure": True, **more,
        }  # fmt: skip  # one answer, one line of thought

    def book(self) -> list[Response]:
        """Every answer there is."""
        with open_session(self.engine, Scope.system("a test looks")) as session:
            return list(session.scalars(select(Response).order_by(Response.day)))

    def row(self) -> Response:
        """The one answer there is."""
        (only,) = self.book()
        return only


@pytest.fixture
def device(app: Flask, province: SmallProvince, clock: StillClock) -> Device:
    return Device(app, province, clock)


@pytest.fixture
def enrolled(device: Device) -> Device:
    assert device.enrol(device.invite()).status_code == 303
    return device
