"""Asking for the league of a period anew: the worker computes it, the page says how far it is."""

from datetime import date

from flask import current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import InvalidFailure
from khaosat.jobs import league_orders, league_progress
from khaosat.policy import Permission
from khaosat.services import league_asking
from khaosat.services.calendar import last_closed
from khaosat.services.league_asking import Asked
from khaosat.services.leagues import closed_year
from khaosat.web import guard, texts_done
from khaosat.web.affairs import pages
from khaosat.web.outcome import outcome

NEEDS = Permission.AFFAIRS_LEAGUE
LONGEST = 10
SENDS = "leagues"  # where tests put a worker that computes at once


@pages.get("/thi-dua/tinh-lai", needs=NEEDS)
def league_anew() -> str:
    """Offer the days of a league to compute, by default the year that closed last, and say how far the worker is."""
    now = guard.now()
    year = closed_year(now)
    return render_template(
        "affairs/league_anew.html",
        first=year.first,
        last=year.last,
        closed=last_closed(now),
        most=league_asking.MOST_DAYS,
        progress=league_progress.under_way(guard.settings(), now=now),
    )


@pages.post("/thi-dua/tinh-lai", needs=NEEDS)
def ask_league() -> Response:
    """Ask for the league of these days; who asked stands in the trail and with the league."""

    def act() -> None:
        wanted = Asked(_day("tu"), _day("den"))
        league_asking.ask(guard.session(), wanted, by=guard.actor(), at=guard.now())
        send = current_app.extensions.get(SENDS) or league_orders.send
        league_progress.teller(guard.settings(), now=guard.now)(league_progress.WAITING, 0, 0)
        send(guard.settings(), first=wanted.first, last=wanted.last, by=guard.actor())

    return outcome(act, done=texts_done.done("leagues:ask"), to=url_for("affairs.league_anew"))


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, "")[:LONGEST])
    except ValueError as error:
        raise InvalidFailure(field=name, reason="unreadable") from error
