"""The chooser of a period: names in words, each an address one can share."""

from dataclasses import dataclass
from datetime import date

from flask import request

from khaosat.services.periods import Month, Period, choices, parse

MONTHS_BACK = 36


@dataclass(frozen=True, slots=True)
class Chooser:
    """What the chooser offers: named periods, the one shown, and months for a range of one's own."""

    shown: Period
    named: tuple[Period, ...]
    months: tuple[Month, ...]  # the newest first
    more_than_named: bool  # the period shown is a range of one's own


def asked_period(*, today: date, default: str = "") -> Period:
    """Return the period of the address, `ky` or months `tu` and `den`; raises InvalidFailure(field='ky')."""
    start, end = request.args.get("tu"), request.args.get("den")
    if start and end:
        return parse(f"{min(start, end)}_{max(start, end)}", today=today)
    return parse(request.args.get("ky") or default, today=today)


def chooser(period: Period, *, today: date) -> Chooser:
    """Return the chooser with that period chosen."""
    named = tuple(choices(today=today))
    now = Month.of(today)
    months = tuple(now.plus(-k) for k in range(MONTHS_BACK))
    return Chooser(period, named, months, period not in named)
