"""A signed year's pages in a real Chromium: what was corrected, a long document, a league asked for anew."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from tests.cast import Cast
from tests.journeys.tablet import Server
from tests.journeys.test_appraisal_states import Looker
from tests.web.appraisal.test_checking import CORRECTION, PAGE, SHEETS, year  # noqa: F401  the same signed year
from tests.web.appraisal.test_papers import PAPERS, printing_at_once  # noqa: F401  the same worker

pytestmark = pytest.mark.browser
KEY, ANEW = "cc-19330-1", "/thi-dua/tinh-lai"


@pytest.fixture
def server(app: Flask, year: Cast) -> Iterator[Server]:  # noqa: ARG001, F811  the year is there before it is served
    served = Server(app)
    yield served
    served.close()


@pytest.mark.usefixtures("printing_at_once")
def test_nothing_is_wrong_with_what_is_shown_after_the_signature(
    year: Cast,  # noqa: F811  the fixture
    server: Server,
    desk: BrowserContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looker, chi, duc = Looker(desk, server, year), year.browser("chi"), year.browser("duc")
    looker.look("duc", CORRECTION, 20)
    for class_, reason in (("good", "Kết luận thanh tra số 5/KL"), ("excellent", "Bản án số 9/HC")):
        form = {"officer": KEY, "class": class_, "reason": reason}
        assert duc.post(CORRECTION, data=form).status_code == 302
    for name, address in SHEETS.items():
        looker.look(name, address.format(KEY), 21)
    looker.look("giang", PAGE, 22)
    monkeypatch.setattr("khaosat.web.appraisal.papers.MANY", 16)
    ordered = chi.post(PAPERS, data={"tep": "danh-sach.docx"})
    assert ordered.status_code == 303
    looker.look("chi", ordered.headers["Location"], 23)
    looker.look("chi", PAPERS, 24)
    looker.look("chi", ANEW, 25)
    assert looker.wrong == {}
