"""The page of measures: written, done and carried by the unit's head; read by Internal Affairs."""

from flask import Flask
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from tests.cast import Cast
from tests.web.quality import page, text_of

THERE = "/ket-qua/19330/giai-phap"
DRAFT = {"text": "Đặt thêm <ghế>", "factor": "A", "ky": "quy-4-2026", "due": "2026-12-15"}


def test_a_measure_is_written_done_and_carried_and_each_act_is_in_the_trail(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    an = cast.browser("an")
    assert "Chưa có giải pháp nào" in text_of(page(an.get(THERE)))
    for said in ({}, {"text": "Gọi điện báo"}):
        assert an.post(THERE, data=DRAFT | said).headers["Location"].endswith("/giai-phap")
    text = text_of(page(an.get(THERE)))
    assert "Đã ghi giải pháp." in text
    assert "Đang làm · hạn 15/12/2026 Đặt thêm <ghế> Quý IV/2026 · Tiếp cận dịch vụ" in text
    an.post(f"{THERE}/1", data=DRAFT | {"due": "2026-12-20"})
    an.post(f"{THERE}/1/xong", data={"done_on": "2026-11-20", "outcome": "Đã đặt 12 ghế"})
    an.post(f"{THERE}/2/chuyen")
    text = text_of(page(an.get(f"{THERE}?ky=nam-2026")))
    assert "Xong ngày 20/11/2026: Đã đặt 12 ghế" in text
    assert "chuyển sang: Quý I/2027" in text
    assert "chuyển từ: Quý IV/2026" in text_of(page(an.get(f"{THERE}?ky=quy-1-2027")))
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        acts = session.scalars(select(Event.act).where(Event.act.like("measures:%")).order_by(Event.id)).all()
    assert acts == ["measures:add", "measures:add", "measures:change", "measures:finish", "measures:carry"]
    assert "Thêm giải pháp cải tiến" in text_of(page(cast.browser("giang").get("/thi-dua/nhat-ky")))


def test_what_is_refused_comes_back_with_its_sentence_and_readers_get_no_form(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    an, chi = cast.browser("an"), cast.browser("chi")
    for wrong, sentence in (
        ({"text": ""}, "Xin ghi nội dung"),
        ({"due": "x"}, "Xin ghi ngày"),
        ({"ky": ""}, "Xin chọn kỳ"),
    ):
        an.post(THERE, data=DRAFT | wrong)
        assert sentence in text_of(page(an.get(THERE)))
    an.post(THERE, data=DRAFT)
    an.post(f"{THERE}/1/xong", data={"done_on": "2027-01-01", "outcome": "x"})
    assert "Ngày xong phải" in text_of(page(an.get(THERE)))
    tree = page(chi.get(THERE))
    assert "Đặt thêm <ghế>" in text_of(tree)
    assert tree.findall(".//main//form[@method='post']") == []
    assert chi.post(THERE, data=DRAFT).status_code == 404
    assert "Đặt thêm <ghế>" in text_of(page(chi.get("/ket-qua/461/giai-phap")))
    page(an.get("/ket-qua/19333/giai-phap"), 404)
