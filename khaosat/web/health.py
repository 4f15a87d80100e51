"""Doors for whoever watches the program: alive, and ready."""

from flask import Response

from khaosat import schema
from khaosat.policy import Permission
from khaosat.web import guard
from khaosat.web.audience import Audience

pages = Audience("health", __name__)


@pages.get("/healthz", needs=Permission.PUBLIC)
def alive() -> Response:
    """Answer as long as the process does."""
    return Response("ok", mimetype="text/plain")


@pages.get("/readyz", needs=Permission.PUBLIC)
def ready() -> Response:
    """Answer 200 where the database answers and stands at the newest migration, else 503."""
    try:
        current = schema.is_current(guard.engine())
    except Exception:  # noqa: BLE001  whatever the database says, the answer is "not ready"
        current = False
    return Response("ok" if current else "not ready", 200 if current else 503, mimetype="text/plain")
