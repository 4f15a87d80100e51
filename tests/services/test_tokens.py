"""The token matrix: what is genuine saves however old, what is not asks for one tap more."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config import key_ring
from khaosat.errors import TokenFailure
from khaosat.services import tokens
from khaosat.services.tokens import WATCHED_SHARE, Token

KEY, OTHER = bytes(32), bytes([7]) * 32
NONCE = bytes(range(16))
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def _issued(keys: tuple[bytes, ...] = (KEY,), at: datetime = NOW, office_id: int = 461) -> str:
    return tokens.issue(keys, nonce=NONCE, office_id=office_id, at=at)


def _refused(text: str, office_id: int = 461) -> object:
    with pytest.raises(TokenFailure) as refused:
        tokens.read((KEY,), text, office_id=office_id)
    return refused.value.details["reason"]


def test_a_genuine_token_is_read_back_and_short() -> None:
    assert tokens.read((KEY,), _issued(), office_id=461) == Token(NONCE, 461, NOW)
    assert len(_issued()) <= 54


@pytest.mark.parametrize("years", [-60, -1, 0, 1, 70])
def test_no_clock_decides_whether_it_is_genuine(years: int) -> None:
    issued = _issued(at=NOW + timedelta(days=365 * years))
    assert tokens.read((KEY,), issued, office_id=461).nonce == NONCE


def test_a_key_rotated_in_keeps_what_the_older_ones_signed(tmp_path: Path) -> None:
    ring = key_ring(tmp_path, "token")
    before = _issued(ring)
    file = tmp_path / "token.keys"
    file.write_text(OTHER.hex() + "\n" + file.read_text())
    rotated = key_ring(tmp_path, "token")
    assert tokens.read(rotated, before, office_id=461) == tokens.read(rotated, _issued(rotated), office_id=461)
    assert _issued(rotated) != before


def test_a_key_taken_out_makes_its_tokens_forged() -> None:
    assert _refused(_issued((OTHER,))) == "forged"


def test_a_token_of_another_office_is_foreign() -> None:
    assert _refused(_issued(), office_id=462) == "foreign"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 39), st.integers(1, 255))
def test_any_byte_changed_is_forged(place: int, change: int) -> None:
    signed = bytearray(base64.urlsafe_b64decode(_issued() + "=="))
    signed[place] ^= change
    assert _refused(base64.urlsafe_b64encode(signed).decode().rstrip("=")) == "forged"


@pytest.mark.parametrize(
    "text",
    ["", "x", _issued()[:-1], _issued() + "A", _issued() + "==", _issued().replace(_issued()[3], "ă"), "A" * 100_000,
     "\x00" * 54, " " + _issued(), _issued()[:-1] + "\ufffd"],
)  # fmt: skip  # a table
def test_what_is_no_token_is_unreadable(text: str) -> None:
    assert _refused(text) == "unreadable"


def test_one_secret_has_one_writing() -> None:
    # 40 bytes leave four unused bits in the last character: the other fifteen writings are refused
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    taken = []
    for last in alphabet:
        try:
            tokens.read((KEY,), _issued()[:-1] + last, office_id=461)
        except TokenFailure:
            continue
        taken.append(last)
    assert taken == [_issued()[-1]]


def test_one_page_in_twenty_is_asked_whether_somebody_looked_on() -> None:
    asked = sum(Token(number.to_bytes(16), 1, NOW).asks_if_watched for number in range(4000))
    assert abs(asked / 4000 - WATCHED_SHARE / 256) < 0.015
