"""Placards in trouble, everywhere; hours of scans for one at a time, and no hours of answers beside them."""

from flask import render_template

from khaosat.policy import Permission
from khaosat.services import placard_health
from khaosat.services.calendar import last_closed
from khaosat.web import guard, texts_placards
from khaosat.web.affairs import pages

NEEDS = Permission.AFFAIRS_PLACARDS


@pages.get("/thi-dua/bang-ma", needs=NEEDS)
def placards() -> str:
    """List the placards, those in trouble first."""
    found = placard_health.everywhere(guard.session(), closed=last_closed(guard.now()))
    troubled = [one for one in found if one.health in placard_health.TROUBLED]
    others = [one for one in found if one not in troubled]
    return render_template("affairs/placards.html", troubled=troubled, others=others, words=texts_placards)


@pages.get("/thi-dua/bang-ma/<code>", needs=NEEDS)
def placard(code: str) -> str:
    """Show one placard with the hours at which it is scanned."""
    found = placard_health.watched(guard.session(), code=code, closed=last_closed(guard.now()))
    return render_template("affairs/placard.html", one=found.one, hours=found.hours, words=texts_placards)
