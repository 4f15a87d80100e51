"""The demonstration's clock: a button that lets a visitor see their own tap arrive in the score."""

from flask import request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.web import guard, texts_done
from khaosat.web.admin import pages
from khaosat.web.outcome import outcome


@pages.post("/quan-tri/minh-hoa/tien", needs=Permission.ADMIN_DEMO)
def forward() -> Response:
    """Move the demonstration's clock by days, or to the printed office's next release; in demo mode only."""
    settings, engine = guard.settings(), guard.engine()
    if not settings.demo:
        raise NotFoundFailure(what="demo")
    from khaosat.demo import forward as passing  # noqa: PLC0415  the generator is for the demonstration alone

    days = request.form.get("days", 1, type=int)
    to_release = request.form.get("to") == "release"
    return outcome(
        lambda: (
            passing.forward_to_release(engine, settings) if to_release else passing.forward(engine, settings, days=days)
        ),
        done=texts_done.done("demo:forward"),
        to=url_for("admin.home"),
    )
