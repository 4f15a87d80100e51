"""Who may see answers: Internal Affairs confirms what an administrator gave."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import Permission
from khaosat.services import directory
from khaosat.services import grants as keeping
from khaosat.web import guard, texts_done
from khaosat.web.affairs import pages
from khaosat.web.outcome import outcome

NEEDS = Permission.AFFAIRS_GRANTS


@pages.get("/thi-dua/quyen", needs=NEEDS)
def grants() -> str:
    """List the roles that wait to be confirmed."""
    found = directory.waiting(guard.session(), now=guard.now())
    return render_template("affairs/grants.html", waiting=found, me=guard.person().account_id)


@pages.post("/thi-dua/quyen/<int:grant_id>/xac-nhan", needs=NEEDS)
def confirm_grant(grant_id: int) -> Response:
    """Confirm a role: it works from the next request on."""
    return outcome(
        lambda: keeping.confirm(guard.session(), grant_id=grant_id, by=guard.actor(), at=guard.now()),
        done=texts_done.done("grants:confirm"),
        to=url_for("affairs.grants"),
    )


@pages.post("/thi-dua/quyen/<int:grant_id>/tu-choi", needs=NEEDS)
def refuse_grant(grant_id: int) -> Response:
    """Turn a role down, with a reason."""
    reason = request.form.get("reason", "")[:500]
    return outcome(
        lambda: keeping.refuse(guard.session(), grant_id=grant_id, reason=reason, by=guard.actor(), at=guard.now()),
        done=texts_done.done("grants:refuse"),
        to=url_for("affairs.grants"),
    )
