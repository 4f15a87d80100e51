"""The word lists of `words.toml`, made ready to be looked up along a comment."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from khaosat.services.scrubbing.spelling import Spelling, Token, spelled

_FILE: Final = Path(__file__).with_name("words.toml")


def fits(token: Token, word: Spelling) -> bool:
    """Return whether the token is that word; typed without marks it is compared by its bare letters."""
    if token.spelling.key == word.key:
        return True
    return token.loose and not token.spelling.marked and token.spelling.bare == word.bare


class Phrases:
    """A list of phrases of one word or more."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[Spelling, ...]]] = defaultdict(list)
        for phrase in phrases:
            words = tuple(spelled(word) for word in phrase.split())
            self._by_first[words[0].bare].append(words)

    def at(self, tokens: Sequence[Token], start: int) -> int:
        """Return how many tokens the longest phrase that begins at `start` has; 0 for none."""
        if not 0 <= start < len(tokens):
            return 0
        best = 0
        for words in self._by_first.get(tokens[start].spelling.bare, ()):
            here = tokens[start : start + len(words)]
            if len(words) > best and len(here) == len(words) and all(map(fits, here, words)) and _joined(here):
                best = len(words)
        return best

    def ends_before(self, tokens: Sequence[Token], end: int) -> bool:
        """Return whether some phrase ends with the token before `end`."""
        return any(self.at(tokens, start) == end - start for start in range(max(0, end - 3), end))

    def covered(self, tokens: Sequence[Token]) -> set[int]:
        """Return the places of all tokens that belong to some phrase of two words or more."""
        lengths = ((start, self.at(tokens, start)) for start in range(len(tokens)))
        return {place for start, length in lengths if length > 1 for place in range(start, start + length)}


def _joined(tokens: Sequence[Token]) -> bool:
    return all(token.gap in {" ", "/", "-"} for token in tokens[1:])


@dataclass(frozen=True)
class Lexicon:
    """All lists, by their names in the file."""

    firm: Phrases
    loose: Phrases
    loose_when_bare: frozenset[str]
    called: Phrases
    kin: Phrases
    posts: Phrases
    acts: Phrases
    turns: Phrases
    joints: Phrases
    surnames: Phrases
    sure_surnames: Phrases
    middles: Phrases
    telling: Phrases
    given: Phrases
    never: Phrases
    proper: Phrases
    places: Phrases
    everyday: Phrases
    digits: Phrases
    money_after: tuple[str, ...]
    money_after_bare: tuple[str, ...]
    money_before: tuple[str, ...]
    at: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """Return the word lists, read once."""
    lists = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    titles, cues, names = lists["titles"], lists["cues"], lists["names"]
    return Lexicon(
        firm=Phrases(titles["firm"]),
        loose=Phrases(titles["loose"]),
        loose_when_bare=frozenset(titles["loose_when_bare"]),
        called=Phrases(titles["called"]),
        kin=Phrases(titles["kin"]),
        posts=Phrases(cues["posts"]),
        acts=Phrases(cues["acts"]),
        turns=Phrases(cues["turns"]),
        joints=Phrases(cues["joints"]),
        surnames=Phrases(names["surnames"]),
        sure_surnames=Phrases(names["sure_surnames"]),
        middles=Phrases(names["middles"]),
        telling=Phrases(names["telling"]),
        given=Phrases(names["given"]),
        never=Phrases(names["never"]),
        proper=Phrases(names["proper"]),
        places=Phrases(names["places"]),
        everyday=Phrases(lists["everyday"]["phrases"]),
        digits=Phrases(lists["spelled"]["digits"]),
        money_after=tuple(lists["money"]["after"]),
        money_after_bare=tuple(lists["money"]["after_bare"]),
        money_before=tuple(lists["money"]["before"]),
        at=tuple(lists["spelled"]["at"]),
    )
