"""The register of complaints: what was typed comes back, two people verify, the officer reads that and not who."""

from datetime import date

import pytest
from flask import Flask

from khaosat.models.complaint import ABOUT, SOURCES
from khaosat.services.complaints import State
from khaosat.web import texts_complaints
from tests.cast import Cast
from tests.factories.appraisal import YEAR, an_open_year
from tests.factories.province import SmallProvince
from tests.web.desk import post
from tests.web.quality import page, text_of

THERE = "/thi-dua/phan-anh"
SAID = {
    "officer": "cc-19330-1",
    "day": "2026-11-20",
    "about": "harassment",
    "source": "letter",
    "summary": "Bị hẹn lại",
}


def entered(cast: Cast) -> str:
    assert "Đã ghi vào sổ" in post(cast.browser("chi"), THERE, SAID, follow=True).text
    shown = page(cast.browser("chi").get(THERE))
    return next(one.get("action", "") for one in shown.findall(".//main//form") if "/dung" in one.get("action", ""))


def test_a_complaint_is_entered_verified_by_two_and_read_by_the_officer(cast: Cast) -> None:
    there = entered(cast).removesuffix("/dung")
    chi, cuc, binh = cast.browser("chi"), cast.browser("cuc"), cast.browser("binh")
    assert "đã xác minh" not in text_of(page(binh.get("/cua-toi")))
    assert "1 phản ánh về công chức chưa xác minh, cũ nhất của ngày 20/11/2026." in text_of(page(cuc.get("/hom-nay")))
    assert "cần một người khác" in post(chi, f"{there}/dung", {"reason": "đã gặp hai bên"}, follow=True).text
    assert "1 kết quả xác minh phản ánh chờ người thứ hai." in text_of(page(cuc.get("/hom-nay")))
    assert "kết quả xác minh phản ánh chờ" not in text_of(page(chi.get("/hom-nay")))
    assert "phải do một người khác" in post(chi, f"{there}/xac-nhan", {}, follow=True).text
    assert "Bị hẹn lại" not in text_of(page(binh.get("/cua-toi")))
    assert "Đã xác nhận" in post(cuc, f"{there}/xac-nhan", {}, follow=True).text
    told = text_of(page(binh.get("/cua-toi")))
    assert "tháng 11/2026: sách nhiễu, gây khó khăn. Kết luận: đã gặp hai bên" in told
    assert "Bị hẹn lại" not in told, "the words could say who complained"
    assert "chi" not in told.split()
    post(cuc, f"{there}/mo-lai", {"reason": "nhầm người"})
    assert "đã xác minh là đúng" not in text_of(page(binh.get("/cua-toi")))


def test_what_was_typed_comes_back_with_what_is_wrong(cast: Cast) -> None:
    chi = cast.browser("chi")
    for wrong, sentence in (
        ({"day": "2027-01-01"}, "không thể ở tương lai"),
        ({"day": "soon"}, "Xin ghi ngày xảy ra"),
        ({"about": ""}, "Xin chọn phản ánh về việc gì"),
        ({"officer": "x"}, "Không có công chức nào"),
    ):
        answer = post(chi, THERE, SAID | wrong)
        assert answer.status_code == 400
        assert sentence in answer.text
        assert "Bị hẹn lại" in answer.text
    assert "Sổ chưa có phản ánh nào." in text_of(page(chi.get(THERE)))


def test_the_inspector_reads_and_the_list_narrows(cast: Cast) -> None:
    entered(cast)
    giang = page(cast.browser("giang").get(THERE))
    assert "Bị hẹn lại" in text_of(giang)
    assert giang.find(".//main//form[@method='post']") is None
    for asked, there in (("trang-thai=received", True), ("trang-thai=verified_true", False), ("trang-thai=x", True)):
        assert ("Bị hẹn lại" in text_of(page(cast.browser("giang").get(f"{THERE}?{asked}")))) is there


@pytest.mark.parametrize("name", ["an", "binh", "duc", "em", "dung", "thu"])
def test_nobody_else_opens_the_register(cast: Cast, name: str) -> None:
    assert cast.browser(name).get(THERE).status_code == 404


def test_every_word_of_the_register_is_said(app: Flask, province: SmallProvince) -> None:
    assert province
    assert date(2026, 11, 20).isoformat() == SAID["day"]
    with app.test_request_context():
        assert tuple(texts_complaints.about()) == ABOUT
        assert tuple(texts_complaints.sources()) == SOURCES
        assert list(texts_complaints.states()) == list(State)


def test_who_enters_the_points_of_a_year_reads_the_verified_ones_alone(app: Flask, cast: Cast) -> None:
    an_open_year(app.extensions["engine"], cast.province)
    chi, cuc, there = cast.browser("chi"), cast.browser("cuc"), f"/thi-dua/{YEAR}/thanh-phan"
    about = entered(cast).removesuffix("/dung")
    post(chi, f"{about}/dung", {"reason": "đã gặp hai bên"})
    assert "Không có phản ánh nào." in text_of(page(chi.get(there)))
    post(cuc, f"{about}/xac-nhan", {})
    text = text_of(page(chi.get(there)))
    assert "Công chức mẫu 19330-1 (cc-19330-1): 1" in text
    assert "Không có phản ánh nào." not in text
