"""A year's league under a ruleset: officers, ceilings at the level one chooses, held answers in and out."""

from flask import render_template, request

from khaosat.jobs import league_progress
from khaosat.policy import Permission
from khaosat.services.standing import Chosen, Level, year_view
from khaosat.web import guard, texts_rules, texts_standing
from khaosat.web.affairs import pages
from khaosat.web.affairs.year_page import LEVELS, year_page
from khaosat.web.texts_league import WORDS

LONGEST = 200


@pages.get("/thi-dua/<int:year>", needs=Permission.AFFAIRS_OFFICERS)
def year(year: int) -> str:
    """Show the officers of the year as the ruleset chosen reads the survey; the address can be shared."""
    found = year_view(guard.session(), year, chosen())
    template = "affairs/year.html" if found.league is not None else "affairs/year_none.html"
    return render_template(
        template, page=year_page(found), levels=LEVELS, words=WORDS, rule_words=texts_rules, stand_words=texts_standing,
        progress=league_progress.under_way(guard.settings(), now=guard.now()),
    )  # fmt: skip  # what the page is given


def chosen() -> Chosen:
    """Return what the address asks for."""
    words = {name: request.args.get(name, "")[:LONGEST] for name in ("quy-tac", "tran", "nhom", "don-vi", "trang-thai")}
    return Chosen(
        ruleset=words["quy-tac"],
        level=LEVELS.get(words["tran"], Level.UNIT),
        adjusted=request.args.get("hieu-chinh") != "0",
        duty_group=words["nhom"],
        unit_key=words["don-vi"],
        state=words["trang-thai"],
        page=request.args.get("trang", 1, type=int),
    )
