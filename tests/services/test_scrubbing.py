"""The scrubber, measured on comments made for it: what has to go goes, what people wanted to say stays.

Words are counted: recall is the share of marked words that went, the rest the share of other words that went with
them. The first part is in two halves by the digest of each comment: rules were written on one and met the other
when they stood; the later parts were written later, each for rules that stood (`comments.toml` says what
they first gave). All comments are by the same authors: the figures are better than real ones will be.
"""

import hashlib
import re
import time
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.services.scrubbing import MARK, scrub

FILE = Path(__file__).with_name("comments.toml")
MARKED = re.compile(r"\[([a-z]):([^\]]*)\]")
PARTS = ("tuned", "held out", "second", "third", "fourth")


class Comment(NamedTuple):
    """A comment as written, the stretches that have to go, and the officers of its office."""

    text: str
    marked: tuple[tuple[int, int, str], ...]
    officers: tuple[str, ...]


def _read(written: str, officers: list[str]) -> Comment:
    text, marked, before = "", [], 0
    for found in MARKED.finditer(written):
        text += written[before : found.start()]
        marked.append((len(text), len(text) + len(found[2]), found[1]))
        text += found[2]
        before = found.end()
    return Comment(text + written[before:], tuple(marked), tuple(officers))


@cache
def parts() -> dict[str, list[Comment]]:
    found: dict[str, list[Comment]] = {name: [] for name in PARTS}
    for office in tomllib.loads(FILE.read_text(encoding="utf-8"))["office"]:
        for written in office["comments"]:
            half = PARTS[hashlib.sha256(written.encode()).digest()[0] % 2]
            found[office.get("part", half)].append(_read(written, office["officers"]))
    return found


def without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in apart if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")
    return unicodedata.normalize("NFC", bare)


def counted(comments: list[Comment], typed: Callable[[str], str] = str) -> Counter[str]:
    """Count words: has to go and went, has to go, may stay and went, may stay; and those of officers' names."""
    words: Counter[str] = Counter()
    for comment in comments:
        went = scrub(typed(comment.text), officers=comment.officers).removed
        for word in re.finditer(r"\S*\w\S*", comment.text):
            kinds = {kind for start, end, kind in comment.marked if start < word.end() and word.start() < end}
            gone = any(each.start < word.end() and word.start() < each.end for each in went)
            label = "marked" if kinds else "plain"
            words.update({label: 1, f"{label} gone": gone})
            if "n" in kinds:
                words.update({"officers": 1, "officers gone": gone})
    return words


def recall(words: Counter[str]) -> float:
    return words["marked gone"] / words["marked"]


def wrong(words: Counter[str]) -> float:
    return words["plain gone"] / words["plain"]


def test_the_fixture_is_large_and_half_of_it_has_nothing_to_remove() -> None:
    every = [comment for part in parts().values() for comment in part]
    assert len(every) == len({comment.text for comment in every}) >= 800
    assert len(parts()["tuned"]) >= 200
    assert len(parts()["held out"]) >= 200
    assert sum(not comment.marked for comment in every) >= 350
    kinds = Counter(kind for comment in every for _, _, kind in comment.marked)
    assert set(kinds) == set("nopiex")
    assert min(kinds.values()) >= 10


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("typed", [str, without_marks], ids=["as written", "without marks"])
def test_names_and_numbers_go_and_the_rest_stays(part: str, typed: Callable[[str], str]) -> None:
    words = counted(parts()[part], typed)
    assert recall(words) >= 0.95
    assert wrong(words) <= 0.01


@pytest.mark.parametrize(
    ("typed", "least"),
    [(str.lower, 0.93), (lambda text: without_marks(text).lower(), 0.88)],
    ids=["small", "bare small"],
)
def test_officers_are_found_in_small_letters_too(typed: Callable[[str], str], least: float) -> None:
    words = counted([comment for part in parts().values() for comment in part], typed)
    assert words["officers gone"] / words["officers"] >= least
    assert wrong(words) <= 0.01


def test_composed_and_decomposed_letters_are_the_same() -> None:
    for comment in parts()["tuned"] + parts()["held out"]:
        apart = unicodedata.normalize("NFD", comment.text)
        officers = [unicodedata.normalize("NFD", name) for name in comment.officers]
        assert scrub(apart, officers=officers) == scrub(comment.text, officers=comment.officers)


TWO_WAYS = [("hoà", "hòa"), ("Hoà", "Hòa"), ("Thủy", "Thuỷ"), ("Mỹ", "Mĩ"), ("uỷ", "ủy")]


@pytest.mark.parametrize(("one", "other"), [*TWO_WAYS, *((new, old) for old, new in TWO_WAYS[:3])])
def test_where_the_tone_mark_stands_makes_no_difference(one: str, other: str) -> None:
    with_it = [comment for part in parts().values() for comment in part if one in comment.text]
    assert with_it
    for comment in with_it:
        changed = scrub(comment.text.replace(one, other), officers=comment.officers)
        assert changed.removed == scrub(comment.text, officers=comment.officers).removed


def test_what_goes_is_marked_and_all_else_is_kept_letter_by_letter() -> None:
    done = scrub("Chị Hoa, anh Nam quầy 3; gọi 0912.345.678 nhé", officers=["Nguyễn Thị Hoa", "Trần Văn Nam"])
    assert done.text == f"Chị {MARK}, anh {MARK} quầy 3; gọi {MARK} nhé"
    assert [each.kind for each in done.removed] == ["name", "name", "phone"]


def test_the_words_of_one_name_are_one_stretch() -> None:
    done = scrub("Ông Nguyễn Văn Nam quầy 2", officers=["Nguyễn Văn Nam"])
    assert done.text == f"Ông {MARK} quầy 2"
    assert len(done.removed) == 1


def test_without_officers_numbers_and_strangers_still_go() -> None:
    assert scrub("Tôi tên Trần Văn Bảy, 0912345678", officers=[]).text == f"Tôi tên {MARK}, {MARK}"


HOSTILE = ["0" * 1000, "1 " * 500, "a@" * 500, "a." * 500, "Hoa " * 250, "Nguyễn " * 140, "0912.345.67" * 90,
           "(" * 1000, "một hai " * 120, "12A-" * 250, "\u0301" * 999, "\x00\u202e" * 400, "https://" * 99]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:8]) for text in HOSTILE])
def test_no_comment_takes_long(text: str) -> None:
    start = time.process_time()
    scrub(text, officers=["Nguyễn Thị Hoa"] * 3 + [f"Trần Văn {k}" for k in range(40)])
    assert time.process_time() - start < 0.5


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["chị", "Hoa", "hoa", "quầy", "3", "0912", "345", "678", ".", "\n", "Ông", "@", "x" * 40])
        | st.text(max_size=5)
    )
)
def test_whatever_is_typed_nothing_else_is_lost(pieces: list[str]) -> None:
    text = unicodedata.normalize("NFC", " ".join(pieces))
    done = scrub(text, officers=["Nguyễn Thị Hoa"])
    kept, before = "", 0
    for each in done.removed:
        assert before <= each.start < each.end <= len(text)
        kept += text[before : each.start] + MARK
        before = each.end
    assert done.text == kept + text[before:]
