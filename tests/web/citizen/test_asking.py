"""Asking for a reply from the receipt page, reading it there, and taking it all back."""

import pytest

from tests.cast import Cast
from tests.web.citizen.conftest import Citizen, named, words
from tests.web.desk import post
from tests.web.quality import page, text_of

WISH = {"hoi": "1", "loi": "Bao giờ có sổ?", "lien-he": "0912 345 678", "dong-y": "1"}


@pytest.fixture
def code(citizen: Citizen) -> str:
    citizen.scan()
    citizen.tap(2)
    return citizen.receipt()


def test_the_consent_is_never_ticked_beforehand(citizen: Citizen, code: str) -> None:
    tree = page(citizen.post("/bien-nhan", {"ma": code}))
    (box,) = [element for element in tree.iter("input") if element.get("name") == "dong-y"]
    assert box.get("checked") is None


def test_a_message_is_asked_replied_and_read_with_the_receipt(citizen: Citizen, code: str, cast: Cast) -> None:
    assert "Đã gửi lời nhắn" in words(citizen.post("/bien-nhan", {"ma": code, **WISH}))
    an = cast.browser("an")
    shown = text_of(page(an.get("/ket-qua/loi-nhan")))
    assert "Bao giờ có sổ?" in shown
    assert "0912 345 678" in shown
    assert code not in shown
    form = page(an.get("/ket-qua/loi-nhan")).find(".//form[@class='reason']")
    assert form is not None
    assert "Đã ghi trả lời" in post(an, form.get("action", ""), {"reason": "Thứ sáu."}, follow=True).text
    assert "Thứ sáu." in words(citizen.post("/bien-nhan", {"ma": code}))
    assert "Bao giờ có sổ?" not in text_of(page(cast.browser("ha").get("/ket-qua/loi-nhan")))
    assert page(cast.browser("chi").get("/ket-qua/loi-nhan")).find(".//form[@class='reason']") is None


@pytest.mark.parametrize(
    ("missing", "told"), [("dong-y", "Xin đánh dấu đồng ý"), ("lien-he", "cách liên hệ"), ("loi", "điều muốn hỏi")]
)
def test_what_is_missing_is_told_and_what_was_typed_is_kept(
    citizen: Citizen, code: str, missing: str, told: str
) -> None:
    form = {name: value for name, value in WISH.items() if name != missing}
    shown = citizen.post("/bien-nhan", {"ma": code, **form})
    assert told in words(shown, 422)
    if missing != "lien-he":
        assert named(page(shown, 422), "lien-he") == ["0912 345 678"]


def test_asking_twice_is_one_message_and_it_can_be_taken_back_whatever_became_of_the_answer(
    citizen: Citizen, code: str
) -> None:
    citizen.post("/bien-nhan", {"ma": code, **WISH})
    assert "Bao giờ có sổ?" in words(citizen.post("/bien-nhan", {"ma": code, **WISH, "loi": "khác"}))
    citizen.post("/bien-nhan", {"ma": code, "rut": "1"})
    assert "Bao giờ có sổ?" in words(citizen.post("/bien-nhan", {"ma": code}))
    assert "Đã xoá lời nhắn" in words(citizen.post("/bien-nhan", {"ma": code, "thoi-hoi": "1"}))
    assert "Bao giờ có sổ?" not in words(citizen.post("/bien-nhan", {"ma": code}))
