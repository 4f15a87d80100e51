"""Names of columns and fixed words as people write them, Vietnamese or English, with or without marks."""

import csv
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).parent


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return small letters without marks and single spaces: 'Mã đơn vị *' and 'ma don vi' are the same."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return re.sub(r"[\W_]+", " ", bare).strip()


def header(column: str) -> str:
    """Return the Vietnamese header of a column, as templates show it."""
    return _headers()[column]


def column_of(text: str, columns: tuple[str, ...]) -> str | None:
    """Return which of these columns a header names, or None."""
    wanted = fold(text)
    return next((column for column in columns if wanted in {fold(column), fold(header(column))}), None)


def choices(column: str) -> dict[str, str]:
    """Return meaning by folded word for a column of fixed words; the meanings themselves count as words."""
    return _words()[column]


@cache
def _headers() -> dict[str, str]:
    with (HERE / "headers.csv").open(encoding="utf-8", newline="") as file:
        return {row["column"]: row["vi"] for row in csv.DictReader(file)}


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with (HERE / "words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = found.setdefault(row["column"], {})
            words[fold(row["vi"])] = words[fold(row["meaning"])] = row["meaning"]
    return found
