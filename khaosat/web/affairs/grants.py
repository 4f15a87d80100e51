"""Who may see answers: Internal Affairs confirms what an administrator gave."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import key_ring
from khaosat.errors import ConflictFailure
from khaosat.policy import Permission
from khaosat.services import api_tokens, directory
from khaosat.services import grants as keeping
from khaosat.web import guard, texts_done
from khaosat.web.affairs import pages
from khaosat.web.outcome import outcome
from khaosat.web.texts_accounts import problem

NEEDS = Permission.AFFAIRS_GRANTS


@pages.get("/thi-dua/quyen", needs=NEEDS)
def grants() -> str:
    """List the roles that wait to be confirmed."""
    session, now = guard.session(), guard.now()
    return render_template(
        "affairs/grants.html",
        waiting=directory.waiting(session, now=now),
        tokens=api_tokens.waiting(session, now=now),
        me=guard.person().account_id,
    )


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


@pages.post("/thi-dua/quyen/ma/<int:token_id>/xac-nhan", needs=NEEDS)
def confirm_token(token_id: int) -> Response | str:
    """Vouch for a program's token and show its secret, once."""
    key = key_ring(guard.settings().keys, api_tokens.RING)[0]
    try:
        secret = api_tokens.confirm(guard.session(), token_id=token_id, key=key, by=guard.actor(), at=guard.now())
    except ConflictFailure as failure:
        flash(problem(failure).sentence, "error")
        return redirect(url_for("affairs.grants"))
    return render_template("parts/token_secret.html", secret=secret, back=url_for("affairs.grants"))


@pages.post("/thi-dua/quyen/ma/<int:token_id>/tu-choi", needs=NEEDS)
def refuse_token(token_id: int) -> Response:
    """Turn a program's token down."""
    return outcome(
        lambda: api_tokens.refuse(guard.session(), token_id=token_id, by=guard.actor(), at=guard.now()),
        done=texts_done.done("tokens:refuse"),
        to=url_for("affairs.grants"),
    )
