"""A unit head looks: the own unit and what is below it, in releases."""

from datetime import date

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import ZONE
from khaosat.policy import Permission
from khaosat.services import results
from khaosat.services.periods import Period, parse
from khaosat.web import guard
from khaosat.web.means import means
from khaosat.web.period_chooser import asked_period, chooser
from khaosat.web.unit import pages
from khaosat.web.unit.crossed import crossed_address, leads_there
from khaosat.web.unit.page import unit_page


@pages.get("/ket-qua", needs=Permission.UNIT_RESULTS)
def home() -> str | Response:
    """Lead to the one unit the person may read, or let them choose among several."""
    tops = results.readable_tops(guard.session(), today=today())
    if len(tops) == 1:
        return redirect(url_for("unit.unit", unit_key=tops[0].key, ky=request.args.get("ky")))
    return render_template("unit/choose.html", tops=tops)


@pages.get("/ket-qua/<unit_key>", needs=Permission.UNIT_RESULTS)
def unit(unit_key: str) -> str | Response:
    """Show one unit in one period."""
    period = asked_period(today=today())
    split = request.args.get("theo", "kind")
    elsewhere = crossed_address(unit_key, period, split)
    if elsewhere is None and "tu" in request.args:  # the chooser's range, given the address that can be shared
        elsewhere = _address(unit_key, period, request.args.get("theo"))
    if elsewhere is not None:
        return redirect(elsewhere)
    with means() as found:
        shown = results.unit_results(guard.session(), means=found, unit_key=unit_key, period=period, split=split)
    return render_template(
        "unit/unit.html",
        page=unit_page(shown),
        chooser=chooser(period, today=today()),
        address=_address,
        crossing=leads_there(unit_key),
    )


def _address(unit_key: str, period: Period, split: str | None = None) -> str:
    default = parse("", today=today())
    return url_for("unit.unit", unit_key=unit_key, ky=None if period == default else period.key, theo=split)


def today() -> date:
    """Return this day in the product's zone."""
    return guard.now().astimezone(ZONE).date()
