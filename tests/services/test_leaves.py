"""What is sealed of an answer, checked against vectors computed once with hashlib by hand."""

import hashlib
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.errors import InvalidFailure
from khaosat.models.response import PLACES as COLUMNS
from khaosat.models.response import Response
from khaosat.services import leaves

ANSWER = UUID("00112233-4455-6677-8899-aabbccddeeff")
SCORES = (
    b'{"changes":0,"day":"2026-11-02","language":"vi","mode":"placard","office_id":7,"questionnaire_id":1,'
    b'"round_id":1,"s01":5,"s02":4,"slot":38,"verified":false}'
)


def row(**changed: object) -> dict[str, Any]:
    """A row of answers as the table keeps it."""
    plain: dict[str, Any] = dict.fromkeys(leaves.SCORED)
    plain |= {"id": ANSWER, "state": "counted", "salt_scores": bytes(range(16)), "salt_comment": bytes(range(16, 32))}
    plain |= {"digest_scores": None, "digest_comment": None, "office_id": 7, "round_id": 1, "questionnaire_id": 1}
    plain |= {"day": date(2026, 11, 2), "slot": 38, "mode": "placard", "language": "vi", "verified": False}
    return plain | {"changes": 0, "comment": "Cảm ơn", "s01": 5, "s02": 4} | changed


def test_the_encodings_are_those_of_the_security_page() -> None:
    scores = hashlib.sha256(b"khaosat:scores:1\0" + bytes(range(16)) + SCORES).digest()
    comment = hashlib.sha256(b"khaosat:comment:1\0" + bytes(range(16, 32)) + b"\1" + "Cảm ơn".encode()).digest()
    assert leaves.digest_scores(row()) == scores
    assert leaves.digest_comment(row()) == comment
    own = hashlib.sha256(b"khaosat:leaf:1\0" + ANSWER.bytes + scores + comment).digest()
    assert leaves.answer_leaves(row()) == [own]
    mark = leaves.withdrawal_leaf(ANSWER)
    assert own.hex() == "002fe2ad6c92043c5cfac854eec1d94ca36299c3dc8af02d15f362f9c69cbee7"
    assert mark.hex() == "6b7ed0a9d9e11fc8a0acaf9d8e54eeaa0a7a55481bf94c72fabbce436c18dc6a"
    assert leaves.merkle_root([]).hex() == "3d2c46690dd77d2f2514789a7dde8c59976af6c3b130f84fc847c7e6383ab270"
    assert leaves.merkle_root([own, mark]).hex() == "2896dad7b93ec11f59d7aa190b6a84aa922f3f1f7b67b7df2e671390443e38a5"
    page = (Path(__file__).parents[2] / "docs/security.md").read_text(encoding="utf-8")
    assert SCORES.decode() in page
    for digest in (scores, comment, own, mark, leaves.merkle_root([]), leaves.merkle_root([own, mark])):
        assert digest.hex() in page


def test_every_column_of_an_answer_is_sealed_or_named_here() -> None:
    beside = {"id", "unit_id", "state", "held_reason", "comment", "salt_scores", "salt_comment"}
    beside |= {"digest_scores", "digest_comment"}
    assert leaves.PLACES == COLUMNS
    assert set(Response.__mapper__.columns.keys()) == beside | set(leaves.SCORED)


@pytest.mark.parametrize("name", leaves.SCORED)
def test_no_column_can_change_without_changing_the_leaf(name: str) -> None:
    other = {"day": date(2026, 11, 3), "reasons": ["slow"], "verified": True}.get(name, 3)
    assert leaves.digest_scores(row(**{name: other})) != leaves.digest_scores(row())


def test_no_comment_and_an_empty_comment_differ() -> None:
    assert leaves.digest_comment(row(comment=None)) != leaves.digest_comment(row(comment=""))


@pytest.mark.parametrize("salt", [None, b"", bytes(15)])
def test_a_short_salt_is_refused(salt: bytes | None) -> None:
    with pytest.raises(InvalidFailure):
        leaves.digest_scores(row(salt_scores=salt))
    with pytest.raises(InvalidFailure):
        leaves.digest_comment(row(salt_comment=salt))


def test_a_withdrawn_answer_keeps_its_leaf_and_gets_a_second_one() -> None:
    kept = {"digest_scores": leaves.digest_scores(row()), "digest_comment": leaves.digest_comment(row())}
    gone = row(state="withdrawn", salt_scores=None, salt_comment=None, comment=None, s01=None, s02=None, **kept)
    assert leaves.answer_leaves(gone) == [*leaves.answer_leaves(row()), leaves.withdrawal_leaf(ANSWER)]


@pytest.mark.parametrize("state", ["held", "voided"])
def test_taking_an_answer_out_of_the_count_changes_the_root(state: str) -> None:
    assert leaves.answer_leaves(row(state=state)) == [*leaves.answer_leaves(row()), leaves.mark_leaf(ANSWER, state)]


def test_a_counted_answer_has_no_mark() -> None:
    with pytest.raises(InvalidFailure):
        leaves.mark_leaf(ANSWER, "counted")


def test_the_root_does_not_know_the_order_of_arrival() -> None:
    some = [leaves.mark_leaf(UUID(int=i), "held") for i in range(4)]
    assert len({leaves.merkle_root(order) for order in permutations(some)}) == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.data())
def test_every_leaf_has_a_path_to_the_root_and_no_other_leaf_fits_it(size: int, data: st.DataObject) -> None:
    some = [leaves.mark_leaf(UUID(int=i), "held") for i in range(size)]
    wanted = data.draw(st.sampled_from(some))
    path = leaves.inclusion_path(some, wanted)
    assert leaves.root_from_path(wanted, path) == leaves.merkle_root(some)
    assert leaves.root_from_path(leaves.mark_leaf(UUID(int=size), "held"), path) != leaves.merkle_root(some)
    assert len(path) <= (size - 1).bit_length()


def test_a_leaf_that_is_not_there_has_no_path() -> None:
    with pytest.raises(InvalidFailure):
        leaves.inclusion_path([leaves.mark_leaf(UUID(int=1), "held")], bytes(32))


SAID = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.dates(), st.lists(st.text(), max_size=3),
)  # fmt: skip  # everything a column of an answer may hold


@given(values=st.lists(SAID, min_size=len(leaves.SCORED), max_size=len(leaves.SCORED)))
@settings(max_examples=60)
def test_the_quick_way_to_write_what_was_said_is_the_canonical_one(values: list[object]) -> None:
    said = dict(zip(leaves.SCORED, values, strict=True))
    assert leaves.canonical_scores(said) == leaves.canonical(said)
