"""A program at the API: the token it shows, what that lets it do, and how often. No cookie counts here."""

from datetime import datetime

from flask import current_app, g, request
from sqlalchemy import Engine

from config import Clock, Settings, key_ring
from khaosat.access import Scope, open_session
from khaosat.errors import BearerFailure, PowerFailure, TooManyFailure
from khaosat.policy import Permission
from khaosat.services.api_tokens import RING
from khaosat.services.bearers import Bearer, bearer_of, note_used
from khaosat.services.rates import Rates, rates_of

A_MINUTE = {"GET": 120, "POST": 12}  # requests of one token; a file or an import costs more than a page


def let_in(needs: Permission) -> None:
    """Find out who shows the token; raises BearerFailure (401), PowerFailure (403) or TooManyFailure (429)."""
    found = _found()
    if found is None:
        raise BearerFailure
    kind = "GET" if request.method in {"GET", "HEAD", "OPTIONS"} else "POST"
    number, left = _rates().count(f"{found.token_id}:{kind}")
    limits: dict[str, int] = current_app.config.get("API_A_MINUTE", A_MINUTE)
    if number > limits[kind]:
        raise TooManyFailure(after=left)
    if needs not in found.permissions:
        raise PowerFailure(needs=needs.value)
    g.bearer = found


def bearer() -> Bearer:
    """Return the program that was let in."""
    found: Bearer = g.bearer
    return found


def _found() -> Bearer | None:
    kind, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    engine: Engine = current_app.extensions["engine"]
    settings: Settings = current_app.config["SETTINGS"]
    now, keys = _now(), key_ring(settings.keys, RING)
    with open_session(engine, Scope.sign_in_desk().reading()) as desk:
        found = bearer_of(desk, secret=secret.strip(), keys=keys, now=now)
    if found is not None and not found.used_today:
        with open_session(engine, Scope.sign_in_desk()) as desk:
            note_used(desk, token_id=found.token_id, at=now)
    return found


def _now() -> datetime:
    clock: Clock = current_app.extensions["clock"]
    return clock.now()


def _rates() -> Rates:
    found: Rates | None = current_app.extensions.get("rates")
    if found is None:
        settings: Settings = current_app.config["SETTINGS"]
        found = current_app.extensions["rates"] = rates_of(settings.redis_url)
    return found
