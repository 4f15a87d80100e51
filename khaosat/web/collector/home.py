"""The collector's first page: which office, which mode, which day; and the forms entered last."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import codes, entry_desk
from khaosat.services.days import day_of
from khaosat.web import guard
from khaosat.web.collector import drawer, pages

NEEDS = Permission.COLLECTOR_ENTRY
MOST = 20  # offices shown of those that fit


@pages.get("/nhap-phieu", needs=NEEDS)
def home() -> str | Response:
    """Find an office by words or by the code on its placard; a code leads straight on."""
    words = request.args.get("tim", "").strip()[:100]
    today = day_of(guard.now())
    found = entry_desk.offices(guard.session(), person=guard.person(), day=today, search=words) if words else ()
    if len(found) == 1 and codes.is_valid(codes.tidy(words)):
        return redirect(url_for("collector.entry", office_key=found[0].key))
    shown = {"offices": found[:MOST], "more": len(found) > MOST, "entries": drawer.entries(), "count": drawer.count()}
    return render_template("collector/home.html", words=words, **shown)
