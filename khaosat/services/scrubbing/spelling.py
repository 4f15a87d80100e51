"""Vietnamese words compared without regard to case, composition and the place of the tone mark."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_WORD: Final = re.compile(r"[^\W_]+")
_LONE_Y: Final = re.compile(r"^([^aăâeêioôơuư]*)y$")
_BARE_BELOW: Final = 0.15  # of the words carry a mark: the comment was typed without
_CAPITALS_FROM: Final = 0.7  # of the words begin with a capital: capitals say nothing


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word as it is compared: `key` are its letters and then its tone, `bare` its letters without any mark."""

    key: str
    bare: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a comment; `gap` is what stands between it and the word before."""

    start: int
    end: int
    text: str
    gap: str
    spelling: Spelling
    capital: bool
    loose: bool
    """The whole comment was typed without marks: bare letters are all there is to compare."""


@lru_cache(maxsize=8192)
def spelled(word: str) -> Spelling:
    """Return how a word is compared: hoà is hòa, Mỹ is Mĩ, Đ is d without its mark."""
    apart = unicodedata.normalize("NFD", word.lower())
    tone = "".join(mark for mark in apart if mark in _TONES)
    letters = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES))
    letters = _LONE_Y.sub(r"\1i", letters)
    bare = "".join(c for c in unicodedata.normalize("NFD", letters) if not unicodedata.combining(c)).replace("đ", "d")
    return Spelling(letters + tone, bare, marked=bool(tone) or bare != letters)


def tokens(text: str) -> list[Token]:
    """Return the words of a text in form NFC, in their order."""
    words = list(_WORD.finditer(text))
    letters = [word[0] for word in words if not word[0].isdecimal()]
    loose = sum(spelled(word).marked for word in letters) < _BARE_BELOW * len(letters)
    capitals = sum(word[0].isupper() for word in letters)
    shouted = len(letters) > 3 and capitals > _CAPITALS_FROM * len(letters)  # noqa: PLR2004  a name alone is no shout
    found, before = [], 0
    for word in words:
        capital = word[0][0].isupper() and not shouted
        found.append(
            Token(word.start(), word.end(), word[0], text[before : word.start()], spelled(word[0]), capital, loose)
        )
        before = word.end()
    return found
