"""Codes people read off paper and type: 32 characters without 0, O, 1, I, and one check character.

The check is a weighted sum in GF(32), weights being powers of a primitive element. Up to 30 characters it
finds every single wrong character and every swap of two (a distance-2 code with distinct column weights;
F. J. MacWilliams, N. J. A. Sloane, "The Theory of Error-Correcting Codes", 1977, ch. 1).
"""

import random
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
PLACARD_LENGTH = 7  # six drawn characters (10⁹ codes) and the check
LONGEST = 31  # characters; beyond it two weights of the check would be equal
_PLACE = {letter: place for place, letter in enumerate(ALPHABET)}
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1, primitive


def _powers() -> tuple[int, ...]:
    powers, value = [], 1
    for _ in range(31):
        powers.append(value)
        value <<= 1
        if value & 32:
            value ^= _POLYNOMIAL
    return tuple(powers)


_EXP = _powers()
_LOG = {value: exponent for exponent, value in enumerate(_EXP)}


def _times(value: int, exponent: int) -> int:
    return _EXP[(_LOG[value] + exponent) % 31] if value else 0


def _syndrome(code: str) -> int:
    """Return 0 for a code whose check fits; the check has weight 1, the character before it the element, …."""
    total = 0
    for exponent, letter in enumerate(reversed(code)):
        total ^= _times(_PLACE[letter], exponent)
    return total


def with_check(body: str) -> str:
    """Return `body` (characters of ALPHABET, at most 29) with its check character behind it."""
    return body + ALPHABET[_syndrome(body + ALPHABET[0])]


def new_code(source: random.Random) -> str:
    """Return a placard's code: six characters drawn from `source` and the check."""
    return with_check("".join(source.choices(ALPHABET, k=PLACARD_LENGTH - 1)))


def tidy(typed: str) -> str:
    """Return what a person typed as a code is written: capitals, without spaces, hyphens and dots."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c not in " -.–—\t\r\n")


def grouped(code: str) -> str:
    """Return a code as people read it out: 'XXXX-XXXX-X'."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def is_spelled(code: str) -> bool:
    """Return whether it could be a code at all: not empty, not long, every character of the alphabet."""
    return 0 < len(code) <= LONGEST and all(letter in _PLACE for letter in code)


def is_well_formed(code: str) -> bool:
    """Return whether every character is of the alphabet and the check fits."""
    return is_spelled(code) and len(code) > 1 and _syndrome(code) == 0


def is_valid(code: str) -> bool:
    """Return whether `code`, tidied, can be a placard's."""
    return len(code) == PLACARD_LENGTH and is_well_formed(code)


def suggestions(typed: str) -> tuple[str, ...]:
    """Return every valid placard code one slip away from what was typed, sorted, at most about 300.

    A slip is one wrong, missing or added character, or two neighbours swapped.
    """
    code = tidy(typed)
    if not PLACARD_LENGTH - 1 <= len(code) <= PLACARD_LENGTH + 1:
        return ()
    tries = {code}
    for place in range(len(code) + 1):
        before, after = code[:place], code[place:]
        tries.update(before + letter + after for letter in ALPHABET)
        tries.update(before + letter + after[1:] for letter in ALPHABET if after)
        tries.add(before + after[1:])
        tries.add(before + after[1:2] + after[:1] + after[2:])
    return tuple(sorted(each for each in tries if is_valid(each)))
