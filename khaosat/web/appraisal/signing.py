"""Signing a year off: what is missing is listed; with nothing missing, one button."""

from flask import render_template, url_for
from werkzeug.wrappers import Response

from khaosat.access import Scope, open_session
from khaosat.policy import Permission
from khaosat.services import appraisal_signing
from khaosat.web import guard, texts_moves
from khaosat.web.appraisal import pages
from khaosat.web.outcome import outcome


@pages.get("/thi-dua/<int:year>/ky-ket-thuc", needs=Permission.APPRAISAL_SIGN)
def signing(year: int) -> str:
    """Show how far the year is."""
    with open_session(guard.engine(), Scope.file_counter()) as wide:
        found = appraisal_signing.readiness(guard.session(), wide=wide, year=year, now=guard.now())
    return render_template("appraisal/signing.html", found=found, year=year, words=texts_moves)


@pages.post("/thi-dua/<int:year>/ky-ket-thuc", needs=Permission.APPRAISAL_SIGN)
def sign(year: int) -> Response:
    """Sign the year."""

    def act() -> None:
        with open_session(guard.engine(), Scope.year_keeper()) as wide:
            appraisal_signing.sign(
                guard.session(),
                wide=wide,
                year=year,
                keys=guard.settings().keys,
                by=guard.actor(),
                at=guard.now(),
            )

    return outcome(act, done=texts_moves.done("sign"), to=url_for("appraisal.signing", year=year))
