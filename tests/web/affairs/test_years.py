"""The year's league under a ruleset, as Internal Affairs and the inspector see it."""

import pytest
from flask import Flask

from khaosat.jobs import league as jobs
from tests.cast import Cast
from tests.factories.crowd import write_answers
from tests.factories.league import AFTER, FIRST, LAST, POOR, a_league, plan, rows
from tests.factories.province import SmallProvince
from tests.web.quality import page, statements, text_of

ADDRESS = "/thi-dua/2026"


@pytest.fixture
def league(app: Flask, province: SmallProvince) -> int:
    return a_league(app.extensions["engine"], province)


@pytest.mark.parametrize("who", ["chi", "giang"])
def test_the_year_shows_its_rule_its_ceilings_and_everybody_without_a_bare_rank(
    who: str, cast: Cast, league: int
) -> None:
    assert league
    text = text_of(page(cast.browser(who).get(ADDRESS)))
    assert "Nghị định 335/2025/NĐ-CP" in text
    assert "chưa quy định bao nhiêu điểm: đang là 0" in text
    assert "không làm tròn lên" in text
    assert "không ai bị tự động hạ" in text
    assert "hai cách cho cùng một kết quả" in text
    assert text.count("Công chức mẫu") >= 17


def test_a_year_without_a_league_says_so_and_leads_to_those_that_have_one(cast: Cast, league: int) -> None:
    assert league
    text = text_of(page(cast.browser("chi").get("/thi-dua/2019")))
    assert "Chưa có lần tính nào kết thúc trong năm này" in text
    assert "Những năm đã có lần tính: 2026" in text
    page(cast.browser("chi").get("/thi-dua/1999"), 404)


@pytest.mark.parametrize(
    ("query", "says"),
    [("quy-tac=plan-2016:1", "ủng hộ mức Hoàn thành xuất sắc nhiệm vụ"), ("tran=tinh", "Không nơi nào vượt trần"),
     ("quy-tac=plan-2016:1", "Bộ này không có mức trần"), ("tran=nhom", "từng nhóm nhiệm vụ, toàn tỉnh"),
     ("quy-tac=nd-90-2020:1", "Bộ này không có hiệu lực vào cuối kỳ"), ("hieu-chinh=0", "không hiệu chỉnh"),
     ("quy-tac=nd-90-2020:1", "không lấy gì từ kết quả khảo sát"),
     ("trang-thai=too_few", "thêm 4 để có nhận định"), ("trang-thai=undecided", "đã đủ phiếu; vướng giới hạn chung")],
)  # fmt: skip
def test_what_is_chosen_stands_in_the_address_and_on_the_page(query: str, says: str, cast: Cast, league: int) -> None:
    assert league
    assert says in text_of(page(cast.browser("chi").get(f"{ADDRESS}?{query}")))


@pytest.mark.parametrize("query", ["quy-tac=x:1", "nhom=x", "don-vi=x", "trang-thai=x"])
def test_what_does_not_exist_makes_a_plain_page(query: str, cast: Cast, league: int) -> None:
    assert league
    page(cast.browser("chi").get(f"{ADDRESS}?{query}"), 404)


def test_held_answers_stand_beside_and_name_who_would_move(app: Flask, cast: Cast, province: SmallProvince) -> None:
    engine, officer = app.extensions["engine"], province.officers["461"][0]
    write_answers(engine, list(rows(province, plan(province))))
    write_answers(engine, list(rows(province, {officer: POOR}, state="held", held_reason="repeated")))
    jobs.compute(engine, first=FIRST, last=LAST, at=AFTER)
    text = text_of(page(cast.browser("chi").get(ADDRESS)))
    assert "có 60 phiếu nêu tên công chức đang tạm giữ" in text
    assert "đề nghị (60 phiếu)" in text
    assert "(120 phiếu)" in text


def test_the_page_takes_few_statements_however_many_officers_there_are(app: Flask, cast: Cast, league: int) -> None:
    assert league
    browser = cast.browser("chi")
    with statements(app.extensions["engine"]) as seen:
        browser.get(ADDRESS)
    assert len(seen) <= 16
