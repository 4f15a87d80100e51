"""Every page of the staff and of the public, from the URL map, in a real Chromium: axe, narrow, light and dark."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from khaosat.access import Scope, open_session
from khaosat.models.case import Case
from khaosat.models.complaint import OfficerComplaint
from khaosat.models.placard_day import PlacardDay
from khaosat.policy import GRANTS, Permission
from khaosat.services.calendar import every_day
from khaosat.web.audience import NEEDS
from khaosat.web.citizen import scans
from tests.cast import CITIZEN, ROLES, Cast
from tests.factories.appraisal import an_open_year
from tests.factories.province import SmallProvince
from tests.factories.stuffing import CLOSED_AT, a_finding
from tests.factories.tokens import READ, WRITE, token
from tests.factories.unit_values import EXACTLY_15, TT, bring_in
from tests.journeys.axe import Axe
from tests.journeys.tablet import Server
from tests.web.test_matrix import _address, _values
from tests.web.unit.test_comments import written  # noqa: F401  the same comments

pytestmark = pytest.mark.browser
OTHERS_SEE_MORE = (
    *(("account.today", name, "/hom-nay") for name in ("binh", "chi", "dung")),
    *(("unit.unit", "chi", f"/ket-qua/{unit}") for unit in ("QT", "461")),
    ("appraisal.rulesets", "chi", "/thi-dua/quy-tac"),
    *(("appraisal.year_of_appraisal", name, "/thi-dua/2026/ky") for name in ("chi", "duc", "giang")),
    *(("appraisal.sheet", "chi", f"/thi-dua/2026/ho-so/cc-{key}") for key in ("19330-3", "462-1", "so-noi-vu-2")),
    *(("affairs.year_units", who, f"/thi-dua/2026/don-vi?quy-tac={TT}") for who in ("chi", "giang")),
    ("appraisal.unit_components", "chi", f"/thi-dua/2026/don-vi/thanh-phan?quy-tac={TT}"),
)
OF_THE_CITIZEN = ("citizen.", "kiosk.")  # they have tests of their own
NOT_FROM_AN_ADDRESS = {
    "unit.home", "account.start",  # they lead on to another page
    "admin.print_order", "unit.print_order", "unit.report_order", "appraisal.paper_order",  # of one that is being made,
    "admin.print_file", "unit.print_file", "unit.report_file", "appraisal.paper_file",  # and the file
    "account.second_factor", "collector.correct",  # in the midst of an act
    "appraisal.signed_body",  # of a year that was signed
}  # fmt: skip  # one line a reason


@pytest.fixture
def server(app: Flask) -> Iterator[Server]:
    served = Server(app)
    yield served
    served.close()


@pytest.fixture
def troubled(app: Flask, cast: Cast, written: SmallProvince) -> SmallProvince:  # noqa: F811  the fixture
    an_open_year(app.extensions["engine"], written)
    bring_in(app.extensions["engine"], f"19330,{EXACTLY_15}", "19333,2,,1,1,1,1,1,1,1")
    place = {"unit_id": written.units["19330"], "office_id": written.offices["19330"]}
    people = cast.account("chi"), cast.account("cuc")
    with open_session(app.extensions["engine"], Scope.system("what waits, for a test")) as session:
        session.add(Case(id=uuid4(), day=date(2026, 11, 9), state="open", text="x", contact="y", **place))
        for unit, last in (("19330", date(2026, 10, 2)), ("461", date(2026, 11, 20))):
            for day in every_day(date(2026, 5, 25), last):
                if day.weekday() < 5:
                    row = PlacardDay(placard_id=written.placards[unit], day=day, answers=4)
                    row.unit_id = written.units[unit]
                    session.add(row)
        look, finding = a_finding(written, id=999_999)
        session.add(look)
        session.flush()
        session.add(finding)
        session.add_all(_complaints(written, *people))
        session.commit()
    for _ in range(7):
        app.test_client().get(f"/p/{written.codes['19330']}")
    scans.write(app)
    token(cast, READ, "19330")
    token(cast, WRITE, name="phan-mem-mot-cua-dien-tu-cua-tinh-dai", last_day=date(2026, 11, 30))
    return written


def _complaints(made: SmallProvince, chi: int, cuc: int) -> Iterator[OfficerComplaint]:
    """One that waits for a second person, and one that was verified true."""
    said = {"officer_id": made.officers["19330"][0], "about": "papers", "source": "letter", "summary": "x"}
    decided = {"founded": True, "reason": "y", "decided_by": chi, "decided_at": CLOSED_AT, "entered_by": chi}
    for more in ({}, {"confirmed_by": cuc, "confirmed_at": CLOSED_AT}):
        yield OfficerComplaint(day=date(2026, 11, 9), entered_at=CLOSED_AT, **said, **decided, **more)


def _pages(app: Flask, place: SmallProvince, account_id: int) -> Iterator[tuple[str, str, str]]:
    """Yield endpoint, who may open it, and its address: pages, no files."""
    for rule in app.url_map.iter_rules():
        needs = NEEDS.get(rule.endpoint)
        if needs is None or "GET" not in (rule.methods or ()) or rule.endpoint.startswith(OF_THE_CITIZEN):
            continue
        values = {**_values(place, "19330"), "account_id": account_id}
        for name in (CITIZEN, *ROLES):
            may = needs is Permission.PUBLIC if name == CITIZEN else needs in GRANTS[ROLES[name][0]]
            if may:
                yield rule.endpoint, name, _address(rule, values)
                break


def _signed_in(desk: BrowserContext, server: Server, cast: Cast, name: str) -> None:
    desk.clear_cookies()
    cookie = cast.browser(name).get_cookie("phien")
    if cookie is not None:
        desk.add_cookies([{"name": "phien", "value": cookie.value, "url": server.address}])


def _found(axe: Axe, opened: Page, scheme: str) -> list[str]:
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    wrong = [one["id"] for one in axe.run(opened).response["violations"]]
    if opened.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        wrong.append("scrolls sideways")
    return wrong


def test_axe_finds_nothing_on_any_page_and_nothing_scrolls_sideways(
    app: Flask,
    cast: Cast,
    server: Server,
    troubled: SmallProvince,
    desk: BrowserContext,
) -> None:
    axe, opened, wrong, seen, files = Axe(), desk.new_page(), {}, set(), set()
    pages = [*_pages(app, troubled, cast.account("an")), *OTHERS_SEE_MORE]
    opened.set_viewport_size({"width": 320, "height": 740})
    for endpoint, name, address in pages:
        shown = cast.browser(name).get(address)
        if shown.mimetype != "text/html":
            files.add(endpoint)
            continue
        if shown.status_code != 200:
            continue
        _signed_in(desk, server, cast, name)
        opened.goto(server.address + address)
        seen.add(endpoint)
        for scheme in ("light", "dark"):
            if found := _found(axe, opened, scheme):
                wrong[f"{name} {address} {scheme}"] = found
    assert wrong == {}
    assert {endpoint for endpoint, _name, _address in pages} - seen - files == NOT_FROM_AN_ADDRESS
