"""The page of held answers: reasons in words, two people to exclude, floods shown."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.jobs import league as jobs
from khaosat.models.hold import Flood
from khaosat.services import answering
from khaosat.services.checking import HELD_REASONS
from khaosat.web import texts_held
from tests.cast import Cast
from tests.factories.answers import a_survey, an_answer
from tests.factories.crowd import answer_row, write_answers
from tests.factories.league import AFTER, FIRST, LAST, plan, rows
from tests.factories.province import SmallProvince
from tests.web.desk import post
from tests.web.quality import page, text_of

THERE = "/thi-dua/tam-giu"


@pytest.fixture
def answer_id(app: Flask, province: SmallProvince) -> str:
    answers = [
        an_answer(1, date(2026, 11, 15), held_reason="repeated", comment="gọi 0912 345 678", repeat_of_day=9),
        an_answer(5, date(2026, 11, 20), held_reason="cross_site"),
    ]
    place = {"office_id": province.offices["19330"], "unit_id": province.units["19330"]}
    with open_session(app.extensions["engine"], Scope.system("held answers for a test")) as session:
        survey = a_survey(session)
        more = {"round_": survey.round, "questionnaire": survey.questionnaire, "answers": answers}
        answering.submit_many(session, **place, **more)  # type: ignore[arg-type]  # its own names
        session.add(
            Flood(
                office_id=province.offices["19333"], day=date(2026, 11, 12), slot=37, answers=40, usual=4, chance=1e-9
            )
        )
        session.commit()
    return str(answers[0].id)


def test_what_is_held_reads_in_words_without_names_or_times(cast: Cast, answer_id: str) -> None:
    assert answer_id
    text = text_of(page(cast.browser("chi").get(THERE)))
    assert "Lặp lại quá thường với nơi này" in text
    assert "15/11/2026" in text
    assert "phiếu thứ 9 trong ngày trông như cùng một máy" in text
    assert "gọi […]" in text
    assert "còn 7 ngày" in text
    assert "2 phiếu đang giữ." in text
    assert "12/11/2026 09:15" in text  # the flood
    assert "giữ nhầm khoảng 1 trên 1.000" in text_of(page(cast.browser("chi").get(f"{THERE}?ly-do=repeated")))


def test_chi_proposes_cuc_confirms_and_chi_alone_cannot(cast: Cast, answer_id: str) -> None:
    chi, cuc = cast.browser("chi"), cast.browser("cuc")
    said = post(chi, f"{THERE}/{answer_id}/loai", {"reason": "một máy"}, follow=True).text
    assert "cần một người khác xác nhận" in said
    assert "phải do người khác của Sở Nội vụ xác nhận" in said
    assert "phải do người khác xác nhận" in post(chi, f"{THERE}/{answer_id}/xac-nhan", {}, follow=True).text
    assert "Đã xác nhận" in post(cuc, f"{THERE}/{answer_id}/xac-nhan", {}, follow=True).text
    assert "đã quyết: loại" in text_of(page(cuc.get(THERE)))


def test_without_a_reason_nothing_is_decided_and_the_inspector_only_looks(cast: Cast, answer_id: str) -> None:
    assert (
        "Xin ghi lý do; lý do được lưu trong nhật ký."
        in post(cast.browser("chi"), f"{THERE}/{answer_id}/giu", {"reason": ""}, follow=True).text
    )
    giang = page(cast.browser("giang").get(THERE))
    assert "Lặp lại quá thường" in text_of(giang)
    assert giang.find(".//main//form[@method='post']") is None


def test_a_reason_and_a_page_can_be_asked_for_and_nonsense_shows_the_first(cast: Cast, answer_id: str) -> None:
    assert answer_id
    chi = cast.browser("chi")
    assert "1 phiếu đang giữ." in text_of(page(chi.get(f"{THERE}?ly-do=cross_site")))
    for asked in ("trang=0", "trang=-5", "trang=99999999999999999999", "trang=x", "ly-do=none&trang=2"):
        assert "2 phiếu đang giữ." in text_of(page(chi.get(f"{THERE}?{asked}")))


def test_nothing_held_is_a_good_page(cast: Cast, province: SmallProvince) -> None:
    assert province
    assert "Không có phiếu nào đang giữ." in text_of(page(cast.browser("chi").get(THERE)))


def test_every_reason_that_code_gives_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert texts_held.reasons().keys() == texts_held.tests().keys() == HELD_REASONS
    glossary = (Path(__file__).parents[3] / "docs/glossary.md").read_text(encoding="utf-8")
    assert [reason for reason in HELD_REASONS if f"`{reason}`" not in glossary] == []


def test_what_counting_them_would_do_to_the_officer_s_line_is_said_before_anybody_decides(
    app: Flask, cast: Cast, province: SmallProvince
) -> None:
    engine, officer = app.extensions["engine"], province.officers["461"][0]
    said = list(rows(province, plan(province)))
    about = {"officer_id": officer, "OF": 1, "verified": True, "state": "held", "held_reason": "repeated"}
    about["field_id"] = province.fields["dat-dai"]
    held = [answer_row(province, "461", date(2026, 10, 20), **about) for _ in range(6)]
    write_answers(engine, [*said, *held])
    jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    text = text_of(page(cast.browser("chi").get(f"{THERE}?noi=461")))
    found = re.findall(
        r"nếu tính cả 6 phiếu đang giữ về công chức được nêu: ([\d,]+) \(.*?\), .*? thành ([\d,]+) ", text
    )
    assert len(found) == 6
    before, after = (float(number.replace(",", ".")) for number in found[0])
    assert after < before - 0.1
    late = [answer_row(province, "461", date(2026, 11, 10), **about)]
    write_answers(engine, late)
    text = text_of(page(cast.browser("chi").get(f"{THERE}?noi=461")))
    assert text.count("nếu tính cả 6 phiếu") == 6, "what came after the league's days is not in it"
