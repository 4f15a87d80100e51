"""The unit's page: what the unit head may see, in any state, well made and in few statements."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from config import Settings
from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.models.dossier import DossierCount
from khaosat.models.unit import UnitVersion
from khaosat.web.app import create_app
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.province import SmallProvince
from tests.factories.releases import ReleaseBook, items, levels, officer, overall
from tests.services.test_importing import run
from tests.services.test_importing_dossiers import HEAD
from tests.web.quality import page, statements, text_of


@pytest.fixture
def released(app: Flask, province: SmallProvince) -> SmallProvince:
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 8, 25))
        here = province.units["19330"], province.offices["19330"]
        for last in (date(2026, 9, 30), date(2026, 10, 14)):
            book.close(*here, "", last, overall(2, 3, 15, 60, 120))
        book.close(*here, "kind", date(2026, 9, 30), levels(person=(2, 3, 15, 60, 90), business=(0, 0, 0, 0, 7)))
        book.close(*here, "item", date(2026, 9, 30), items(50, A=(0, 0, 5, 20, 25), B=(0, 10, 30, 10, 0)))
        book.close(*here, f"officer:{province.officers['19330'][1]}", date(2026, 9, 30), officer(0, 0, 2, 10, 30))
        session.commit()
    return province


def test_the_page_says_number_interval_persons_and_the_real_dates(cast: Cast, released: SmallProvince) -> None:
    tree = page(cast.browser("an").get("/ket-qua/19330"))
    text = text_of(tree)

    assert len(released.units) > 1
    assert tree.findtext(".//h1") == "UBND phường Đông Giang"
    assert "90,0 %" in text
    assert "86,7 – 92,6" in text  # Wilson, 360 of 400
    assert "số liệu từ 25/8/2026 đến 14/10/2026" in text
    assert "400 phiếu" in text
    assert "UBND thành phố Đông Hà" in text  # names occur twice: the parent is always there
    assert "5 đến 9 phiếu: từ bốn phần năm trở lên hài lòng" in text  # the businesses
    assert "chưa so sánh được" in text
    assert "Công chức mẫu 19330-2" in text
    assert "Thủ tục hành chính thấp hơn các yếu tố khác" in text
    assert "đợt gần nhất công bố ngày 16/10/2026" in text


def test_how_many_of_those_served_answered_stands_beside_what_they_said(
    app: Flask, cast: Cast, released: SmallProvince
) -> None:
    fields = list(released.fields.values())
    place = {"unit_id": released.units["19330"], "office_id": released.offices["19330"]}
    counted = {"received": 900, "returned": 800, "early": 100, "on_time": 600, "late": 100}
    with open_session(app.extensions["engine"], Scope.system("dossiers for a test")) as session:
        for field, decided_by in ((fields[0], "19330"), (fields[1], "461")):
            row = DossierCount(decided_by=released.units[decided_by], field_id=field, month=date(2026, 9, 1), **counted)
            row.unit_id, row.office_id = place["unit_id"], place["office_id"]
            session.add(row)
        session.commit()
    text = text_of(page(cast.browser("an").get("/ket-qua/19330")))
    assert "12,5 % 200 phiếu trên 1.600 hồ sơ" in text  # September's block over September's dossiers
    assert "Nếu mọi người im lặng đều không hài lòng: 11,3 % hài lòng; nếu đều hài lòng: 98,8 %." in text
    assert "Số hồ sơ mới có 1 trong 3 tháng." in text
    assert "Trong 800 hồ sơ do đơn vị giải quyết" in text  # what another unit decides is not counted here
    assert "99,7 %" in text  # QĐ 766: (1600 - 5) / 1600
    assert "13 % trả lời" in text_of(page(cast.browser("chi").get("/ket-qua/461")))


def test_without_dossiers_and_with_too_few_the_response_is_said_in_words(
    app: Flask, cast: Cast, released: SmallProvince
) -> None:
    assert released
    answering = cast.browser("an")
    assert "Chưa có số hồ sơ của kỳ này" in text_of(page(answering.get("/ket-qua/19330")))
    for counted in ("9,9", "9,8"):  # what a page remembers of dossiers ends with each import, new rows or not
        run(app.extensions["engine"], "dossiers", HEAD + f"19330,,dat-dai,2026-09,,{counted},,,\n")
        said = f"Nhiều phiếu hơn hồ sơ (200 phiếu trên {counted[-1]} hồ sơ)"
        assert said in text_of(page(answering.get("/ket-qua/19330")))


def test_the_own_unit_is_where_a_unit_head_lands_and_the_period_goes_along(cast: Cast, released: SmallProvince) -> None:
    answer = cast.browser("an").get("/ket-qua?ky=12-thang")

    assert released
    assert (answer.status_code, answer.location) == (302, "/ket-qua/19330?ky=12-thang")


def test_a_range_of_months_gets_an_address_that_can_be_shared(cast: Cast, province: SmallProvince) -> None:
    assert province
    answer = cast.browser("an").get("/ket-qua/19330?tu=2026-09&den=2026-07")

    assert (answer.status_code, answer.location) == (302, "/ket-qua/19330?ky=quy-3-2026")


@pytest.mark.parametrize("address", ["/ket-qua/19357", "/ket-qua/461", "/ket-qua/QT", "/ket-qua/never"])
def test_foreign_and_unknown_units_are_equally_not_found(address: str, cast: Cast, released: SmallProvince) -> None:
    assert released
    tree = page(cast.browser("an").get(address), 404)
    assert "Đông" not in text_of(tree)


def test_a_period_nobody_can_read_is_a_plain_page(cast: Cast, province: SmallProvince) -> None:
    assert province
    page(cast.browser("an").get("/ket-qua/19330?ky=xyz"), 422)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("con-co", "Chưa có Bộ phận Một cửa"),
        ("19333", "Chưa có phiếu nào được công bố trong kỳ này"),
        ("QT", "không có Bộ phận Một cửa"),
        ("so-noi-vu", "Chưa có phiếu nào"),
    ],
)
def test_nothing_to_show_reads_as_a_sentence(key: str, words: str, cast: Cast, province: SmallProvince) -> None:
    assert province
    assert words in text_of(page(cast.browser("chi").get(f"/ket-qua/{key}")))


@pytest.mark.parametrize("split", ["mode", "field", "verified"])
def test_a_split_without_a_closed_block_says_what_comes_next(split: str, cast: Cast, released: SmallProvince) -> None:
    assert released
    text = text_of(page(cast.browser("an").get(f"/ket-qua/19330?theo={split}")))
    assert "Chưa đủ phiếu mới để công bố riêng theo cách chia này." in text


def test_a_small_office_is_told_that_its_figures_are_nearly_one_persons(app: Flask, cast: Cast) -> None:
    province = cast.province
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session)
        there = province.units["so-noi-vu"], province.offices["so-noi-vu"]
        book.close(*there, "", date(2026, 9, 30), overall(0, 0, 1, 2, 10))
        session.commit()
    text = text_of(page(cast.browser("chi").get("/ket-qua/so-noi-vu")))
    assert "số liệu gần như của một người" in text
    assert "Dưới 30 phiếu: chỉ để tham khảo." in text


def test_a_renamed_unit_and_a_long_name_make_a_good_page(app: Flask, cast: Cast, released: SmallProvince) -> None:
    long = "UBND phường Đông Giang và các khu phố cũ <b>"
    unit_id, parent = released.units["19330"], released.units["461"]
    with open_session(app.extensions["engine"], Scope.system("a new name for a test")) as session:
        session.execute(update(UnitVersion).where(UnitVersion.unit_id == unit_id).values(valid_to=date(2026, 10, 1)))
        known = {"kind": "commune", "level": "commune", "sort_key": "x", "parent_id": parent}
        session.add(UnitVersion(unit_id=unit_id, name=long, valid_from=date(2026, 10, 1), **known))
        session.commit()
    tree = page(cast.browser("an").get("/ket-qua/19330"))
    assert tree.findtext(".//h1") == long
    assert "UBND phường Đông Giang: từ 1/1/2025 đến 30/9/2026" in text_of(tree)


def test_a_year_of_the_whole_province_takes_at_most_fifteen_statements_and_no_answers(
    settings: Settings, clock: StillClock, whole: Path, tmp_path: Path
) -> None:
    engine = connect(f"sqlite:///{shutil.copy(whole, tmp_path / 'whole.db')}")  # who signs in stands in no other test's
    app = create_app(settings, clock=clock, engine=engine)
    browser = Cast(app, clock, SmallProvince()).browser("chi")
    for address in ("/ket-qua/QT?ky=12-thang", "/ket-qua/h3?theo=field", "/ket-qua/x5?ky=12-thang") * 2:
        with statements(engine) as seen:
            page(browser.get(address))
        assert len(seen) <= 15, "\n".join(seen)
        assert not [statement for statement in seen if "responses" in statement]
    placed = text_of(page(browser.get("/ket-qua/x5?ky=12-thang")))
    assert re.search(r"So với \d{2,3} xã, phường, thị trấn đã có kết quả (Trong mức|Cao hơn|Thấp hơn)", placed)
    assert "đã có kết quả" not in text_of(page(browser.get("/ket-qua/QT")))  # there is only one province
    engine.dispose()
