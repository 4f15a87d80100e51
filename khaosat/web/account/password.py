"""Changing one's own password."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.errors import InvalidFailure, LockedFailure
from khaosat.policy import Permission
from khaosat.services import own_account
from khaosat.services.passwords import SHORTEST
from khaosat.web import guard, texts_accounts, texts_done
from khaosat.web.account import pages
from khaosat.web.account.desk import desk
from khaosat.web.texts_accounts import Problem


@pages.route("/tai-khoan/mat-khau", methods=["GET", "POST"], needs=Permission.ACCOUNT_SELF)
def change_password() -> Response | str | tuple[str, int]:
    """Ask for the old password and twice for a new one."""
    if request.method == "GET":
        return _form(None)
    try:
        _change(request.form.get("old", ""), request.form.get("password", ""), request.form.get("again", ""))
    except (InvalidFailure, LockedFailure) as failure:
        return _form(texts_accounts.problem(failure)), 422
    flash(texts_done.done("accounts:change_password"), "done")
    return redirect(url_for("account.start" if guard.person().must_change_password else "account.home"))


def _change(old: str, new: str, again: str) -> None:
    if new != again:
        raise InvalidFailure(field="again", reason="differs")
    sign_in_id = guard.person().sign_in_id
    with desk() as opened:
        own_account.change_password(
            opened, sign_in_id=sign_in_id, old=old[:1000], new=new[:1000], by=guard.actor(), at=guard.now()
        )


def _form(problem: Problem | None) -> str:
    forced = guard.person().must_change_password
    return render_template("account/password.html", problem=problem, forced=forced, least=SHORTEST)
