"""Signing in and out."""

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from khaosat.errors import SignInFailure
from khaosat.policy import Permission
from khaosat.services import signing_in
from khaosat.web import guard, texts_accounts
from khaosat.web.account import pages
from khaosat.web.account.desk import NOBODY_YET, desk
from khaosat.web.account.onward import ONWARD, own_path


@pages.get("/dang-nhap", needs=Permission.PUBLIC)
def sign_in() -> Response | str:
    """Ask for name and password."""
    if guard.maybe_person() is not None:
        return redirect(url_for("account.start"))
    return render_template("account/sign_in.html", onward=own_path(request.args.get(ONWARD, "")), problem=None)


@pages.post("/dang-nhap", needs=Permission.PUBLIC)
def enter() -> Response | tuple[str, int]:
    """Let in who fits; everybody else hears the same."""
    onward = own_path(request.form.get(ONWARD, ""))
    name, password = request.form.get("name", "")[:200], request.form.get("password", "")[:1000]
    try:
        with desk() as opened:
            token = signing_in.sign_in(opened, name=name, password=password, by=NOBODY_YET, at=guard.now())
    except SignInFailure as failure:
        problem = texts_accounts.problem(failure)
        return render_template("account/sign_in.html", onward=onward, problem=problem, name=name), 401
    session[ONWARD] = onward
    return _with_cookie(redirect(url_for("account.start")), token)


@pages.get("/bat-dau", needs=Permission.ACCOUNT_SELF)
def start() -> Response:
    """Lead on to where the person was going, else to what needs them today."""
    return redirect(own_path(session.pop(ONWARD, "")) or url_for("account.today"))


@pages.post("/dang-xuat", needs=Permission.ACCOUNT_SELF)
def sign_out() -> Response:
    """End this sign-in and forget its cookie."""
    with desk() as opened:
        token = request.cookies.get(guard.COOKIE, "")
        signing_in.sign_out(opened, token=token, by=guard.actor(), at=guard.now())
    response = redirect(url_for("account.sign_in"))
    response.delete_cookie(guard.COOKIE)
    return response


def _with_cookie(response: Response, token: str) -> Response:
    response.set_cookie(
        guard.COOKIE,
        token,
        max_age=signing_in.LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=guard.settings().public_url.startswith("https"),
    )
    return response
