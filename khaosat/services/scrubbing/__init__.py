"""What identifies somebody in a comment, taken out before officers see it: names, phones, numbers of papers.

Rules over word lists, no model: everybody can read why a word went. What it reaches is measured on a fixture of
comments made for it (`tests/services/test_scrubbing.py`); it is a net, not a promise, and the page that asks for a
comment says not to write such things.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from khaosat.services.scrubbing.comment import Comment, officers_named
from khaosat.services.scrubbing.names import names_in
from khaosat.services.scrubbing.numbers import Removal, removals
from khaosat.services.scrubbing.spelling import tokens

__all__ = ["MARK", "Removal", "Scrubbed", "scrub"]

MARK: Final = "[…]"


@dataclass(frozen=True)
class Scrubbed:
    """A comment without what identified somebody; `removed` are places in the text in form NFC, by their order."""

    text: str
    removed: tuple[Removal, ...]


def scrub(comment: str, *, officers: Iterable[str]) -> Scrubbed:
    """Return the comment in form NFC with MARK where a name, number or address stood.

    `officers` are the display names of all who are or were posted at the office.
    """
    text = unicodedata.normalize("NFC", comment)
    words = tokens(text)
    read = Comment(words, officers_named(tuple(sorted(set(officers)))))
    names = [Removal(words[place].start, words[place].end, "name") for place in names_in(read)]
    gone = _merged(text, sorted([*removals(text, words), *names]))
    parts, before = [], 0
    for each in gone:
        parts += [text[before : each.start], MARK]
        before = each.end
    return Scrubbed("".join([*parts, text[before:]]), gone)


def _merged(text: str, removed: list[Removal]) -> tuple[Removal, ...]:
    """Return the stretches without overlap; words of one name become one stretch."""
    merged: list[Removal] = []
    for each in removed:
        last = merged[-1] if merged else None
        if last and (each.start < last.end or (each.kind == last.kind and not text[last.end : each.start].strip())):
            merged[-1] = Removal(last.start, max(last.end, each.end), last.kind)
        else:
            merged.append(each)
    return tuple(merged)
