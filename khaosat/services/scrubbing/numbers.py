"""Phones, numbers of papers and dossiers, e-mail, profiles and licence plates; money, dates and laws stay."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from khaosat.services.scrubbing.lexicon import Lexicon, lexicon
from khaosat.services.scrubbing.spelling import Token, spelled


@dataclass(frozen=True, slots=True, order=True)
class Removal:
    """A stretch of the text that has to go; `kind` is name, phone, number, mail or plate."""

    start: int
    end: int
    kind: str


_DATE: Final = re.compile(r"\b\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b")
_RUN: Final = re.compile(r"(?<![\w/])(?:\+|\(\+?)?[\dO](?:[ .()·-]{0,3}\d){8,}(?![\w/]|-\w*[^\W\d_])")
_SLOPPY: Final = re.compile(r"(?<![\w/])[0Oo+](?:[ .,-]{0,2}[\dOoIl]){8,11}(?!\w)")
_GLUED: Final = re.compile(r"(?<=[^\W\d_])(?:0|84)[35789]\d{8}(?!\w)")  # phone0912345678
_LIKE_DIGITS: Final = str.maketrans("OoIl", "0011")
_PROFILE: Final = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)?(?:facebook|fb|zalo|instagram|tiktok|messenger)\.(?:com|me|vn)/[^\s,;]+", re.IGNORECASE
)
_MAIL: Final = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+")
_DOSSIER: Final = re.compile(r"\b(?:\d{3}\.\d\d\.\d{1,3}\.)?[A-Z]\d\d(?:\.\d{1,3}){0,3}-\d{6}-\d{2,6}\b", re.IGNORECASE)
_PASSPORT: Final = re.compile(r"\b(?:[A-Za-z]\d{7,8}|[A-Za-z]{2}\d{13})\b")  # and the health insurance card
# small letters pass for a plate only where they cannot be a unit: 20k 50000, 50m2 12345
_SERIES: Final = r"(?:[A-ZĐ][A-ZĐ]?\d?[ .-]?|[a-ln-z]\d[ .-]|[a-ln-z]-|[a-jln-z](?=\d{5})|[a-jln-z] (?=\d{3}\.))"
_PLATE: Final = re.compile(rf"\b\d\d-?{_SERIES}\d{{3}}(?:\.?\d\d|\d)\b(?!\s?(?:đ|k)\b)")
_MOBILE: Final = re.compile(r"(?:0|84|0084|840)(?:[35789]\d{8}|2\d{8,9}|1[2689]\d{8})")
_HOTLINE: Final = re.compile(r"1[89]00\d{4,6}")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_SHORTEST: Final = 9
_SPELLED: Final = 8
_PAIR, _THREES = 2, 3


def removals(text: str, words: Sequence[Token]) -> Iterator[Removal]:
    """Yield what has to go; stretches may overlap."""
    for pattern, what in ((_PROFILE, "mail"), (_MAIL, "mail"), (_DOSSIER, "number"), (_PASSPORT, "number")):
        yield from (Removal(found.start(), found.end(), what) for found in pattern.finditer(text))
    yield from (Removal(found.start(), found.end(), "mail") for found in _mail_in_words().finditer(text))
    yield from (Removal(found.start(), found.end(), "plate") for found in _PLATE.finditer(text))
    undated = _DATE.sub(lambda found: "x" * len(found[0]), text)
    for run in _RUN.finditer(undated):
        if kind := _kind_of_run(undated, run):
            yield Removal(run.start(), run.end(), kind)
    yield from (Removal(found.start(), found.end(), "phone") for found in _GLUED.finditer(text))
    for run in _SLOPPY.finditer(undated):
        if _MOBILE.fullmatch(re.sub(r"\D", "", run[0].translate(_LIKE_DIGITS))):
            yield Removal(run.start(), run.end(), "phone")
    yield from _spelled_out(words, lexicon())


@cache
def _mail_in_words() -> re.Pattern[str]:
    said = "|".join(re.escape(each) for each in lexicon().at)
    return re.compile(rf"\S+ (?:{said}) \S+(?: \S+ (?:com|vn|net)\b)?", re.IGNORECASE)


def _kind_of_run(text: str, run: re.Match[str]) -> str | None:
    groups = re.findall(r"\d+", run[0].replace("O", "0"))
    digits = "".join(groups)
    if _MOBILE.fullmatch(digits) or run[0].startswith(("+", "(+")):
        return "phone"
    if len(digits) < _SHORTEST or _HOTLINE.fullmatch(digits) or all(_YEAR.fullmatch(group) for group in groups):
        return None
    leading = digits.startswith("0")
    if not leading and (all(len(group) <= _PAIR for group in groups) or _is_money(text, run, groups)):
        return None
    return "number"


def _is_money(text: str, run: re.Match[str], groups: Sequence[str]) -> bool:
    after = re.match(r"\s*([^\W\d_]+\d?)", text[run.end() :])
    unit = after[1].lower() if after else ""
    in_threes = len(groups[0]) <= _THREES and all(len(group) == _THREES for group in groups[1:])
    round_sum = groups[-1].endswith("000") and (in_threes or len(groups) == 1)
    if unit in lexicon().money_after or (in_threes and round_sum):
        return True
    if unit in lexicon().money_after_bare and (in_threes or round_sum):
        return True
    before = {spelled(word).key for word in re.findall(r"[^\W\d_]+", text[: run.start()])[-3:]}
    return in_threes and bool(before & {spelled(word).key for word in lexicon().money_before})


def _spelled_out(words: Sequence[Token], known: Lexicon) -> Iterator[Removal]:
    """Numbers in words: eight digits or more, one word each."""
    start = 0
    for place in range(len(words) + 1):
        is_digit = place < len(words) and bool(
            known.digits.at(words, place) or (len(words[place].text) == 1 and words[place].text.isdecimal())
        )
        if is_digit and (place == start or len(words[place].gap.strip()) <= 1):
            continue
        if place - start >= _SPELLED:
            yield Removal(words[start].start, words[place - 1].end, "phone")
        start = place if is_digit else place + 1
