"""Components of units on their page: chosen, looked at first, taken, and what the year's page then says."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from khaosat.services.importing import reading
from tests.cast import ROLES, Cast
from tests.factories.province import SmallProvince
from tests.factories.unit_values import EXACTLY_15, FIVE, JUST_BELOW, NINE, QD, TT, csv
from tests.web.quality import page, text_of

HOME, YEAR = "/thi-dua/2026/don-vi/thanh-phan", "/thi-dua/2026/don-vi"
OF_TT = f"{HOME}?quy-tac={TT}"


@pytest.fixture(autouse=True)
def without_csrf(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def _sent(browser: FlaskClient, act: str, content: bytes, address: str = OF_TT) -> tuple[int, str]:
    data = {"file": (BytesIO(content), "a.csv"), "act": act}
    answer = browser.post(address, data=data, follow_redirects=True)
    return answer.status_code, text_of(page(answer, answer.status_code))


def _year(cast: Cast, name: str = "chi", query: str = f"quy-tac={TT}") -> str:
    return text_of(page(cast.browser(name).get(f"{YEAR}?{query}")))


def test_from_a_look_to_a_class_in_the_year(cast: Cast) -> None:
    chi, content = cast.browser("chi"), csv(f"19330,{EXACTLY_15}", f"19333,{JUST_BELOW}", "19357,2,2,2,2,,2,2,2,2")
    status, told = _sent(chi, "look", content)
    assert (status, "Xem trước: tệp này nhập được" in told) == (200, True)
    assert "chưa nhập thành phần nào" in _year(cast)
    status, told = _sent(chi, "import", content)
    assert (status, "26 giá trị đổi" in told) == (200, True)
    said = _year(cast)
    assert "15 điểm: ứng với Xuất sắc, chỉ để so sánh" in said
    assert "14,99 điểm: ứng với Tốt" in said
    assert "chưa có: 5. Tiếp nhận, giải quyết, trả kết quả tại Bộ phận Một cửa" in said
    assert "Xuất sắc: 1 đơn vị, cần Tổng điểm ≥ 15" in said
    assert "Chưa xếp được vì thiếu thành phần: 1 đơn vị" in said
    assert "theo báo chí, cần đối chiếu văn bản" in said


def test_in_force_a_class_is_one_and_points_near_the_survey_say_what_they_are(cast: Cast) -> None:
    _sent(cast.browser("chi"), "import", csv("19330,18,20,22,22,8", head=FIVE), HOME)
    said = _year(cast, query="")
    assert "90 điểm: Xuất sắc" in said
    assert "chỉ để so sánh" not in said
    assert "không đặt cạnh tỷ lệ khảo sát mà không ghi rõ" in said
    assert "giả định của chúng tôi" in said
    assert "chưa nhập thành phần nào" in _year(cast), "under the other ruleset"


def test_a_border_missed_by_rounding_alone_is_said(cast: Cast) -> None:
    _sent(cast.browser("chi"), "import", csv("19330,1.333333,1.333333,1.333333,2,2,2,2,2,1"))
    said = _year(cast)
    assert "14,999999 điểm: ứng với Tốt" in said
    assert "chỉ kém ngưỡng Xuất sắc do làm tròn" in said


def test_the_page_says_whose_class_no_one_reads_as_zero(cast: Cast) -> None:
    said = _year(cast)
    assert "Chưa xếp được vì thiếu thành phần: 3 đơn vị" in said
    assert said.count("chưa nhập thành phần nào") == 3
    assert "điểm:" not in said


def test_a_file_with_a_bad_line_is_told_and_nothing_is_taken(app: Flask, cast: Cast) -> None:
    chi = cast.browser("chi")
    status, told = _sent(chi, "import", csv(f"19330,{EXACTLY_15}", "461,2.1,,,,,,,,", "xyz,1,,,,,,,,"))
    assert status == 422
    assert "1. Tổng thời gian giải quyết" in told
    assert "ngoài khoảng cho phép của thành phần này" in told
    assert "không có đơn vị nào mang mã này được so sánh trong năm" in told
    assert "Mã đơn vị" in told
    assert _sent(chi, "import", csv("461,1", head="Mã đơn vị,openness"))[0] == 422
    assert chi.post(OF_TT, data={"act": "look"}).status_code == 422
    with open_session(app.extensions["engine"], Scope.system("a test").reading()) as session:
        assert session.scalars(select(Event).where(Event.act == "unit_components:import")).all() == []


def test_the_template_holds_every_unit_compared_and_what_stands(cast: Cast, province: SmallProvince) -> None:
    chi = cast.browser("chi")
    _sent(chi, "import", csv("19357,0.5,,,,,,,,2"))
    answer = chi.get(f"{HOME}.xlsx?quy-tac={TT}")
    assert "thanh-phan-don-vi-2026-tt-01-2018-unit.xlsx" in answer.headers["Content-Disposition"]
    head, *lines = reading.lines(answer.data)
    assert list(head.cells[:3]) == ["Mã đơn vị", "Tên đơn vị", "1. Tổng thời gian giải quyết"]
    assert {line.cells[0] for line in lines} == set(province.offices)
    (line,) = (line.cells for line in lines if line.cells[0] == "19357")
    assert (line[1], line[2], line[3], line[10]) == ("UBND phường 1 (UBND thị xã Quảng Trị)", 0.5, "", 2.0)
    data = {"file": (BytesIO(answer.data), "a.xlsx"), "act": "import"}
    told = text_of(page(chi.post(OF_TT, data=data, follow_redirects=True)))
    assert f"0 giá trị đổi, {len(lines)} dòng giữ nguyên" in told


def test_the_page_names_how_many_lack_something_and_what_may_be_brought_in(cast: Cast) -> None:
    chi = cast.browser("chi")
    assert "6 trong 6 đơn vị còn thiếu thành phần" in text_of(page(chi.get(OF_TT)))
    _sent(chi, "import", csv(f"461,{EXACTLY_15}", "462,2,,,,,,,,"))
    shown = text_of(page(chi.get(OF_TT)))
    assert "5 trong 6 đơn vị còn thiếu thành phần" in shown
    assert "0 đến 2" in shown
    assert "không có hiệu lực vào cuối kỳ" in shown
    page(chi.get(f"/thi-dua/2027/don-vi/thanh-phan?quy-tac={QD}"), 404)
    page(chi.get(f"{HOME}?quy-tac=nd-335-2025:1"), 404)


@pytest.mark.parametrize("name", ROLES)
def test_who_brings_in_sees_the_door_and_nobody_else(cast: Cast, name: str) -> None:
    browser, may = cast.browser(name), name in {"chi", "cuc"}
    found = [browser.get(f"{address}?quy-tac={TT}").status_code for address in (HOME, f"{HOME}.xlsx")]
    assert found == ([200, 200] if may else [404, 404])
    if name in {"chi", "cuc", "giang"}:
        assert ("Nhập thành phần của các đơn vị" in _year(cast, name)) is may


def test_an_import_stands_in_the_trail_in_words(cast: Cast) -> None:
    _sent(cast.browser("chi"), "import", csv("461,1", head="Mã đơn vị,time"))
    trail = text_of(page(cast.browser("giang").get("/thi-dua/nhat-ky")))
    assert "Nhập thành phần của đơn vị" in trail
    assert NINE.split(",")[1] in trail
