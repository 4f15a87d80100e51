"""Internal Affairs looks at units of one kind beside each other, over closed days chosen freely."""

from datetime import date

from flask import render_template, request

from khaosat.errors import InvalidFailure
from khaosat.policy import Permission
from khaosat.services.calendar import last_closed
from khaosat.services.periods import Month
from khaosat.services.unit_funnel import Peers, unit_funnel
from khaosat.web import guard
from khaosat.web.affairs import pages
from khaosat.web.affairs.funnel_page import funnel_page

PEERS = {"xa": Peers.COMMUNES, "huyen": Peers.DISTRICTS, "so": Peers.DEPARTMENTS}
HELD_TOO = "co"


@pages.get("/thi-dua", needs=Permission.AFFAIRS_UNITS)
def units() -> str:
    """Show the funnel and the table of the units of one kind."""
    closed = last_closed(guard.now())
    found = unit_funnel(
        guard.session(),
        peers=PEERS.get(request.args.get("cap", "xa"), Peers.COMMUNES),
        first=_day("tu", Month.of(closed).plus(-2).first),
        last=_day("den", closed),
        closed_until=closed,
        with_held=request.args.get("giu") == HELD_TOO,
    )
    return render_template("affairs/units.html", page=funnel_page(found), peers=PEERS, closed=closed)


def _day(name: str, default: date) -> date:
    text = request.args.get(name, "")
    if not text:
        return default
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidFailure(field=name, reason="unreadable", value=text) from error
