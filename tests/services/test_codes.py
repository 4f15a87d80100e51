"""Codes that are read off paper: no look-alikes, slips found, the meant one suggested."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.services.codes import ALPHABET, is_valid, is_well_formed, new_code, suggestions, tidy, with_check

BODIES = st.text(ALPHABET, min_size=6, max_size=6)
LONG_BODIES = st.text(ALPHABET, min_size=16, max_size=16)
FEW = settings(max_examples=60, deadline=None)


def test_the_alphabet_has_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("01OI") & set(ALPHABET)


def test_a_known_code_has_its_known_check() -> None:
    # by hand in GF(32), x⁵ = x² + 1: 3 has value 1 and stands at weight 2¹, so the check has value 2, which is 4
    assert with_check("222223") == "2222234"
    # 2⁶ = 2·(x² + 1) = x³ + x = 10: the eleventh character of the alphabet
    assert with_check("322222") == "322222" + ALPHABET[0b01010]


def test_new_codes_are_valid_and_as_random_as_their_source() -> None:
    source, same = random.Random(7), random.Random(7)  # noqa: S311  a known source, so that the test can repeat it
    drawn = {new_code(source) for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(is_valid(code) for code in drawn)
    assert new_code(same) in drawn


@FEW
@given(LONG_BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_found(body: str, place: int, wrong: str) -> None:
    code = with_check(body)
    spoiled = code[:place] + wrong + code[place + 1 :]
    assert is_well_formed(spoiled) == (spoiled == code)


@FEW
@given(LONG_BODIES, st.integers(0, 16), st.integers(0, 16))
def test_any_swap_of_two_is_found(body: str, one: int, other: int) -> None:
    letters = list(code := with_check(body))
    letters[one], letters[other] = letters[other], letters[one]
    assert is_well_formed("".join(letters)) == ("".join(letters) == code)


@FEW
@given(BODIES, st.integers(0, 6), st.sampled_from(ALPHABET + "0O1I"))
def test_the_meant_code_is_suggested_after_a_wrong_a_missing_and_an_added_character(
    body: str, place: int, wrong: str
) -> None:
    code = with_check(body)
    assert code in suggestions(code[:place] + wrong + code[place + 1 :])
    assert code in suggestions(code[:place] + code[place + 1 :])
    assert code in suggestions(code[:place] + wrong + code[place:])


@FEW
@given(BODIES, st.integers(0, 5))
def test_the_meant_code_is_suggested_after_two_neighbours_swapped(body: str, place: int) -> None:
    code = with_check(body)
    assert code in suggestions(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize("typed", ["", "2", "\ufffd" * 7, "một hai ba", "A" * 5000, "\x00\x01"])
def test_what_is_no_code_at_all_is_met_with_silence(typed: str) -> None:
    assert not is_valid(tidy(typed))
    assert all(is_valid(each) for each in suggestions(typed))


def test_small_letters_spaces_and_hyphens_do_not_matter() -> None:
    assert tidy(" 2222-23 4 ") == "2222234"
    assert tidy("qt２２２") == "QT222"
    assert is_valid(tidy("2222 234"))
