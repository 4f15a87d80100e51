"""Results taken along: the numbers of the page to the last digit it shows, none more, and an event that says who."""

import csv
import io
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from khaosat.models.office import Office
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.web.quality import as_shown, page, text_of
from tests.web.unit.test_results import released  # noqa: F401  the same releases


def taken(browser: FlaskClient, address: str, kind: str) -> bytes:
    token = page(browser.get(address)).find(".//form[@class='take no-print']/input").get("value")  # type: ignore[union-attr]  # the page has it
    there, _, query = address.partition("?")
    answer = browser.post(f"{there}/tai-ve?{query}", data={"csrf_token": token, "tep": kind})
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def test_the_workbook_says_what_the_page_says_to_the_last_digit_shown(cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    browser = cast.browser("an")
    text = text_of(page(browser.get("/ket-qua/19330")))
    book = sheets(taken(browser, "/ket-qua/19330", "xlsx"))
    assert list(book)[:3] == ["Kết quả chung", "Mọi người chấm thế nào", "Tỷ lệ trả lời"]
    share, mean = book["Kết quả chung"][1], book["Kết quả chung"][2]
    assert isinstance(share[1], float)
    assert (f"{share[1]:.1f}".replace(".", ",") + " %") in text
    assert f"{share[3]:.1f} – {share[4]:.1f}".replace(".", ",") in text
    said = [as_shown(float(str(mean[place])), 2) for place in (1, 3, 4)]
    assert "{} ({} – {})".format(*said) in text.replace("khoảng tin cậy 95 % ", "")
    assert share[5] == 400
    assert [row[1] for row in book["Mọi người chấm thế nào"][1:]] == [240, 120, 30, 6, 4]
    assert share[8:] == [date(2026, 8, 25), date(2026, 10, 14)]
    factors = {row[0]: row for row in book["Các yếu tố"][1:]}
    assert factors["Thủ tục hành chính"][1] == pytest.approx(20.0)
    assert any("Wilson" in str(row[0]) for row in book["Cách tính và lưu ý"])


def test_what_the_page_withholds_no_file_tells(cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    rows = {row[0]: row for row in sheets(taken(cast.browser("an"), "/ket-qua/19330", "xlsx"))["Cá nhân và tổ chức"]}
    business = rows["Tổ chức, doanh nghiệp"]  # seven persons: a band, nothing else
    assert business[1:6] == ["", "%", "", "", 7]
    assert business[6] == "5 đến 9 phiếu: từ bốn phần năm trở lên hài lòng"


def test_the_plain_table_holds_every_figure_and_no_formula(app: Flask, cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    browser = cast.browser("an")
    content = taken(browser, "/ket-qua/19330", "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    book = sheets(taken(browser, "/ket-qua/19330", "xlsx"))
    figures = sum(len(book[name]) - 1 for name in book if book[name] and book[name][0][:2] == ["Chỉ tiêu", "Giá trị"])
    assert len(rows) - 1 == figures
    assert rows[1][0:3] == ["Kết quả chung", "Tỷ lệ hài lòng", "90.0"]
    assert not [cell for row in rows for cell in row if re.match(r"[=+@]", cell)]
    assert released
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        events = session.scalars(select(Event).where(Event.act == "results:take").order_by(Event.id)).all()
    assert [(one.subject, one.after) for one in events] == [
        ("unit:19330", {"period": "3-thang", "file": kind}) for kind in ("csv", "xlsx")
    ]


def test_a_foreign_unit_s_results_and_an_unknown_kind_are_refused(cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    browser = cast.browser("an")
    token = page(browser.get("/ket-qua/19330")).find(".//form[@class='take no-print']/input").get("value")  # type: ignore[union-attr]  # the page has it
    assert browser.post("/ket-qua/19357/tai-ve", data={"csrf_token": token, "tep": "xlsx"}).status_code == 404
    assert browser.post("/ket-qua/19330/tai-ve", data={"csrf_token": token, "tep": "exe"}).status_code == 422


def test_a_name_that_looks_like_a_formula_stays_a_name(app: Flask, cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    from khaosat.models.officer import Officer  # noqa: PLC0415  only this test renames somebody

    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        session.get_one(Officer, released.officers["19330"][1]).display_name = "=1+1"
        assert session.get_one(Office, released.offices["19330"])
        session.commit()
    browser = cast.browser("an")
    assert "'=1+1" in taken(browser, "/ket-qua/19330", "csv").decode()
    assert "=1+1" in [row[0] for row in sheets(taken(browser, "/ket-qua/19330", "xlsx"))["Công chức (điểm)"]]
