"""A page opened at a placard is counted: one number in memory, no row, nothing of who or when."""

from threading import Thread
from time import sleep

import structlog
from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from config import Clock
from khaosat.access import Scope, open_session
from khaosat.services.scanning import EVERY, Scans, add
from khaosat.services.visiting import PlacardView

log = structlog.get_logger(__name__)
_SCANS = "scans"


def note_here(placard: PlacardView) -> None:
    """Count one page opened at that placard, in a request."""
    note(current_app._get_current_object(), placard)  # type: ignore[attr-defined]  # noqa: SLF001  the program itself: its thread outlives the request


def note(app: Flask, placard: PlacardView) -> None:
    """Count one page opened at that placard."""
    found: Scans | None = app.extensions.get(_SCANS)
    if found is None:
        found = _begin(app)
    found.note(placard.id, placard.unit_id)


def write(app: Flask) -> None:
    """Add what this process has counted to the database; what cannot be written is lost, and no visit waits for it."""
    found: Scans | None = app.extensions.get(_SCANS)
    counts = found.take() if found else {}
    if not counts:
        return
    engine: Engine = app.extensions["engine"]
    clock: Clock = app.extensions["clock"]
    try:
        with open_session(engine, Scope.scan_counter()) as session:
            add(session, counts, at=clock.now())
    except SQLAlchemyError as error:
        log.warning("scans.lost", error=type(error).__name__)


def _begin(app: Flask) -> Scans:
    """At the process's first scan, so that each of several processes counts and writes for itself."""
    found = Scans()
    app.extensions[_SCANS] = found
    if not app.testing:
        Thread(target=_every_minute, args=(app,), name="scans", daemon=True).start()
    return found


def _every_minute(app: Flask) -> None:
    while True:
        sleep(EVERY)
        write(app)
