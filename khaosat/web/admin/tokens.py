"""Tokens of programs: making them, revoking them; the secret is shown once."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import key_ring
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.policy import Permission, TokenPower
from khaosat.services import api_tokens, directory
from khaosat.web import guard, texts_accounts, texts_done, texts_tokens
from khaosat.web.admin import pages
from khaosat.web.outcome import outcome
from khaosat.web.texts_accounts import Problem

NEEDS = Permission.ADMIN_TOKENS


@pages.get("/quan-tri/ma-truy-cap", needs=NEEDS)
def tokens() -> str:
    """List the tokens."""
    return _list(None)


@pages.post("/quan-tri/ma-truy-cap", needs=NEEDS)
def make_token() -> str | tuple[str, int] | Response:
    """Make a token; show its secret once, or say that Internal Affairs must confirm it."""
    form = request.form
    try:
        secret = api_tokens.make(
            guard.session(), name=form.get("name", "").strip(), power=form.get("power", ""),
            unit_key=form.get("unit") or None, last_day=_day(form.get("last_day", "")),
            key=key_ring(guard.settings().keys, api_tokens.RING)[0], by=guard.actor(), at=guard.now(),
        )  # fmt: skip  # one act, one line of thought
    except (InvalidFailure, ConflictFailure) as failure:
        return _list(texts_accounts.problem(failure)), 422
    if secret is None:
        flash(texts_done.done("tokens:wait"), "done")
        return redirect(url_for("admin.tokens"))
    return render_template("parts/token_secret.html", secret=secret, back=url_for("admin.tokens"))


@pages.post("/quan-tri/ma-truy-cap/<int:token_id>/thu-hoi", needs=NEEDS)
def revoke_token(token_id: int) -> Response:
    """End a token at once."""
    return outcome(
        lambda: api_tokens.revoke(guard.session(), token_id=token_id, by=guard.actor(), at=guard.now()),
        done=texts_done.done("tokens:revoke"),
        to=url_for("admin.tokens"),
    )


def _list(problem: Problem | None) -> str:
    session, now = guard.session(), guard.now()
    return render_template(
        "admin/tokens.html",
        tokens=api_tokens.listing(session, now=now),
        units=directory.units_to_choose(session, day=now.date()),
        powers=[(power.value, texts_tokens.power(power)) for power in TokenPower],
        problem=problem,
        form=request.form,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidFailure(field="last_day", reason="unreadable") from None
