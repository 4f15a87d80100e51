"""How numbers and dates look; rounding happens here and nowhere else."""

from datetime import date, datetime

from flask import Flask
from flask_babel import get_locale

MINUS = "−"
NARROW = "\N{NO-BREAK SPACE}"


def number(value: float, digits: int = 0) -> str:
    """Return 1.234,5 (vi) or 1,234.5 (en)."""
    text = f"{abs(value):,.{digits}f}"
    if _vietnamese():
        text = text.translate(str.maketrans(",.", ".,"))
    is_zero = float(f"{value:.{digits}f}") == 0
    return text if value >= 0 or is_zero else MINUS + text


def percent(share: float, digits: int = 1) -> str:
    """Return a share in 0–1 as 86,4 %."""
    return number(100 * share, digits) + NARROW + "%"


def signed(value: float, digits: int = 1) -> str:
    """Return a difference with its sign."""
    text = number(value, digits)
    return text if text.startswith(MINUS) or float(f"{value:.{digits}f}") == 0 else "+" + text


def day(value: date) -> str:
    """Return 30/9/2026."""
    return f"{value.day}/{value.month}/{value.year}"


def moment(value: datetime) -> str:
    """Return 30/9/2026 14:05."""
    return f"{day(value.date())} {value:%H:%M}"


def _vietnamese() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "vi"


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(number=number, count=number, percent=percent, signed=signed, date=day, moment=moment)
