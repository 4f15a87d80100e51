"""A citizen in front of a placard: what they do, and what then stands in the book."""

import re
from http import HTTPStatus
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from khaosat.access import Scope, open_session
from khaosat.models.response import Response
from tests.conftest import StillClock
from tests.factories.province import SmallProvince
from tests.web.quality import page, text_of


class Citizen:
    """A phone without cookies kept and without scripts."""

    def __init__(self, app: Flask, province: SmallProvince, clock: StillClock) -> None:
        self.app, self.province, self.clock = app, province, clock
        self.engine: Engine = app.extensions["engine"]
        self.code = province.codes["19330"]
        self.token = ""

    def get(self, address: str, **how: object) -> TestResponse:
        return self.app.test_client(use_cookies=False).get(address, **how)

    def post(self, address: str, form: dict[str, object], **how: object) -> TestResponse:
        return self.app.test_client(use_cookies=False).post(address, data=form, **how)

    def scan(self, language: str = "vi") -> TestResponse:
        """Open the placard's page and keep its token."""
        shown = self.get(f"/p/{self.code}?lang={language}")
        self.token = token_in(shown) if shown.status_code == HTTPStatus.OK else self.token
        return shown

    def tap(self, score: object, **form: object) -> TestResponse:
        """Touch a face of the page that is open."""
        return self.post(f"/p/{self.code}/cham", {"t": self.token, "diem": score, **form})

    def tell(self, *, last: bool = False, **form: object) -> TestResponse:
        """Send one of the later pages; a hyphen in a field's name is written as two underscores."""
        sent = {name.replace("__", "-"): value for name, value in form.items()}
        return self.post(f"/p/{self.code}/{'xong' if last else 'them'}", {"t": self.token, **sent})

    def forget(self) -> None:
        """Let the few seconds pass after which a process asks the database again."""
        self.app.extensions.pop("citizen_memory", None)

    def receipt(self) -> str:
        """Rate once more the same, and read the receipt off the page."""
        found = re.search(r"\b\w{4}-\w{4}-\w{4}-\w{5}\b", self.tap(5, retry=1).text)
        assert found
        return found[0]

    def book(self) -> list[Response]:
        """Every answer there is."""
        with open_session(self.engine, Scope.system("test")) as session:
            return list(session.scalars(select(Response)))

    def row(self) -> Response:
        """The one answer there is."""
        (only,) = self.book()
        return only


def token_in(response: TestResponse) -> str:
    """The token a page carries."""
    found = re.search(r'name="t" value="([\w-]+)"', response.text)
    assert found, response.text
    return found[1]


def words(response: TestResponse, status: int = 200) -> str:
    """The words of a page that is as good as every page must be."""
    return text_of(page(response, status))


def named(tree: Element, name: str) -> list[str]:
    """The values of the buttons, boxes and choices of that name."""
    return [str(element.get("value")) for element in tree.iter() if element.get("name") == name]


@pytest.fixture
def citizen(app: Flask, province: SmallProvince, clock: StillClock) -> Citizen:
    return Citizen(app, province, clock)
