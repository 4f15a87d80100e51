"""A receipt finds its answer and says nothing else; nobody makes one out of the database."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.errors import InvalidFailure
from khaosat.services.codes import ALPHABET
from khaosat.services.receipts import answer_id_of, receipt_of, typed, written


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=10, max_size=10))
def test_what_is_written_down_is_read_back(receipt: bytes) -> None:
    assert typed(written(receipt)) == receipt
    assert typed(written(receipt).lower().replace("-", " ")) == receipt


def test_receipt_and_id_are_the_digests_agreed_on() -> None:
    nonce = bytes(range(16))
    receipt = hashlib.sha256(b"receipt" + nonce).digest()[:10]
    assert receipt_of(nonce) == receipt
    assert answer_id_of(receipt).bytes == hashlib.sha256(b"answer" + receipt).digest()[:16]


def test_a_receipt_looks_like_this() -> None:
    assert written(bytes(10)) == "2222-2222-2222-22222"
    assert set(written(bytes(range(10))).replace("-", "")) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "length"), ("2222-2222-2222-2222", "length"), ("2222-2222-2222-22223", "mistyped"),
     ("2222-2222-2222-2222O", "mistyped"), ("\ufffd" * 17, "mistyped"), ("2" * 5000, "length")],
)  # fmt: skip  # a table
def test_a_mistyped_receipt_is_told_from_an_unknown_one(text: str, reason: str) -> None:
    with pytest.raises(InvalidFailure) as refused:
        typed(text)
    assert refused.value.details["field"] == "receipt"
    assert refused.value.details["reason"] == reason
