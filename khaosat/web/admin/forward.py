"""The demonstration's clock: a button that lets a visitor see their own tap arrive in the score."""

from importlib import import_module

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.web import filters, guard, texts_done
from khaosat.web.admin import pages

LONGEST = 31  # days a press may move the clock


@pages.post("/quan-tri/minh-hoa/tien", needs=Permission.ADMIN_DEMO)
def forward() -> Response:
    """Move the demonstration's clock by days, or to the printed office's next release; in demo mode only."""
    if not guard.settings().demo:
        raise NotFoundFailure(what="demo")
    demo = import_module("khaosat.demo.forward")  # the generator is for the demonstration alone

    if request.form.get("to") == "release":
        demo.forward_to_release(guard.engine(), guard.settings())
    else:
        days = min(max(1, request.form.get("days", 1, type=int)), LONGEST)
        demo.forward(guard.engine(), guard.settings(), days=days)
    flash(texts_done.forwarded(filters.day(guard.now().date())), "done")
    return redirect(url_for("admin.home"))
