"""Scan, touch, done: one tap is one answer and the answer to it says so."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from config import ZONE
from khaosat.errors import DayClosedFailure
from tests.web.citizen.conftest import Citizen, named, token_in, words
from tests.web.quality import page, statements


def test_the_page_asks_one_question_with_five_faces(citizen: Citizen) -> None:
    shown = citizen.scan()
    said = words(shown)
    assert "Bộ phận một cửa UBND phường Đông Giang" in said
    order = [said.index(word) for word in ("Rất hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")]
    assert order == sorted(order)
    assert named(page(shown), "diem") == ["5", "4", "3", "2", "1"]


def test_the_page_fetches_nothing_and_sets_no_cookie(citizen: Citizen) -> None:
    shown = citizen.scan()
    assert "Set-Cookie" not in shown.headers
    assert shown.headers["Cache-Control"] == "private, no-cache"
    assert not re.search(r"<script [^>]|<img|src=|@import|url\(|<link(?! rel=\"icon\" href=\"data:,\")", shown.text)


@pytest.mark.parametrize("path", ["/p/{}", "/P/{}", "/p/{}/AAAABBBBCCCCDDDD", "/P/{}/AAAABBBBCCCCDDDD", "/p/{}/cham"])
def test_the_code_is_matched_without_case_and_a_slip_opens_the_same_page(citizen: Citizen, path: str) -> None:
    for code in (citizen.code, citizen.code.lower()):
        assert "Đông Giang" in words(citizen.get(path.format(code)))


def test_getting_and_heading_never_write_and_choose_nothing(citizen: Citizen) -> None:
    plain = re.sub(r'value="[\w-]{54}"', "", citizen.scan().text)
    citizen.forget()
    with statements(citizen.engine) as said:
        for query in ("?diem=5", "?diem=5&t=" + citizen.token, "?chon=1"):
            shown = citizen.get(f"/p/{citizen.code}{query}").text
            assert re.sub(r'value="[\w-]{54}"', "", shown) == plain
        citizen.app.test_client().head(f"/p/{citizen.code}/cham?diem=5")
    assert {statement.split()[0] for statement in said} == {"SELECT"}
    assert citizen.book() == []


def test_one_tap_saves_and_is_answered_at_once_in_words(citizen: Citizen) -> None:
    citizen.scan()
    said = words(citizen.tap(4))
    assert "Đã ghi: Hài lòng" in said
    assert "Bấm nhầm? Chọn lại" in said
    assert re.search(r"\b\w{4}-\w{4}-\w{4}-\w{5}\b", said)
    assert (citizen.row().s01, citizen.row().language, citizen.row().state) == (4, "vi", "counted")  # type: ignore[attr-defined]  # s01 is made in a loop


def test_once_the_placard_is_known_a_page_asks_nothing_and_a_tap_is_one_insert(citizen: Citizen) -> None:
    citizen.scan()
    with statements(citizen.engine) as said:
        citizen.scan()
    assert said == []
    citizen.tap(5)
    citizen.scan()
    with statements(citizen.engine) as said:
        citizen.tap(4)
    assert [statement.split()[0] for statement in said] == ["INSERT"]


def test_the_same_tap_again_is_the_same_page(citizen: Citizen) -> None:
    citizen.scan()
    first = citizen.tap(3)
    again = citizen.tap(3)
    assert (again.status_code, again.text) == (200, first.text)
    assert citizen.row().changes == 0


def test_choosing_again_on_the_same_page_changes_the_one_answer(citizen: Citizen) -> None:
    citizen.scan()
    first = citizen.tap(1)
    assert token_in(first) == citizen.token
    assert "Đã ghi: Rất hài lòng" in words(citizen.tap(5))
    assert (citizen.row().s01, citizen.row().changes) == (5, 1)  # type: ignore[attr-defined]  # s01 is made in a loop


def test_a_retry_kept_on_the_phone_does_not_undo_a_later_choice(citizen: Citizen) -> None:
    citizen.scan()
    citizen.tap(5)
    assert "Đã ghi: Rất hài lòng" in words(citizen.tap(1, retry=1))


def test_a_new_scan_is_a_new_answer(citizen: Citizen) -> None:
    for _ in range(2):
        citizen.scan()
        citizen.tap(4)
    assert len({row.id for row in citizen.book()}) == 2


def test_sixteen_posts_at_once_are_all_answered_with_the_same_receipt(citizen: Citizen) -> None:
    citizen.scan()
    together = Barrier(16)

    def post(score: int) -> tuple[int, str]:
        together.wait()
        shown = citizen.tap(score)
        return shown.status_code, re.findall(r"\b\w{4}-\w{4}-\w{4}-\w{5}\b", shown.text)[0]

    with ThreadPoolExecutor(16) as phones:
        answered = set(phones.map(post, [2, 5] * 8))
    assert len(answered) == 1
    assert answered.pop()[0] == 200
    assert citizen.row().s01 in {2, 5}  # type: ignore[attr-defined]  # s01 is made in a loop


@pytest.mark.parametrize("score", ["", "6", "0", "-1", "4.0", "٤", "bốn", "4" * 5000])
def test_what_is_no_face_asks_again_and_saves_nothing(citizen: Citizen, score: str) -> None:
    citizen.scan()
    assert "Xin chạm vào một khuôn mặt" in words(citizen.tap(score), 422)
    assert citizen.book() == []


@pytest.mark.parametrize("token", ["", "x", "A" * 54, "\ufffd\x00", "foreign"])
def test_a_token_that_is_not_ours_brings_the_page_back_with_the_chosen_face_first(citizen: Citizen, token: str) -> None:
    citizen.scan()
    citizen.token = token
    if token == "foreign":  # noqa: S105  a case of the table
        citizen.token = token_in(citizen.get("/p/" + citizen.province.codes["461"]))
    back = citizen.tap(2)
    assert "Xin chạm lại một lần nữa" in words(back, 422)
    assert named(page(back, 422), "diem") == ["2", "5", "4", "3", "1"]
    assert citizen.book() == []
    citizen.token = token_in(back)
    words(citizen.tap(2))
    assert citizen.row().s01 == 2  # type: ignore[attr-defined]  # s01 is made in a loop


def test_a_page_left_open_for_a_year_still_saves_and_the_day_is_that_of_the_tap(citizen: Citizen) -> None:
    citizen.scan()
    citizen.clock.moment += timedelta(days=365)
    words(citizen.tap(5))
    assert citizen.row().day.isoformat() == "2027-11-22"


def test_a_clock_that_jumps_back_refuses_nobody(citizen: Citizen) -> None:
    citizen.scan()
    citizen.clock.moment -= timedelta(days=300)
    words(citizen.tap(5))


def test_tokens_survive_a_restart_and_a_rotated_key(citizen: Citizen, app: Flask) -> None:
    citizen.scan()
    file = app.config["SETTINGS"].keys / "token.keys"
    file.write_text("7a" * 32 + "\n" + file.read_text())
    words(citizen.tap(5))


def test_another_face_after_the_day_has_closed_is_told_in_plain_words(citizen: Citizen) -> None:
    citizen.scan()
    citizen.tap(5)
    citizen.clock.moment = datetime(2026, 11, 24, 0, 0, tzinfo=ZONE)
    assert "Đã ghi: Rất hài lòng" in words(citizen.tap(5))
    said = words(citizen.tap(1), 409)
    assert "Ngày này đã khoá sổ" in said
    assert "22/11/2026" in said
    assert DayClosedFailure.code not in said


@pytest.mark.parametrize(
    ("headers", "state"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, "counted"),
        ({"Sec-Fetch-Site": "none"}, "counted"),
        ({}, "counted"),
        ({"Origin": "http://khaosat.example"}, "counted"),
        ({"Origin": "http://localhost"}, "counted"),
        ({"Sec-Fetch-Site": "cross-site"}, "held"),
        ({"Sec-Fetch-Site": "same-site"}, "held"),
        ({"Origin": "https://khaosat.example.evil.example"}, "held"),
        ({"Origin": "null"}, "held"),
    ],
)
def test_a_post_from_another_site_is_saved_and_held(citizen: Citizen, headers: dict[str, str], state: str) -> None:
    citizen.scan()
    said = citizen.post(f"/p/{citizen.code}/cham", {"t": citizen.token, "diem": 4}, headers=headers)
    assert "Đã ghi: Hài lòng" in words(said)
    assert citizen.row().state == state


def test_pages_of_two_visitors_share_nothing_that_is_theirs(citizen: Citizen) -> None:
    citizen.scan()
    mine, my_page = citizen.token, citizen.tap(4).text
    citizen.scan()
    theirs, their_page = citizen.token, citizen.tap(4).text
    assert mine not in their_page
    assert theirs not in my_page
    assert citizen.receipt() not in my_page


def test_english_travels_in_the_address_and_in_the_form(citizen: Citizen) -> None:
    shown = citizen.scan("en")
    assert page(shown).get("lang") == "en"
    assert "Question Z1" in shown.text
    assert named(page(shown), "lang") == ["en"]
    after = citizen.tap(4, lang="en")
    assert page(after).get("lang") == "en"
    assert named(page(after), "lang") == ["en", "en"]
    assert citizen.row().language == "en"


def test_an_answer_taken_back_stays_taken_back_when_its_page_is_touched_again(citizen: Citizen) -> None:
    citizen.scan()
    citizen.tap(4)
    citizen.post("/bien-nhan", {"ma": citizen.receipt(), "rut": 1})
    assert "Phiếu này đã được rút" in words(citizen.tap(5))
    assert citizen.row().state == "withdrawn"
