"""Paper forms and assisted interviews: each stored once, its mode kept, corrected until its day closes."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from config import ZONE
from khaosat.models.response import DueDay
from khaosat.policy import Role
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.people import person
from tests.web.collector.conftest import Collector
from tests.web.desk import post, seen_by
from tests.web.log import request_log
from tests.web.quality import page, text_of

TODAY = date(2026, 11, 22)


def test_an_office_is_found_by_words_or_by_the_code_on_its_placard(thu: Collector, cast: Cast) -> None:
    words = text_of(page(thu.client.get("/nhap-phieu?tim=dong+giang")))
    assert "UBND phường Đông Giang" in words
    assert "UBND phường 1" not in words
    straight = thu.client.get(f"/nhap-phieu?tim={cast.province.codes['19330'].lower()}")
    assert straight.location == "/nhap-phieu/19330"
    assert "Không có bộ phận nào" in text_of(page(thu.client.get("/nhap-phieu?tim=khong-dau-ca")))


def test_the_items_stand_in_the_order_of_the_questionnaire(thu: Collector) -> None:
    tree = page(thu.open())
    names = [str(field.get("name")) for field in tree.iter("input") if str(field.get("name")).startswith("q-")]
    assert names == ["q-Z1", "q-OF", "q-A", "q-B", "q-C", "q-D", "q-E"]


def test_a_paper_form_is_stored_with_its_mode_and_day(thu: Collector, cast: Cast) -> None:
    officer = str(cast.province.officers["19330"][0])
    sent = thu.enter(officer_id=officer, kind="business", comment="Sạch sẽ", day="2026-11-20")
    assert sent.location == "/nhap-phieu/19330?phuong-thuc=paper&ngay=2026-11-20"
    row = thu.row()
    assert (row.mode, row.day, row.state, row.placard_id) == ("paper", date(2026, 11, 20), "counted", None)
    assert (row.kind, row.comment, row.officer_id) == ("business", "Sạch sẽ", int(officer))
    assert [getattr(row, f"s0{place}") for place in range(1, 8)] == [5, 4, 5, 3, 4, None, 0]
    assert "Đã ghi." in thu.client.get(sent.location).text


def test_an_interview_keeps_its_quarter_hour_and_a_paper_form_has_none(thu: Collector) -> None:
    thu.enter(mode="assisted", q__Z1="1")
    thu.enter(q__Z1="2")
    assert [(row.mode, row.slot) for row in thu.book()] == [("assisted", 36), ("paper", 48)]


def test_enter_pressed_twice_is_one_form(thu: Collector) -> None:
    thu.open()
    first, second = thu.send(), thu.send(q__Z1="1")
    assert (first.status_code, second.status_code) == (302, 302)
    assert "không ghi lần hai" in thu.client.get(second.location).text
    assert thu.row().s01 == 5  # type: ignore[attr-defined]  # columns set in a loop
    assert len(thu.trail()) == 1


def test_an_item_left_empty_or_mistyped_comes_back_to_be_typed_and_nothing_is_stored(thu: Collector) -> None:
    thu.open()
    shown = thu.send(q__B="", q__C="7", q__Z1="4", comment="Giữ nguyên")
    tree = page(shown, 422)
    fields = {field.get("name"): field for field in tree.iter("input")}
    assert [name for name, field in fields.items() if field.get("aria-invalid")] == ["q-B", "q-C"]
    assert [name for name, field in fields.items() if field.get("autofocus") is not None] == ["q-B"]
    assert fields["q-Z1"].get("value") == "4"
    assert "Giữ nguyên" in shown.text
    assert thu.book() == []
    thu.send()
    assert len(thu.book()) == 1, "the same page sends again"


def test_the_first_question_cannot_be_left_out(thu: Collector) -> None:
    thu.open()
    page(thu.send(q__Z1="-"), 422)
    assert thu.book() == []


@pytest.mark.parametrize("day", ["2026-11-23", "2026-09-01"])
def test_a_day_to_come_or_long_past_is_a_mistyped_date(thu: Collector, day: str) -> None:
    thu.open()
    assert "60 ngày" in text_of(page(thu.send(day=day), 422))
    assert thu.book() == []


def test_a_form_of_a_closed_day_has_that_day_settled_anew(thu: Collector, cast: Cast) -> None:
    thu.enter(day="2026-11-10")
    with seen_by(cast) as session:
        assert list(session.scalars(select(DueDay.day))) == [date(2026, 11, 10)]


def test_the_trail_says_who_entered_and_nothing_that_leads_to_the_answer(thu: Collector) -> None:
    thu.cast.clock.moment = datetime(2026, 11, 22, 9, 7, 31, tzinfo=ZONE)
    thu.enter(mode="assisted")
    (event,) = thu.trail()
    assert (event.actor, event.subject, event.after) == (
        "thu", "office:19330", {"mode": "assisted", "day": "2026-11-22"},
    )  # fmt: skip
    assert event.at == datetime(2026, 11, 22, 9, 0, tzinfo=ZONE), "no finer than the answer's own quarter hour"


def test_a_form_is_corrected_and_removed_by_who_entered_it(thu: Collector, clock: StillClock) -> None:
    thu.enter()
    page(thu.client.get("/nhap-phieu/phieu/1"))
    changed = {"t": "", "q-Z1": "2", "q-OF": "-", **{f"q-{code}": "1" for code in "ABCDE"}}
    assert post(thu.client, "/nhap-phieu/phieu/1", changed).location == "/nhap-phieu"
    row = thu.row()
    assert (row.s01, row.s02, row.s07, row.changes) == (2, None, 1, 1)  # type: ignore[attr-defined]  # columns set in a loop
    post(thu.client, "/nhap-phieu/phieu/1/xoa", {})
    assert thu.row().state == "withdrawn"
    assert "đã xoá" in text_of(page(thu.client.get("/nhap-phieu")))
    assert [event.act for event in thu.trail()] == ["answers:enter", "answers:correct", "answers:remove"]
    clock.moment += timedelta(days=2)
    assert thu.again().client.get("/nhap-phieu/phieu/1").status_code == 404


def test_another_person_at_the_same_browser_finds_nothing_to_correct(thu: Collector, cast: Cast) -> None:
    thu.enter()
    cast.accounts["another"] = person(cast.app.extensions["engine"], "another", Role.COLLECTOR)
    assert thu.again().client.get("/nhap-phieu/phieu/1").status_code == 200
    other = thu.again("another")
    assert other.client.get("/nhap-phieu/phieu/1").status_code == 404
    assert "Phiếu 1" not in other.client.get("/nhap-phieu").text


def test_the_count_runs_and_starts_anew_each_day(thu: Collector, clock: StillClock) -> None:
    for _ in range(12):
        thu.enter()
    assert "Hôm nay đã nhập: 12 phiếu" in text_of(page(thu.client.get("/nhap-phieu")))
    clock.moment += timedelta(days=1)
    assert "Hôm nay đã nhập: 0 phiếu" in text_of(page(thu.again().client.get("/nhap-phieu")))


def test_who_serves_at_an_office_enters_nothing_about_it(cast: Cast) -> None:
    engine, officer = cast.app.extensions["engine"], cast.province.officers["19330"][0]
    cast.accounts["thu"] = person(engine, "thu", Role.COLLECTOR, officer_id=officer)
    thu = Collector(cast)
    assert "không nhập phiếu về bộ phận này" in text_of(page(thu.open(), 409))
    elsewhere = Collector(cast)
    elsewhere.open("19357")
    thu.token = elsewhere.token
    assert thu.send().status_code == 409
    assert thu.book() == []
    assert elsewhere.send("19357").status_code == 302


def test_a_collector_of_one_unit_finds_and_opens_no_other(cast: Cast) -> None:
    engine = cast.app.extensions["engine"]
    cast.accounts["thu"] = person(engine, "thu", Role.COLLECTOR, unit_id=cast.province.units["461"])
    thu = Collector(cast)
    words = text_of(page(thu.client.get("/nhap-phieu?tim=phuong+1")))
    assert "UBND thành phố Đông Hà" in words
    assert "UBND thị xã Quảng Trị" not in words
    assert thu.open("19330").status_code == 200
    assert thu.open("19357").status_code == 404


def test_the_request_log_says_no_moment_of_an_interview(thu: Collector) -> None:
    with request_log() as lines:
        thu.enter(mode="assisted")
    assert len(thu.book()) == 1
    assert [line["endpoint"] for line in lines if "endpoint" in line] == ["account.home"], (
        "her own account's page alone"
    )
