"""The queue of findings: what was asked and what could not be, a picture, the effect, and two people to exclude."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.finding import Finding, FindingAnswer
from khaosat.models.hold import HoldDecision
from khaosat.rules.finding_terms import finding_term_on
from khaosat.services import answering
from khaosat.web import texts_findings
from tests.cast import Cast
from tests.factories.answers import a_survey, an_answer
from tests.factories.province import SmallProvince
from tests.factories.stuffing import BURST_DAY, WEEK, a_finding
from tests.web.desk import post
from tests.web.quality import page, text_of

THERE = "/thi-dua/dau-hieu"


@pytest.fixture
def finding(app: Flask, province: SmallProvince) -> str:
    return _kept(app, province)


def _kept(app: Flask, province: SmallProvince, **more: object) -> str:
    look, finding = a_finding(province, **more)
    with open_session(app.extensions["engine"], Scope.system("a finding for a test")) as session:
        session.merge(look)
        session.flush()
        session.add(finding)
        session.commit()
        return str(finding.id)


def test_the_queue_says_what_was_looked_at_how_often_it_is_wrong_and_what_could_not_be_asked(
    cast: Cast, finding: str
) -> None:
    assert finding
    text = text_of(page(cast.browser("chi").get(THERE)))
    assert "Đã soát 41.230 phiếu về 504 công chức" in text
    assert "nhiều nhất 1 trên 5.200" in text
    assert "dự kiến nhiều nhất 0,10 báo nhầm" in text
    assert "chưa nhập số hồ sơ trả theo khung 15 phút" in text
    assert "cần ít nhất 20 người" in text
    assert "Công chức mẫu 19330-1" in text
    assert "14 phiếu · 11/11/2026 · mức độ: rất mạnh · chờ quyết" in text


def test_one_finding_has_its_picture_in_words_and_the_effect_before_anybody_decides(cast: Cast, finding: str) -> None:
    shown = page(cast.browser("chi").get(f"{THERE}/{finding}"))
    text = text_of(shown)
    assert "Nhiều phiếu trong 15 phút hơn số hồ sơ giải thích được" in text
    assert "Trong đó có thể có phiếu thật" in text
    assert "dưới một phần triệu" in text
    desc = next(one.text for one in shown.iter() if str(one.tag).endswith("desc"))
    assert "11:15: 15 phiếu, trong đó 14 bị nêu, 1 hồ sơ trả." in (desc or "")
    rows = ["".join(row.itertext()) for row in shown.findall(".//table[@class='table lines stack']/tbody/tr")]
    assert ["94" in rows[0], "4,52" in rows[0], "đề nghị" in rows[0]] == [True] * 3
    assert ["80" in rows[1], "4,31" in rows[1], "chưa phân định" in rows[1]] == [True] * 3
    assert "Số người khác đổi nhận định: 1." in text


def test_chi_proposes_cuc_confirms_and_chi_alone_cannot(cast: Cast, finding: str) -> None:
    chi, cuc, there = cast.browser("chi"), cast.browser("cuc"), f"{THERE}/{finding}"
    assert "Xin ghi lý do" in post(chi, f"{there}/loai", {"reason": " "}, follow=True).text
    assert "từ đêm nay các phiếu được tạm giữ" in post(chi, f"{there}/loai", {"reason": "một máy"}, follow=True).text
    assert "phải do người khác" in post(chi, f"{there}/xac-nhan", {}, follow=True).text
    assert "1 đề nghị loại cả nhóm phiếu" in text_of(page(cuc.get("/hom-nay")))
    assert "đề nghị loại cả nhóm phiếu" not in text_of(page(chi.get("/hom-nay")))
    assert "không được tính" in post(cuc, f"{there}/xac-nhan", {}, follow=True).text
    assert "đã loại" in text_of(page(chi.get(there)))
    assert "đã có người quyết" in post(chi, f"{there}/giu", {"reason": "x"}, follow=True).text


def test_one_person_keeps_and_the_inspector_only_looks(cast: Cast, finding: str) -> None:
    there = f"{THERE}/{finding}"
    giang = page(cast.browser("giang").get(there))
    assert giang.find(".//main//form") is None
    assert cast.browser("giang").post(f"{there}/giu").status_code in {400, 404}
    assert "vẫn được tính" in post(cast.browser("chi"), f"{there}/giu", {"reason": "một đoàn"}, follow=True).text
    assert "một đoàn" in text_of(page(cast.browser("giang").get(there)))


def test_what_points_at_no_answer_offers_no_exclusion(app: Flask, cast: Cast, province: SmallProvince) -> None:
    picture = {"by": "week", "usual": 2.5, "bars": [["2026-11-02", 4, 0, 9], ["2026-11-09", 5, 0, None]]}
    made = _kept(app, province, detector="hours", answers=0, effect=None, picture=picture, verdict=1e-4)
    shown = page(cast.browser("chi").get(f"{THERE}/{made}"))
    assert "không có gì để loại" in text_of(shown)
    assert [form.get("action") for form in shown.findall(".//main//form")] == [f"{THERE}/{made}/giu"]
    assert "khoảng 1 trên 10.000" in text_of(shown)
    refused = post(cast.browser("chi"), f"{THERE}/{made}/loai", {"reason": "x"}, follow=True).text
    assert "không có gì để loại" in refused


def test_the_queue_narrows_and_nonsense_shows_all(cast: Cast, finding: str) -> None:
    chi = cast.browser("chi")
    assert finding in str(_links(chi, "noi=19330&phep=window&trang-thai=waiting"))
    for none in ("noi=461", "phep=device", "trang-thai=kept"):
        assert _links(chi, none) == []
    for nonsense in ("phep=x&trang-thai=y&trang=99999999999999999999", "trang=-1", "trang=x"):
        assert finding in str(_links(chi, nonsense))


def _links(browser: FlaskClient, asked: str) -> list[str]:
    shown = page(browser.get(f"{THERE}?{asked}"))
    return [link.get("href") or "" for link in shown.findall(".//main//h2/a")]


def test_before_the_first_look_the_page_says_so(cast: Cast, province: SmallProvince) -> None:
    assert province
    text = text_of(page(cast.browser("chi").get(THERE)))
    assert "Chưa soát tuần nào" in text
    assert "Không có dấu hiệu nào như vậy." in text


def test_an_answer_held_for_a_finding_leads_to_it(
    app: Flask, cast: Cast, province: SmallProvince, finding: str
) -> None:
    answers = [an_answer(5, BURST_DAY, held_reason="pattern")]
    place = {"office_id": province.offices["19330"], "unit_id": province.units["19330"]}
    with open_session(app.extensions["engine"], Scope.system("a held answer for a test")) as session:
        survey = a_survey(session)
        more = {"round_": survey.round, "questionnaire": survey.questionnaire, "answers": answers}
        answering.submit_many(session, **place, **more)  # type: ignore[arg-type]  # its own names
        session.add(FindingAnswer(finding_id=int(finding), answer_id=answers[0].id))
        session.commit()
    shown = page(cast.browser("chi").get("/thi-dua/tam-giu?noi=19330&ly-do=pattern&trang-thai=waiting"))
    assert f"{THERE}/{finding}" in [link.get("href") for link in shown.findall(".//main//li//a")]
    for none in ("noi=461", "trang-thai=excluded"):
        empty = text_of(page(cast.browser("chi").get(f"/thi-dua/tam-giu?{none}")))
        assert "Không có phiếu nào như vậy đang giữ." in empty


@pytest.fixture(autouse=True)
def _no_decisions_are_left(app: Flask) -> Iterator[None]:
    """Pages write decisions about findings, never about answers: those are the night's."""
    yield
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        assert session.query(HoldDecision).count() == 0


def test_every_test_has_words_for_what_it_found_and_why_it_did_not_run(app: Flask, province: SmallProvince) -> None:
    look, _finding = a_finding(province)
    with app.test_request_context():
        names = texts_findings.detectors()
        assert list(names) == list(look.ran)
        assert all(texts_findings.explanation(test) for test in names)
        look.ran = dict.fromkeys(names, 0)
        assert [name for name, _why in texts_findings.not_run(look)] == list(names.values())
        assert set(texts_findings.states()) == {"waiting", "kept", "exclusion_proposed", "excluded", "lapsed"}


def test_a_finding_nobody_decides_about_is_overdue_after_its_term_and_stays_undecided(
    app: Flask, cast: Cast, finding: str
) -> None:
    chi, due = cast.browser("chi"), WEEK + timedelta(days=6 + finding_term_on(WEEK).days)
    for day, late in (due, False), (due + timedelta(days=1), True):
        cast.clock.moment = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
        chi = cast.browser("chi")
        listed, only = text_of(page(chi.get(THERE))), text_of(page(chi.get(f"{THERE}?trang-thai=qua-han")))
        assert ("1 dấu hiệu đã quá hạn xem xét (30 ngày sau khi hết tuần)" in listed) is late
        assert ("giả định của chúng tôi" in listed) is late
        assert (f"quá hạn từ sau ngày {due.day}/{due.month}/{due.year}" in listed) is late
        assert ("Công chức mẫu 19330-1" in only) is late
        assert ("1 dấu hiệu bất thường đã quá hạn xem xét" in text_of(page(chi.get("/hom-nay")))) is late
        assert ("quá hạn xem xét" in text_of(page(chi.get(f"{THERE}/{finding}")))) is late
    with open_session(app.extensions["engine"], Scope.system("a look").reading()) as session:
        assert session.get_one(Finding, int(finding)).choice is None
        assert session.get_one(Finding, int(finding)).carried_out_at is None
    post(chi, f"{THERE}/{finding}/giu", {"reason": "một đoàn khách"}, follow=True)
    assert "quá hạn" not in text_of(page(chi.get(THERE))).replace("chờ quyết, đã quá hạn", "")
