"""Thu the collector at her desk: what she types, and what then stands in the book and the trail."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from khaosat.models.event import Event
from khaosat.models.response import Response
from tests.cast import Cast
from tests.web.desk import post, seen_by

FULL = {"q-Z1": "5", "q-OF": "4", "q-A": "5", "q-B": "3", "q-C": "4", "q-D": "-", "q-E": "0"}


class Collector:
    """A browser in which Thu has signed in."""

    def __init__(self, cast: Cast, name: str = "thu") -> None:
        self.cast = cast
        self.client: FlaskClient = cast.browser(name)
        self.token = ""

    def again(self, name: str = "thu") -> "Collector":
        """Sign in once more, as Thu or somebody else, in the same browser."""
        fresh = Collector(self.cast, name)
        cookie = self.client.get_cookie("session")
        assert cookie is not None
        fresh.client.set_cookie("session", cookie.value, domain="localhost")
        return fresh

    def open(self, office: str = "19330", **asked: str) -> TestResponse:
        """Open an empty form, and keep its token."""
        query = {name.replace("_", "-"): value for name, value in asked.items()}
        shown = self.client.get(f"/nhap-phieu/{office}", query_string=query)
        found = re.search(r'name="t" value="([\w-]+)"', shown.text)
        self.token = found[1] if found else ""
        return shown

    def send(self, office: str = "19330", **typed: str) -> TestResponse:
        """Send the form that is open; a hyphen in a field's name is written as two underscores."""
        changed = {name.replace("__", "-"): value for name, value in typed.items()}
        fields = {"t": self.token, "mode": "paper", "day": "2026-11-22", **FULL, **changed}
        return post(self.client, f"/nhap-phieu/{office}", fields)

    def enter(self, **typed: str) -> TestResponse:
        """Open a form and send it."""
        self.open()
        return self.send(**typed)

    def book(self) -> list[Response]:
        """Every answer there is."""
        with seen_by(self.cast) as session:
            return list(session.scalars(select(Response).order_by(Response.s01)))  # type: ignore[attr-defined]  # columns set in a loop

    def row(self) -> Response:
        """The one answer there is."""
        (only,) = self.book()
        return only

    def trail(self) -> list[Event]:
        """What the audit trail says about entered answers."""
        with seen_by(self.cast) as session:
            return list(session.scalars(select(Event).where(Event.act.startswith("answers:")).order_by(Event.id)))


@pytest.fixture
def thu(cast: Cast) -> Collector:
    return Collector(cast)
