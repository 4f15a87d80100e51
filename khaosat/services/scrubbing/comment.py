"""A comment as it is read for names: what each word may be, and what stands around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from khaosat.services.scrubbing.lexicon import Lexicon, fits, lexicon
from khaosat.services.scrubbing.spelling import Spelling, Token, spelled

FULL: Final = 3  # words of a full name, at least
_LONGEST: Final = 5
_STOPS: Final = frozenset(".!?\n;")
_AFTER_TITLE: Final = frozenset({" ", ". ", ".", ": ", " :", " : "})
_AFTER_NAME: Final = frozenset({" ", ", ", " (", " - "})


@dataclass(frozen=True)
class Officers:
    """The officers of the office: their given names, and every longer ending of their names, longest first."""

    given: tuple[Spelling, ...]
    endings: tuple[tuple[Spelling, ...], ...]


@lru_cache(maxsize=512)
def officers_named(display_names: tuple[str, ...]) -> Officers:
    """Return the names ready to be compared."""
    names = [tuple(spelled(word) for word in name.split()) for name in display_names if name.split()]
    endings = {name[start:] for name in names for start in range(len(name) - 1)}
    endings |= {(name[0], name[-1]) for name in names if len(name) >= FULL}
    in_order = sorted(endings, key=lambda ending: (-len(ending), [word.key for word in ending]))
    return Officers(tuple({name[-1] for name in names}), tuple(in_order))


class Comment:
    """The words of one comment and what can be asked about each, by its place."""

    def __init__(self, words: Sequence[Token], officers: Officers) -> None:
        self.words = words
        self.officers = officers
        self.lists: Lexicon = lexicon()
        self.proper = self.lists.proper.covered(words)
        self.everyday = self.lists.everyday.covered(words)

    def is_word(self, place: int, name: Spelling) -> bool:
        """Return whether the word is that name; a capital allows for forgotten marks."""
        word = self.words[place]
        bare = not word.spelling.marked and word.capital and word.spelling.bare == name.bare
        return fits(word, name) or bare

    def is_officer(self, place: int) -> bool:
        """Return whether the word is an officer's given name."""
        return 0 <= place < len(self.words) and any(self.is_word(place, name) for name in self.officers.given)

    def is_near(self, place: int) -> bool:
        """Return whether the word follows the one before it, with a space alone between them."""
        return 0 < place < len(self.words) and self.words[place].gap == " "

    def begins(self, place: int) -> bool:
        """Return whether the word begins a sentence: its capital says nothing."""
        return place == 0 or bool(_STOPS & set(self.words[place].gap))

    def stands_out(self, place: int) -> bool:
        """Return whether the word has a capital that says something."""
        return self.words[place].capital and not self.begins(place)

    def is_plain(self, place: int) -> bool:
        """Return whether the word is part of what is said every day, and no capital says otherwise."""
        return place in self.proper or (place in self.everyday and not self.stands_out(place))

    def works_from(self, place: int, *, acts: bool) -> bool:
        """Return whether the words from `place` on say where the one just named sits or, with `acts`, what they do."""
        if place >= len(self.words) or self.words[place].gap not in _AFTER_NAME:
            return False
        return bool(self.lists.posts.at(self.words, place) or (acts and self.lists.acts.at(self.words, place)))

    def title_before(self, place: int) -> bool | None:
        """Return whether the title before the word is a firm one; None where there is none."""
        if place <= 0 or self.words[place].gap not in _AFTER_TITLE:
            return None
        if self.lists.firm.ends_before(self.words, place):
            title = self.words[place - 1].spelling
            return title.marked or title.bare not in self.lists.loose_when_bare
        return False if self.lists.loose.ends_before(self.words, place) else None

    def kin_before(self, place: int) -> bool:
        """Return whether the word follows somebody of whom the writer speaks: con tôi …, tôi tên …."""
        return self.words[place].gap in _AFTER_TITLE and self.lists.kin.ends_before(self.words, place)

    def is_asked(self, place: int) -> bool:
        """Return whether the writer turned to the one named: hỏi …, gặp …."""
        return self.is_near(place) and self.lists.turns.ends_before(self.words, place)

    def is_a_place(self, start: int) -> bool:
        """Return whether a street, school or firm is called so: đường …, trường …."""
        return self.is_near(start) and self.lists.places.ends_before(self.words, start)

    def run(self, start: int) -> range:
        """Return the words with capitals from `start` on, at most five."""
        end = start
        while end < min(start + _LONGEST, len(self.words)) and self.words[end].capital:
            if end > start and not self.is_near(end):
                break
            end += 1
        return range(start, end)

    def is_part_of_a_longer_name(self, places: range) -> bool:
        """Return whether more words with capitals stand around it, as in the names of firms and places."""
        before, after = places.start - 1, places.stop
        if self.is_a_place(places.start) or (self.is_near(after) and self.words[after].capital):
            return True
        alone = before < 0 or not self.is_near(places.start) or not self.stands_out(before)
        return not alone and self.title_before(places.start) is None
