"""Passwords: argon2id hashes, the rules of a good one, and fresh ones."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from khaosat.errors import InvalidFailure

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's second set, 26 ms measured
SHORTEST, LONGEST = 10, 200
FEWEST_LETTERS = 5  # different ones
TELLING = 4  # letters from which on a name in a password is no accident
FRESH_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read twice: no i, l, o, 0, 1


def hashed(password: str) -> str:
    """Return the argon2id hash of a password (NFC, so that every keyboard spells it alike)."""
    return HASHER.hash(unicodedata.normalize("NFC", password))


def fits(password_hash: str | None, password: str) -> bool:
    """Return whether the password fits; without a hash it takes the same time and does not."""
    try:
        HASHER.verify(password_hash or _nobodys_hash(), unicodedata.normalize("NFC", password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_new_hash(password_hash: str) -> bool:
    """Return whether the hash was made with weaker settings than today's."""
    return HASHER.check_needs_rehash(password_hash)


def check_new(password: str, *, name: str) -> None:
    """Refuse what is too short, too long, holds the person's name or few letters: InvalidFailure with a reason."""
    if len(password) < SHORTEST:
        raise InvalidFailure(field="password", reason="too_short", least=SHORTEST)
    if len(password) > LONGEST:
        raise InvalidFailure(field="password", reason="too_long", most=LONGEST)
    tells_the_name = len(name) >= TELLING and name.casefold() in password.casefold()
    if len(set(password)) < FEWEST_LETTERS or tells_the_name:
        raise InvalidFailure(field="password", reason="too_easy")


def fresh() -> str:
    """Return a new random password of 60 bits or more, in groups that can be read out."""
    letters = [secrets.choice(FRESH_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


@cache
def _nobodys_hash() -> str:
    return hashed(secrets.token_urlsafe(16))
