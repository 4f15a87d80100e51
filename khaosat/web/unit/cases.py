"""Requests for a reply made at a unit and those below it; who heads it replies."""

from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import NotFoundFailure
from khaosat.policy import Permission
from khaosat.services import cases as keeping
from khaosat.web import guard, texts_done
from khaosat.web.outcome import outcome
from khaosat.web.unit import pages
from khaosat.web.unit.results import today


@pages.get("/ket-qua/loi-nhan", needs=Permission.UNIT_CASES)
def cases() -> str:
    """List the requests, the open ones first."""
    found = keeping.of_units(guard.session(), today=today())
    may_reply = Permission.UNIT_REPLY in guard.person().permissions
    return render_template("unit/cases.html", found=found, may_reply=may_reply)


@pages.post("/ket-qua/loi-nhan/<case_id>", needs=Permission.UNIT_REPLY)
def reply(case_id: str) -> Response:
    """Note what was replied."""
    found, by, at = _uuid(case_id), guard.actor(), guard.now()
    return outcome(
        lambda: keeping.reply(guard.session(), case_id=found, text=request.form.get("reason", ""), by=by, at=at),
        done=texts_done.done("cases:reply"),
        to=url_for("unit.cases"),
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundFailure(what="case") from error
