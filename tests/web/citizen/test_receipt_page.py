"""The receipt at home: it stands, it can be changed while the day is open, it can be taken back at any time."""

import re
from datetime import datetime

import pytest

from config import ZONE
from tests.conftest import StillClock
from tests.web.citizen.conftest import Citizen, named, words
from tests.web.quality import page

CLOSED = datetime(2026, 11, 24, 0, 0, tzinfo=ZONE)


@pytest.fixture
def code(citizen: Citizen) -> str:
    citizen.scan()
    citizen.tap(1)
    return citizen.receipt()


def test_the_receipt_finds_its_answer_however_it_is_typed(citizen: Citizen, code: str) -> None:
    for typed in (code, code.lower(), code.replace("-", " "), f"  {code}\n"):
        said = words(citizen.post("/bien-nhan", {"ma": typed}))
        assert "Phiếu có trong sổ ngày 22/11/2026" in said
        assert "trước 0 giờ ngày 24/11/2026" in said


def test_the_page_looks_the_same_for_every_score(citizen: Citizen) -> None:
    shown = set()
    for score in (1, 5):
        citizen.scan()
        citizen.tap(score)
        code = citizen.receipt()
        shown.add(citizen.post("/bien-nhan", {"ma": code}).text.replace(code, "…"))
        shown.add(citizen.post("/bien-nhan", {"ma": code}).text.replace(code, "…"))
    assert len(shown) == 1


def test_a_rating_given_under_somebody_s_eye_is_changed_at_home(citizen: Citizen, code: str) -> None:
    assert "Đã ghi lựa chọn mới" in words(citizen.post("/bien-nhan", {"ma": code, "diem": 4}))
    assert (citizen.row().s01, citizen.row().changes) == (4, 1)  # type: ignore[attr-defined]  # made in a loop


def test_a_closed_day_is_not_changed_but_still_taken_back(citizen: Citizen, code: str, clock: StillClock) -> None:
    clock.moment = CLOSED
    shown = citizen.post("/bien-nhan", {"ma": code})
    assert named(page(shown), "diem") == []
    assert "khoá sổ" in words(citizen.post("/bien-nhan", {"ma": code, "diem": 4}), 409)
    assert citizen.row().s01 == 1  # type: ignore[attr-defined]  # made in a loop
    assert "Đã rút phiếu" in words(citizen.post("/bien-nhan", {"ma": code, "rut": 1}))
    assert (citizen.row().s01, citizen.row().state) == (None, "withdrawn")  # type: ignore[attr-defined]  # made in a loop


def test_a_withdrawn_answer_shows_so_and_offers_nothing(citizen: Citizen, code: str) -> None:
    citizen.post("/bien-nhan", {"ma": code, "rut": 1})
    for more in ({}, {"rut": 1}, {"diem": 3}):
        shown = citizen.post("/bien-nhan", {"ma": code, **more})
        assert "Phiếu này đã được rút" in words(shown)
        assert named(page(shown), "rut") == []


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        ("2222-2222-2222-22222", 404, "Không có phiếu nào"),
        ("2222-2222-2222-22223", 422, "một chữ chưa đúng"),
        ("2222", 422, "17 chữ và số"),
        ("<b>" * 30, 422, "17 chữ và số"),
        ("\x00\x07", 200, "Mã biên nhận"),
    ],
)
def test_a_code_that_is_none_is_told_why_and_comes_back_as_typed(
    citizen: Citizen, typed: str, status: int, told: str
) -> None:
    shown = citizen.post("/bien-nhan", {"ma": typed})
    assert told in words(shown, status)
    assert named(page(shown, status), "ma")[0] == re.sub(r"[\x00-\x1f]", "", typed)[:60]


def test_the_code_stands_in_no_address(citizen: Citizen, code: str) -> None:
    assert code not in citizen.get("/bien-nhan?ma=" + code).text
    assert not re.search(r'(href|action)="[^"]*' + code, citizen.post("/bien-nhan", {"ma": code}).text)


def test_a_face_that_is_none_changes_nothing(citizen: Citizen, code: str) -> None:
    assert "chạm vào một khuôn mặt" in words(citizen.post("/bien-nhan", {"ma": code, "diem": 7}), 422)
    assert citizen.row().changes == 0
