"""The league of officers: intervals and words, never a list 1…N; and every line explained."""

from flask import render_template, request

from khaosat.policy import Permission
from khaosat.services import leagues
from khaosat.services.leagues import Asked
from khaosat.web import guard
from khaosat.web.affairs import pages
from khaosat.web.affairs.league_page import league_page, officer_page
from khaosat.web.texts_league import WORDS

NEEDS = Permission.AFFAIRS_OFFICERS
LONGEST = 200


@pages.get("/thi-dua/cong-chuc", needs=NEEDS)
def officers() -> str:
    """Show one page of the newest league, with or without case mix, of all units or one."""
    found = leagues.league_view(guard.session(), asked())
    if found is None:
        return render_template("affairs/officers_none.html")
    return render_template("affairs/officers.html", page=league_page(found), words=WORDS)


@pages.get("/thi-dua/cong-chuc/<officer_key>", needs=NEEDS)
def officer(officer_key: str) -> str:
    """Explain one officer's line: every number needed to work it out again by hand."""
    found = leagues.officer_view(guard.session(), officer_key=officer_key)
    return render_template("affairs/officers_one.html", page=officer_page(found, adjusted=_adjusted()), words=WORDS)


def asked() -> Asked:
    """Return what the address asks for."""
    words = {name: request.args.get(name, "")[:LONGEST] for name in ("nhom", "don-vi", "trang-thai")}
    number = request.args.get("trang", 1, type=int)
    return Asked(_adjusted(), words["nhom"], words["don-vi"], words["trang-thai"], number)


def _adjusted() -> bool:
    return request.args.get("hieu-chinh") != "0"
