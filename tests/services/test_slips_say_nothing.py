"""Dossier numbers run in sequence; with all that we hold, trying them one by one finds nothing.

The attacker here is ourselves at our worst: the shared key, the table of spent slips, the whole text of every slip
that came in, and the list of all plausible dossiers. The same search with the other key shows that it works.
"""

import hashlib
import hmac
import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from khaosat.services.slips import ID_LENGTH, first_letters, slip_of, spent_digest

LOT = random.Random(20261122)  # noqa: S311  a documented seed: the same dossiers in each run
K1, K2 = LOT.randbytes(32), LOT.randbytes(32)
FIRST = date(2026, 11, 2)
DOSSIERS = [
    (f"H48.12-{FIRST + timedelta(day):%y%m%d}-{number:04d}", (FIRST + timedelta(day + wait)).isoformat())
    for day in range(20)
    for number in range(1, 101)
    for wait in range(5)
]
Guess = Callable[[str, str], str]


def _said(dossier: str, result: str) -> bytes:
    return f"khaosat:slip-id:1|{dossier}|{result}".encode()


def with_k1(dossier: str, result: str) -> str:
    return first_letters(hmac.digest(K1, _said(dossier, result), "sha256"), ID_LENGTH)


def with_k2(dossier: str, result: str) -> str:
    return first_letters(hmac.digest(K2, _said(dossier, result), "sha256"), ID_LENGTH)


def with_k2_as_a_tag(dossier: str, result: str) -> str:
    said = f"khaosat:slip-tag:1|{dossier}|{result}".encode()
    return first_letters(hmac.digest(K2, said, "sha256"), ID_LENGTH)


def without_a_key(dossier: str, result: str) -> str:
    return first_letters(hashlib.sha256(_said(dossier, result)).digest(), ID_LENGTH)


def with_an_empty_key(dossier: str, result: str) -> str:
    return first_letters(hmac.digest(b"", _said(dossier, result), "sha256"), ID_LENGTH)


PRINTED = {
    dossier: slip_of(K2, slip_id=with_k1(*dossier), office_key="19330", field_key="ho-tich")
    for dossier in LOT.sample(DOSSIERS, 1000)
}
TABLE = {spent_digest(slip) for slip in PRINTED.values()}


def found(guess: Guess) -> int:
    return sum(spent_digest(guess(*dossier)) in TABLE for dossier in DOSSIERS)


def agreement(guess: Guess) -> int:
    return sum(guess(*dossier)[0] == slip[0] for dossier, slip in PRINTED.items())


def test_the_search_works_for_whoever_has_the_other_key() -> None:
    assert len(DOSSIERS) == 10_000
    assert found(with_k1) == len(TABLE) == 1000
    assert agreement(with_k1) == 1000


@pytest.mark.parametrize("guess", [with_k2, with_k2_as_a_tag, without_a_key, with_an_empty_key])
def test_with_all_that_we_hold_the_search_finds_no_more_than_chance(guess: Guess) -> None:
    assert found(guess) == 0
    # even one letter of an id is guessed as by lot: 1000/32 = 31 expected, standard deviation 5.5
    assert 4 <= agreement(guess) <= 58


def test_neighbouring_dossiers_have_slips_as_different_as_any() -> None:
    ids = [with_k1(*dossier) for dossier in DOSSIERS]
    alike = sum(one[0] == other[0] for one, other in pairwise(ids))
    assert 220 <= alike <= 405, "9999/32 = 312 expected, standard deviation 17.4"
