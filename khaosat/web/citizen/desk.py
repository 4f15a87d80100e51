"""What the citizen's views stand on: short sessions, the keys, the token of a page, what is asked today.

Reading and writing are two sessions, one after the other: a post never holds two connections at once.
"""

import os
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from flask import Flask, current_app, request

from config import key_ring
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.services import slips, tokens, visiting
from khaosat.services.days import day_of
from khaosat.services.slips import Carried
from khaosat.services.tokens import Token
from khaosat.services.visiting import FieldView, Found, OfficerOnDuty, PlacardView, Survey
from khaosat.web import guard
from khaosat.web.citizen import forms
from khaosat.web.citizen.brief import brief_of

REMEMBERED = 3.0  # seconds; with the doorstep's two it takes five until a process learns what another has changed
_KEYS = "citizen_keys"  # and each ring's name after it
Known = TypeVar("Known")


def remembered(what: Hashable, ask: Callable[[], Known]) -> Known:
    """Return what is known, asked again after a few seconds, and at once after a change made by this process.

    Failures are never remembered. A visit in a busy minute asks the database nothing: its tap is its one statement.
    """
    here = brief_of(current_app.extensions)
    known: Known | None = here.recall(what)
    if known is None:
        changes = here.changes
        known = ask()
        here.keep(what, known, seconds=REMEMBERED, changes=changes)
    return known


def reading() -> AbstractContextManager[ScopedSession]:
    """Open a session that sees the catalogue and changes nothing."""
    return open_session(guard.engine(), Scope.public())


def holding(unit_id: int, answer_id: UUID, *, at_once: bool = False) -> AbstractContextManager[ScopedSession]:
    """Open a session that writes in that unit and sees one answer; `at_once` for a single statement."""
    return open_session(guard.engine(), Scope.citizen(unit_id, answer_id), at_once=at_once)


def finding(answer_id: UUID) -> AbstractContextManager[ScopedSession]:
    """Open a session that sees one answer and changes nothing."""
    return open_session(guard.engine(), Scope.citizen(0, answer_id).reading())


def find(code: str) -> Found:
    """Return the placard that hangs for that code, remembered for a few seconds."""
    today = day_of(guard.now())

    def ask() -> Found:
        with reading() as session:
            return visiting.find(session, code=code, today=today)

    return remembered(("placard", code, today), ask)


def look(code: str) -> PlacardView:
    """Return the placard of that code even when it was taken down since the page was opened; remembered too."""
    today = day_of(guard.now())

    def ask() -> PlacardView:
        with reading() as session:
            return visiting.look(session, code=code, today=today)

    return remembered(("any placard", code, today), ask)


def survey() -> Survey:
    """Return what is asked today, remembered for a few seconds by each process."""
    today = day_of(guard.now())

    def ask() -> Survey:
        with reading() as session:
            return visiting.survey(session, today=today)

    return remembered(("survey", today), ask)


def fields(placard: PlacardView) -> tuple[FieldView, ...]:
    """Return the fields served at that desk, remembered like the survey."""

    def ask() -> tuple[FieldView, ...]:
        with reading() as session:
            return visiting.fields(session, placard=placard)

    return remembered(("fields", placard.office_id, placard.counter_id), ask)


def officers(placard: PlacardView, day: date) -> tuple[OfficerOnDuty, ...]:
    """Return who may have served there that day, remembered like the survey."""

    def ask() -> tuple[OfficerOnDuty, ...]:
        with reading() as session:
            return visiting.officers(session, placard=placard, day=day)

    return remembered(("officers", placard.office_id, placard.counter_id, day), ask)


def hands_out_slips(placard: PlacardView, day: date) -> bool:
    """Return whether the office hands out receipt slips that day, remembered like the survey."""

    def ask() -> bool:
        with reading() as session:
            return visiting.hands_out_slips(session, placard=placard, day=day)

    return remembered(("slips", placard.office_id, day), ask)


def carried(placard: PlacardView) -> Carried | None:
    """Return the receipt slip that came with the form, and what it is held against; None where none came."""
    slip = forms.slip()
    if slip is None:
        return None

    def ask() -> slips.Desk:
        with reading() as session:
            return visiting.slip_desk(session, placard=placard)

    return Carried(slip, remembered(("slip desk", placard.office_id), ask), _keys(current_app, slips.RING))


def sole_field(placard: PlacardView) -> int | None:
    """Return the field of the desk where it serves a single one: then nobody needs to be asked."""
    served = fields(placard)
    return served[0].id if len(served) == 1 else None


def new_token(placard: PlacardView) -> str:
    """Return a fresh token for a page of that placard."""
    return fresh_token(current_app, placard, at=guard.now())


def fresh_token(app: Flask, placard: PlacardView, *, at: datetime) -> str:
    """Return one of that program, made at that moment; needs no request."""
    keys = _keys(app, tokens.RING)
    return tokens.issue(keys, nonce=os.urandom(tokens.NONCE_BYTES), office_id=placard.office_id, at=at)


def posted_token(placard: PlacardView) -> Token:
    """Return the token that came with the form; raises TokenFailure."""
    return tokens.read(_keys(current_app, tokens.RING), request.form.get("t", ""), office_id=placard.office_id)


def now() -> datetime:
    """Return this moment by the one clock."""
    return guard.now()


def _keys(app: Flask, ring: str) -> tuple[bytes, ...]:
    """Return the keys of a ring; the file is read when it has changed, so that every process knows a key rotated in."""
    name, known_here = _KEYS + ring, app.extensions
    folder: Path = app.config["SETTINGS"].keys
    kept: tuple[str, int, tuple[bytes, ...]] | None = known_here.get(name)
    file = kept[0] if kept else str(folder / f"{ring}.keys")
    try:
        changed = os.stat(file).st_mtime_ns  # noqa: PTH116  a path put together anew costs more than the look itself
    except FileNotFoundError:
        changed = -1  # the first need makes it
    if kept is None or kept[1] != changed or changed < 0:
        kept = (file, changed, key_ring(folder, ring))
        known_here[name] = kept
    return kept[2]
