"""The units' funnel: no rank anywhere, every state a good page."""

import re
from datetime import date

import pytest
from flask import Flask

from khaosat.access import Scope, open_session
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.factories.releases import write_tally
from tests.web.quality import page, statements, text_of


@pytest.fixture
def tallied(app: Flask, province: SmallProvince) -> SmallProvince:
    said = {"19330": (0, 0, 20, 180, 0), "19333": (0, 0, 30, 170, 0), "19357": (0, 2, 1, 4, 0)}
    with open_session(app.extensions["engine"], Scope.system("tallies for a test")) as session:
        for key, counts in said.items():
            unit_id, office_id = province.units[key], province.offices[key]
            write_tally(session, unit_id=unit_id, office_id=office_id, day=date(2026, 10, 5), counts=counts)
        held = (5, 0, 0, 0, 0)
        unit_id, office_id = province.units["19330"], province.offices["19330"]
        write_tally(session, unit_id=unit_id, office_id=office_id, day=date(2026, 10, 5), counts=held, held=True)
        session.commit()
    return province


@pytest.mark.parametrize("who", ["chi", "giang"])
def test_units_stand_with_interval_and_words_and_never_a_rank(who: str, cast: Cast, tallied: SmallProvince) -> None:
    tree = page(cast.browser(who).get("/thi-dua"))
    text = text_of(tree)

    assert len(tallied.units) > 1
    assert "90,0 %" in text
    assert "trong giới hạn" in text
    assert "5 đến 9 phiếu: từ một nửa đến dưới bốn phần năm hài lòng" in text
    assert "5 phiếu tạm giữ" in text
    assert "từ 1/9/2026 đến 20/11/2026" in text
    rows = [row.findtext("th/a") for row in tree.findall(".//tbody/tr") if row.find("td") is not None]
    assert rows == ["UBND phường 1", "UBND phường Đông Giang", "UBND phường 1"]
    assert not re.search(r"[Hh]ạng \d", text)


@pytest.mark.parametrize("query", ["?cap=so", "?cap=huyen&giu=co", "?tu=2026-01-01&den=2026-02-01", "?cap=zz"])
def test_every_choice_makes_a_good_page(query: str, cast: Cast, tallied: SmallProvince) -> None:
    assert len(tallied.units) > 1
    page(cast.browser("chi").get(f"/thi-dua{query}"))


@pytest.mark.parametrize("query", ["?tu=x", "?tu=2026-02-01&den=2026-01-01"])
def test_days_nobody_can_read_make_a_plain_page(query: str, cast: Cast, tallied: SmallProvince) -> None:
    assert len(tallied.units) > 1
    page(cast.browser("chi").get(f"/thi-dua{query}"), 422)


def test_nobody_but_internal_affairs_and_the_inspector_may_look(cast: Cast, tallied: SmallProvince) -> None:
    assert len(tallied.units) > 1
    for who in ("an", "binh", "duc", "dung"):
        page(cast.browser(who).get("/thi-dua"), 404)


def test_the_funnel_takes_few_statements_and_reads_no_answers(app: Flask, cast: Cast, tallied: SmallProvince) -> None:
    browser = cast.browser("chi")
    assert len(tallied.units) > 1
    with statements(app.extensions["engine"]) as seen:
        browser.get("/thi-dua")
    assert len(seen) <= 8, "\n".join(seen)
    assert not [statement for statement in seen if "responses" in statement]
