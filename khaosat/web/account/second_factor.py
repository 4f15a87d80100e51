"""The second factor: confirming it at each sign-in, enrolling a phone, fresh recovery codes."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from khaosat.documents.charts.drawing import Caption
from khaosat.documents.qr import qr_svg
from khaosat.errors import ConflictFailure, InvalidFailure, LockedFailure, SignInFailure
from khaosat.policy import Permission
from khaosat.services import second_factor as codes
from khaosat.web import guard, texts_accounts, texts_done
from khaosat.web.account import pages
from khaosat.web.account.desk import desk, ring
from khaosat.web.texts_accounts import Problem

Answer = Response | str | tuple[str, int]


@pages.route("/dang-nhap/ma", methods=["GET", "POST"], needs=Permission.ACCOUNT_SELF)
def second_factor() -> Answer:
    """Ask for the code of this moment, or a recovery code."""
    person = guard.person()
    if not person.must_confirm_second_factor:
        return redirect(url_for("account.start"))
    if not person.has_second_factor:
        return redirect(url_for("account.enrol"))
    if request.method == "GET":
        return render_template("account/second_factor.html", problem=None)
    return _confirm(request.form.get("code", "")[:40])


def _confirm(code: str) -> Answer:
    person = guard.person()
    try:
        with desk() as opened:
            codes.confirm(
                opened, sign_in_id=person.sign_in_id, code=code, ring=ring(), by=guard.actor(), at=guard.now()
            )
    except (SignInFailure, LockedFailure) as failure:
        return render_template("account/second_factor.html", problem=texts_accounts.problem(failure)), 401
    return redirect(url_for("account.start"))


@pages.route("/dang-nhap/thiet-lap", methods=["GET", "POST"], needs=Permission.ACCOUNT_SELF)
def enrol() -> Answer:
    """Show a fresh secret as a QR code and as text; take it once its code was read off."""
    person = guard.person()
    if person.must_confirm_second_factor and person.has_second_factor:
        return redirect(url_for("account.second_factor"))
    if request.method == "GET":
        return _enrolment(codes.fresh_secret(), None)
    return _enrolled(request.form.get("secret", "")[:64], request.form.get("code", "")[:40])


def _enrolled(secret: str, code: str) -> Answer:
    sign_in_id = guard.person().sign_in_id
    try:
        with desk() as opened:
            fresh = codes.enrol(
                opened, sign_in_id=sign_in_id, secret=secret, code=code, ring=ring(), by=guard.actor(),
                at=guard.now(),
            )  # fmt: skip  # one act, one line of thought
    except (InvalidFailure, ConflictFailure) as failure:
        again = secret if codes.is_secret(secret) else codes.fresh_secret()
        return _enrolment(again, texts_accounts.problem(failure)), 422
    return render_template("account/recovery_codes.html", codes=fresh)


@pages.post("/tai-khoan/ma-khoi-phuc", needs=Permission.ACCOUNT_SELF)
def new_recovery_codes() -> str:
    """Show fresh recovery codes, once."""
    with desk() as opened:
        sign_in_id = guard.person().sign_in_id
        fresh = codes.new_recovery_codes(opened, sign_in_id=sign_in_id, ring=ring(), by=guard.actor(), at=guard.now())
    return render_template("account/recovery_codes.html", codes=fresh)


def _enrolment(secret: str, problem: Problem | None) -> str:
    address = codes.address_of(secret, name=guard.person().name)
    caption = Caption("qr", *texts_done.enrolment_caption())
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    picture = qr_svg(address, caption, size=220)
    return render_template("account/enrol.html", secret=secret, groups=groups, picture=picture, problem=problem)
