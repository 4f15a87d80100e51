"""Before each request: may this person open this page, and whose rows does it see.

What a page asks for: `person()`, `session()` (narrowed to the person, without any right to change on GET and
HEAD), `engine()` and `now()`. A page one may not open is 404, like one that does not exist.
"""

from datetime import datetime

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from werkzeug.wrappers import Response

from config import Clock, Settings
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.policy import Permission
from khaosat.services import signing_in
from khaosat.services.acts import Actor
from khaosat.services.signing_in import Person
from khaosat.web import bearers
from khaosat.web.audience import NEEDS

COOKIE = "phien"
OPEN_FILES = frozenset({"static"})
CSRF_EXEMPT = (  # no ambient authority to abuse; for the kiosk's see web/kiosk/wire.py
    "citizen.rate", "citizen.more", "citizen.receipt", "citizen.proof", "citizen.find", "kiosk.take",
    "api.export", "api.order_report", "api.dossiers", "api.closed_dossiers",  # a token in a header, sent by no browser
)  # fmt: skip  # one line a kind
SECOND_FACTOR_DOORS = frozenset({"account.second_factor", "account.enrol", "account.sign_out"})
PASSWORD_DOORS = SECOND_FACTOR_DOORS | {"account.change_password"}


def install(app: Flask) -> None:
    """Put the guard before every request of the program."""
    app.before_request(_guard)
    app.teardown_request(_close)
    csrf = CSRFProtect(app)
    for endpoint in CSRF_EXEMPT:
        if endpoint in app.view_functions:
            csrf.exempt(app.view_functions[endpoint])


def _guard() -> Response | None:
    if request.endpoint is None or request.endpoint in OPEN_FILES:
        return None
    needs = NEEDS.get(request.endpoint)
    if needs is None:
        abort(404)  # a route sneaked past Audience
    if request.blueprint == "api" and needs is not Permission.PUBLIC:
        bearers.let_in(needs)
        return None
    return None if needs is Permission.PUBLIC else _person_may(needs)


def _person_may(needs: Permission) -> Response | None:
    found = maybe_person()
    if found is None:
        return redirect(url_for("account.sign_in", tiep=request.full_path if request.method == "GET" else None))
    if found.must_confirm_second_factor and request.endpoint not in SECOND_FACTOR_DOORS:
        return redirect(url_for("account.second_factor"))
    if found.must_change_password and request.endpoint not in PASSWORD_DOORS:
        return redirect(url_for("account.change_password"))
    if needs not in found.permissions:
        abort(404)
    return None


def settings() -> Settings:
    """Return the program's settings."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def engine() -> Engine:
    """Return the program's engine: only `open_session` takes it."""
    found: Engine = current_app.extensions["engine"]
    return found


def now() -> datetime:
    """Return the moment of this request by the one clock, the same from its first line to its last."""
    if "now" not in g:
        clock: Clock = current_app.extensions["clock"]
        g.now = clock.now()
    found: datetime = g.now
    return found


def maybe_person() -> Person | None:
    """Return who is signed in at this browser, or nobody; asked of the database once a request."""
    if "person" not in g:
        token = request.cookies.get(COOKIE)
        g.person = None
        if token:
            with open_session(engine(), Scope.sign_in_desk().reading()) as desk:
                g.person = signing_in.person_of(desk, token=token, now=now())
    found: Person | None = g.person
    return found


def person() -> Person:
    """Return who is signed in; only pages behind the guard ask."""
    found = maybe_person()
    if found is None:
        abort(404)
    return found


def actor() -> Actor:
    """Return the signed-in person, or the program, as the actor of an act."""
    if request.blueprint == "api":
        return bearers.bearer().actor
    return Actor(person().account_id, person().name)


def session() -> ScopedSession:
    """Return the request's session, opened at first need with the person's scope (the public's on open pages)."""
    if "session" not in g:
        open_page = NEEDS.get(request.endpoint or "") is Permission.PUBLIC
        scope = Scope.public() if open_page else _own_scope()
        g.opened = open_session(engine(), scope.reading() if request.method in {"GET", "HEAD"} else scope)
        g.session = g.opened.__enter__()
    found: ScopedSession = g.session
    return found


def _own_scope() -> Scope:
    return bearers.bearer().scope if request.blueprint == "api" else person().scope


def _close(_error: BaseException | None) -> None:
    opened = g.pop("opened", None)
    g.pop("session", None)
    if opened is not None:
        opened.__exit__(None, None, None)
