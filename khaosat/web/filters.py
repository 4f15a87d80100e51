"""How numbers and dates look; rounding happens here and nowhere else."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from flask import Flask

from khaosat.web.languages import SOURCE, locale_of, spoken

MINUS = "−"
KNOWN_DIGITS = 10  # of what was computed; beyond them floats only guess
NARROW = "\N{NO-BREAK SPACE}"


def number(value: float, digits: int = 0) -> str:
    """Return 1.234,5 (vi) or 1,234.5 (en)."""
    return _written(value, digits, locale_of(spoken()).partition("_")[0] == SOURCE)


def percent(share: float, digits: int = 1) -> str:
    """Return a share in 0–1 as 86,4 %."""
    return number(100 * share, digits) + NARROW + "%"


def signed(value: float, digits: int = 1) -> str:
    """Return a difference with its sign."""
    return ("+" if _rounded(value, digits) > 0 else "") + number(value, digits)


def day(value: date) -> str:
    """Return 30/9/2026."""
    return f"{value.day}/{value.month}/{value.year}"


def moment(value: datetime) -> str:
    """Return 30/9/2026 14:05."""
    return f"{day(value.date())} {value:%H:%M}"


@lru_cache(maxsize=8192)  # a page says a figure four times: in words, in a table, in pictures for desk and phone
def _written(value: float, digits: int, vietnamese: bool) -> str:  # noqa: FBT001  the key of what is kept
    rounded = _rounded(value, digits)
    text = f"{abs(rounded):,.{digits}f}"
    if vietnamese:
        text = text.translate(str.maketrans(",.", ".,"))
    return text if rounded >= 0 else MINUS + text


def _rounded(value: float, digits: int) -> Decimal:
    """A half goes away from zero, as every spreadsheet shows it: 6,25 is 6,3, where Python alone would say 6,2."""
    known = Decimal(f"{value:.{KNOWN_DIGITS}f}")  # 3.25 that came out as 3.2499999999999996 is 3.25
    return known.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(number=number, count=number, percent=percent, signed=signed, date=day, moment=moment)
