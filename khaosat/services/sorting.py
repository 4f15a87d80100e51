"""The order of the Vietnamese alphabet as a stored key: neither database is asked for a collation."""

import re
import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}  # huyền hỏi ngã sắc nặng
LEVEL_TONE = "1"
END, SPACE, NUMBER = "00", "01", "02"
LETTERS = {letter: f"1{'0123456789abcdefghijklmnopqrstuvwxyz'[place]}" for place, letter in enumerate(ALPHABET)}


def sort_key(name: str) -> str:
    """Return a key of digits and small letters whose order, in any collation, is that of Vietnamese dictionaries.

    Letters decide first (a ă â b c d đ …), tone marks after them (none, huyền, hỏi, ngã, sắc, nặng), as in
    TCVN 6064's alphabet; case and punctuation do not count, numbers go by their value (phường 2 before 10).
    """
    letters: list[str] = []
    tones: list[str] = []
    for part in re.findall(r"\d+|[^\W\d_]+|\s+", unicodedata.normalize("NFC", name).casefold()):
        if part.isdecimal():
            value = str(int(part))
            letters.append(f"{NUMBER}{len(value):02d}{value}")
        elif part.isspace():
            letters.append(SPACE)
        else:
            for character in part:
                letter, tone = _apart(character)
                letters.append(LETTERS.get(letter, "1z"))
                tones.append(tone)
    return "".join(letters) + END + "".join(tones)


def _apart(character: str) -> tuple[str, str]:
    """Return the letter with its own mark (ă, ơ …) and the tone of an accented character."""
    marks = unicodedata.normalize("NFD", character)
    tone = next((TONES[mark] for mark in marks if mark in TONES), LEVEL_TONE)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES)), tone
