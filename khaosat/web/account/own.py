"""The own account: roles, password, second factor, sign-ins, what one was told."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.policy import SECOND_FACTOR, Permission
from khaosat.services import announcing, own_account, signing_in
from khaosat.web import guard, texts_done
from khaosat.web.account import pages
from khaosat.web.account.desk import desk
from khaosat.web.account.onward import ONWARD, own_path
from khaosat.web.outcome import outcome


@pages.get("/tai-khoan", needs=Permission.ACCOUNT_SELF)
def home() -> str:
    """Show the person their account."""
    person = guard.person()
    with desk() as opened:
        sign_ins = own_account.own_sign_ins(opened, person=person, now=guard.now())
        left = own_account.recovery_codes_left(opened, person=person)
    forced = not SECOND_FACTOR.isdisjoint(person.roles)
    return render_template("account/home.html", me=person, sign_ins=sign_ins, codes_left=left, forced=forced)


@pages.post("/tai-khoan/phien/<int:sign_in_id>/ket-thuc", needs=Permission.ACCOUNT_SELF)
def end_sign_in(sign_in_id: int) -> Response:
    """End one of the person's own sign-ins."""
    with desk() as opened:
        return outcome(
            lambda: signing_in.end_sign_in(opened, sign_in_id=sign_in_id, by=guard.actor(), at=guard.now(), own=True),
            done=texts_done.done("sign_ins:end"),
            to=url_for("account.home"),
        )


@pages.post("/tai-khoan/thong-bao/<int:announcement_id>/da-doc", needs=Permission.ACCOUNT_SELF)
def put_away(announcement_id: int) -> Response:
    """Put an announcement away."""
    with desk() as opened:
        announcing.put_away(opened, announcement_id=announcement_id, by=guard.actor(), at=guard.now())
    return redirect(own_path(request.form.get(ONWARD, "")) or url_for("account.home"))
