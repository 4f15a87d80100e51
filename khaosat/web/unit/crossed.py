"""Internal Affairs crosses two splits of a unit, over closed days chosen freely, with or without held answers."""

from datetime import date

from flask import render_template, request, url_for

from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.policy import Permission
from khaosat.services.calendar import last_closed
from khaosat.services.crossing import Crossing, crossed
from khaosat.services.periods import Month, Period
from khaosat.web import guard
from khaosat.web.texts_levels import named_level, split_names
from khaosat.web.unit import pages

HELD_TOO = "co"
MEANT_FOR_THIS = ("cheo", "giu")  # of a unit's own address: nobody else may ask for them there


@pages.get("/ket-qua/<unit_key>/cheo", needs=Permission.AFFAIRS_UNITS)
def crossing(unit_key: str) -> str:
    """Show the table of two splits, or of one."""
    closed = last_closed(guard.now())
    asked = Crossing(
        request.args.get("hang", "field"),
        request.args.get("cot", "kind"),
        _day("tu", Month.of(closed).plus(-2).first),
        _day("den", closed),
        request.args.get("giu") == HELD_TOO,
    )
    found = crossed(guard.session(), unit_key=unit_key, asked=asked, closed_until=closed)
    return render_template(
        "unit/crossed.html", found=found, closed=closed, splits=split_names(), named_level=named_level
    )


def crossed_address(unit_key: str, period: Period, split: str) -> str | None:
    """Return where a unit's address with `cheo` or `giu` leads, None without them.

    Raises NotFoundFailure for who may not cross: for them there is no such page.
    """
    if not any(name in request.args for name in MEANT_FOR_THIS):
        return None
    if Permission.AFFAIRS_UNITS not in guard.person().permissions:
        raise NotFoundFailure(unit=unit_key)
    return url_for(
        "unit.crossing",
        unit_key=unit_key,
        hang=split,
        cot=request.args.get("cheo", ""),
        giu=request.args.get("giu"),
        tu=period.first.isoformat(),
        den=max(period.first, min(period.last, last_closed(guard.now()))).isoformat(),
    )


def leads_there(unit_key: str) -> str | None:
    """Return the address of a unit's table for who may cross, else None."""
    may = Permission.AFFAIRS_UNITS in guard.person().permissions
    return url_for("unit.crossing", unit_key=unit_key) if may else None


def _day(name: str, default: date) -> date:
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text) if text else default
    except ValueError as error:
        raise InvalidFailure(field=name, reason="unreadable", value=text) from error
