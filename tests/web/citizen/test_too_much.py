"""After a tap, whatever else arrives: the answer stays, once, and the page that says no is a plain one."""

import pytest
from structlog.testing import capture_logs

from tests.web.citizen.conftest import Citizen, words
from tests.web.quality import page

MEGABYTE = "dài " * 250_000
FLOOD = {f"field{number}": "x" for number in range(10_000)}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"comment": MEGABYTE}, 413),
        (FLOOD, 413),
        ({"comment": "nul\x00giữa"}, 422),
        ({"comment": "\x1b[31mđỏ"}, 422),
        ({}, 200),
    ],
    ids=["a megabyte", "ten thousand fields", "NUL", "escape", "nothing"],
)
def test_the_answer_stays_once_and_the_page_is_plain(
    citizen: Citizen, form: dict[str, str], status: int, language: str
) -> None:
    citizen.scan(language)
    citizen.tap(2, lang=language)
    with capture_logs() as lines:
        back = citizen.post(f"/p/{citizen.code}/xong?lang={language}", {"t": citizen.token, "lang": language, **form})
    assert page(back, status).get("lang") == language
    assert "Traceback" not in back.text
    assert [line for line in lines if citizen.code in f"{line}"] == []
    assert (citizen.row().s01, citizen.row().comment) == (2, None)  # type: ignore[attr-defined]  # s01 is made in a loop


def test_signs_that_turn_the_direction_of_writing_are_left_out_and_the_words_are_kept(citizen: Citizen) -> None:
    citizen.scan()
    citizen.tap(4)
    words(citizen.tell(last=True, comment="phí \u202e000.5\u202c đồng \u2066x\u2069"))
    assert citizen.row().comment == "phí 000.5 đồng x"


def test_a_token_used_again_after_its_answer_was_taken_back_saves_nothing_and_says_so(citizen: Citizen) -> None:
    citizen.scan()
    citizen.tap(4)
    receipt = citizen.receipt()
    citizen.post("/bien-nhan", {"ma": receipt, "rut": "1"})
    assert "đã được rút" in words(citizen.tap(5))
    assert citizen.row().state == "withdrawn"
