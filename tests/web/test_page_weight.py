"""What a page of the staff weighs over the wire: at the first visit with all it asks for, and when that is kept."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from config import ROOT, Settings
from khaosat.db import connect
from khaosat.policy import GRANTS, Permission
from khaosat.web import assets, stylesheet
from khaosat.web.app import create_app
from khaosat.web.audience import NEEDS
from tests.cast import ROLES, Cast
from tests.conftest import StillClock
from tests.factories.province import SmallProvince
from tests.factories.unit_values import TT, bring_in
from tests.web import test_matrix

FIRST, AGAIN = 60_000, 30_000  # bytes
GZIP = {"Accept-Encoding": "gzip"}
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"')
STAFF = ("account.", "unit.", "affairs.", "officer.", "admin.", "collector.")
READERS = ("chi", "dung", "giang", "duc", "thu")  # who reads everything, the administrator, the inspector …


@pytest.fixture
def large(settings: Settings, clock: StillClock, whole: Path, tmp_path: Path) -> Iterator[Flask]:
    """The program on a copy of the whole province."""
    engine = connect(f"sqlite:///{shutil.copy(whole, tmp_path / 'whole.db')}")
    yield create_app(settings, clock=clock, engine=engine)
    engine.dispose()


def _addresses(app: Flask, unit: str) -> Iterator[tuple[str, Permission]]:
    made = SmallProvince(placards={unit: 1}, offices={unit: 2}, codes={unit: "0"})
    values = test_matrix._values(made, unit)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(STAFF) and "GET" in (rule.methods or set()):
            yield _built(rule, values), NEEDS[rule.endpoint]


def _built(rule: Rule, values: dict[str, object]) -> str:
    return test_matrix._address(rule, values)


def _weight(browser: FlaskClient, address: str) -> tuple[int, int] | None:
    """The bytes of a page with all it links to, and of the page alone; None for what is no page."""
    answer = browser.get(address, headers=GZIP)
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return None
    alone = len(answer.data)
    html = browser.get(address).text
    linked = [browser.get(link, headers=GZIP) for link in LINKED.findall(html)]
    assert linked, f"{address} has no style"
    for one in linked:
        assert one.status_code == 200
        assert one.headers["Cache-Control"] == assets.FOREVER, "what is linked must be kept without asking"
        assert one.headers["Content-Encoding"] == "gzip"
    return alone + sum(len(one.data) for one in linked), alone


def test_every_page_of_the_staff_fits_the_budget_with_170_rows_too(large: Flask, clock: StillClock) -> None:
    cast = Cast(large, clock, SmallProvince())
    weighed: dict[str, tuple[int, int]] = {}
    for name in READERS:
        browser, may = cast.browser(name), GRANTS[ROLES[name][0]]
        for unit in ("QT", "x5"):
            for address, needs in _addresses(large, unit):
                if address not in weighed and needs in may:
                    found = _weight(browser, address)
                    if found:
                        weighed[address] = found
    rows = cast.browser("chi").get("/ket-qua/QT").text
    assert rows.count("<tr") >= 30, "the province's table was not there to be weighed"
    assert {address.split("/")[1] for address in weighed} >= {"ket-qua", "thi-dua", "quan-tri", "tai-khoan"}
    assert len(weighed) >= 20
    assert {a: w for a, w in weighed.items() if w[0] > FIRST or w[1] > AGAIN} == {}, weighed


def test_the_units_of_a_year_with_components_and_their_gaps_fit_too(large: Flask, clock: StillClock) -> None:
    communes = [f"x{k}" for k in range(141)]
    gaps = ["2,,,,,,,,", "1.333333,2,1.75,1.5,,1.666667,0.25,2,1", "1.333333,2,1.75,1.5,1,1.666667,0.25,2,1"]
    bring_in(large.extensions["engine"], *(f"{key},{gaps[k % 3]}" for k, key in enumerate(communes)))
    browser = Cast(large, clock, SmallProvince()).browser("chi")
    address = f"/thi-dua/2026/don-vi?quy-tac={TT}"
    assert browser.get(address).text.count("chỉ để so sánh") == 47
    found = _weight(browser, address)
    assert found is not None
    assert found[0] <= FIRST
    assert found[1] <= AGAIN


def test_a_style_is_never_asked_for_again_and_an_old_name_is_told_the_new_content(app: Flask) -> None:
    browser = app.test_client()
    with app.test_request_context():
        address = assets.address(assets.STAFF)
    new = browser.get(address)
    assert new.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in new.headers["Vary"]
    assert new.mimetype == "text/css"
    old = browser.get(re.sub(r"\.[0-9a-f]{12}\.", ".000000000000.", address))
    assert (old.data, old.headers["Cache-Control"]) == (new.data, "no-cache")
    plain = browser.get("/static/js/kiosk/main.js")
    again = browser.get("/static/js/kiosk/main.js", headers={"If-None-Match": plain.headers["ETag"]})
    assert (plain.headers["Cache-Control"], again.status_code, again.data) == ("no-cache", 304, b"")
    assert browser.get("/static/../config.py").status_code == 404
    assert browser.get("/static/css/nothing.css").status_code == 404


def test_squeezed_and_plain_content_are_the_same_and_named_apart(app: Flask) -> None:
    import gzip  # noqa: PLC0415  only here

    browser = app.test_client()
    plain = browser.get("/static/css/staff.css")
    squeezed = browser.get("/static/css/staff.css", headers=GZIP)
    assert gzip.decompress(squeezed.data) == plain.data
    assert plain.headers["ETag"] != squeezed.headers["ETag"]
    assert len(squeezed.data) < 12_000 < len(plain.data)
    assert plain.text.startswith("/*!"), "Bootstrap's notice of copyright goes with it"


def test_every_class_of_bootstrap_that_templates_name_is_in_what_is_sent() -> None:
    whole, sent = stylesheet.classes(assets.bootstrap_whole()), stylesheet.classes(assets.bootstrap_used())
    written = [file.read_text(encoding="utf-8") for file in (ROOT / "templates").rglob("*.html")]
    named = {word for text in written for word in stylesheet.WORD.findall(text)}
    assert named & whole <= sent | {"clearfix"}
    assert {"btn", "btn-sm", "btn-outline-danger", "form-check-input", "table", "visually-hidden"} <= sent
    assert "modal" not in sent


def test_rules_stay_whole_where_a_list_is_cut_and_properties_nobody_reads_go() -> None:
    css = (
        ":root{--a:1px;--b:2px;--c:var(--b)}.yes,.no{margin:var(--a)}.no:not(.yes,.also)>p{top:0}"
        "@media (min-width:1px){.no{left:0}.yes{left:1px}}p{color:red}[data-no]{top:1px}@keyframes x{to{top:0}}"
    )
    assert stylesheet.used(css, {"yes"}) == (
        ":root{--a:1px;}.yes{margin:var(--a)}@media (min-width:1px){.yes{left:1px}}p{color:red}"
    )
