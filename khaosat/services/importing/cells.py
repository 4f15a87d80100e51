"""One cell to one value, by the column's type: a spreadsheet hands numbers out as floats and drops zeros."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from khaosat.services.importing.words import choices, fold

LONGEST = 200
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
LARGEST_COUNT = 10_000_000
MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(?:tháng\s+)?(\d{1,2})[/-](\d{4}))", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,2})[:hg](\d{2})")
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def refuse(reason: str) -> PydanticCustomError:
    """Return the error that carries a reason code to the report."""
    return PydanticCustomError(reason, "refused")


def as_text(value: object) -> str:
    """Return text in NFC with single spaces; whole numbers lose the spreadsheet's '.0'."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise refuse("not_text")
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(value))).strip()
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in text):
        raise refuse("control_character")
    if len(text) > LONGEST:
        raise refuse("too_long")
    return text


def as_day(value: object) -> date:
    """Return the day of a spreadsheet's date, of 2026-11-22 or of 22/11/2026."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise refuse("not_a_date")
    text = value.strip()
    found = DAY_FIRST.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
    except ValueError:
        raise refuse("not_a_date") from None


def as_month(value: object) -> date:
    """Return the first day of the month of a date, of 2026-10 or of 10/2026."""
    found = MONTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return as_day(value).replace(day=1)
    try:
        return date(int(found[1] or found[4]), int(found[2] or found[3]), 1)
    except ValueError:
        raise refuse("not_a_month") from None


def as_count(value: object) -> int:
    """Return a whole number from 0 on; no grouping marks, because 1.234 means two things."""
    text = as_text(value)
    if not (text.isascii() and text.isdecimal()) or int(text) > LARGEST_COUNT:
        raise refuse("not_a_count")
    return int(text)


def as_slot(value: object) -> int:
    """Return the quarter hour of the day (0–95) a time such as 8:15 lies in."""
    if isinstance(value, time):
        return value.hour * 4 + value.minute // 15
    found = CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004  a clock
        raise refuse("not_a_time")
    return int(found[1]) * 4 + int(found[2]) // 15


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise refuse("not_a_key")
    return text


def _word(column: str) -> Callable[[Any], str]:
    def look_up(value: object) -> str:
        found = choices(column).get(fold(as_text(value)))
        if found is None:
            raise refuse("unknown_word")
        return found

    return look_up


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    return _word("yes_no")(value) == "yes"


def _keys(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_key(part.strip()) for part in re.split(r"[,;|]", as_text(value)) if part.strip()))


Text = Annotated[str, BeforeValidator(as_text)]
Key = Annotated[str, BeforeValidator(as_text), AfterValidator(_key)]
Keys = Annotated[tuple[str, ...], BeforeValidator(_keys)]
Day = Annotated[date, BeforeValidator(as_day)]
Month = Annotated[date, BeforeValidator(as_month)]
Count = Annotated[int, BeforeValidator(as_count)]
Slot = Annotated[int, BeforeValidator(as_slot)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
UnitKind = Annotated[str, BeforeValidator(_word("unit_kind"))]
Succession = Annotated[str, BeforeValidator(_word("succession"))]
Level = Annotated[str, BeforeValidator(_word("level"))]
PostingKind = Annotated[str, BeforeValidator(_word("posting_kind"))]
Half = Annotated[str, BeforeValidator(_word("half"))]
