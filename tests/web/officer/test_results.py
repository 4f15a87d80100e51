"""An officer sees what was released about them, and nothing about a colleague."""

from datetime import date

import pytest
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.policy import Role
from tests.cast import Cast
from tests.factories.people import person
from tests.factories.province import SmallProvince
from tests.factories.releases import ReleaseBook, officer, overall
from tests.web.quality import page, statements, text_of


@pytest.fixture
def released(app: Flask, province: SmallProvince) -> SmallProvince:
    first, second, _third = province.officers["19330"]
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 9, 1))
        here = province.units["19330"], province.offices["19330"]
        book.close(*here, "", date(2026, 9, 30), overall(0, 0, 0, 0, 77))
        book.close(*here, f"officer:{first}", date(2026, 9, 30), officer(1, 0, 4, 15, 20))
        book.close(*here, f"officer:{second}", date(2026, 9, 30), officer(33, 0, 0, 0, 0))
        session.commit()
    return province


def test_an_officer_sees_their_own_score_with_its_uncertainty(cast: Cast, released: SmallProvince) -> None:
    assert len(released.officers) > 1
    text = text_of(page(cast.browser("binh").get("/cua-toi")))

    assert "Công chức mẫu 19330-1" in text
    assert "4,33" in text  # (1 + 12 + 60 + 100) / 40
    assert "40 phiếu" in text
    assert "từ 1/9/2026 đến 30/9/2026" in text
    for of_others in ("33 ·", "77 ·", "73 phiếu", "117 phiếu", "33 phiếu", "77 phiếu", "19330-2"):
        assert of_others not in text


def test_an_officer_without_a_release_reads_why(app: Flask, cast: Cast, released: SmallProvince) -> None:
    unit_id, third = released.units["19330"], released.officers["19330"][2]
    cast.accounts["binh"] = person(app.extensions["engine"], "nam", Role.OFFICER, unit_id=unit_id, officer_id=third)
    text = text_of(page(cast.browser("binh").get("/cua-toi")))

    assert "Chưa có kết quả để xem trong kỳ này" in text
    assert "không có nghĩa là kết quả kém" in text


def test_an_account_that_is_no_officers_has_no_such_page(app: Flask, cast: Cast, released: SmallProvince) -> None:
    unit_id = released.units["19330"]
    cast.accounts["binh"] = person(app.extensions["engine"], "nam", Role.OFFICER, unit_id=unit_id)
    page(cast.browser("binh").get("/cua-toi"), 404)


def test_a_range_of_months_gets_an_address(cast: Cast, released: SmallProvince) -> None:
    assert len(released.officers) > 1
    browser = cast.browser("binh")
    assert browser.get("/cua-toi?tu=2026-07&den=2026-09").location == "/cua-toi?ky=quy-3-2026"
    page(browser.get("/cua-toi?ky=quy-3-2026"))


def test_the_page_takes_few_statements(app: Flask, cast: Cast, released: SmallProvince) -> None:
    assert len(released.officers) > 1
    browser = cast.browser("binh")
    with statements(app.extensions["engine"]) as seen:
        browser.get("/cua-toi")
    assert len(seen) <= 10, "\n".join(seen)
