"""Finding a name however it is typed: without marks, in any case, the tone mark on either vowel (hoà, hòa)."""

import unicodedata


def folded(text: str) -> str:
    """Return the bare letters: 'Phường Đông Giang' and 'phuong dong giang' are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def found_in(search: str, *texts: str | None) -> bool:
    """Return whether every word searched for is in one of the texts; an empty search finds everything."""
    there = " ".join(folded(text) for text in texts if text)
    return all(word in there for word in folded(search).split())
