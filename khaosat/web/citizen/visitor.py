"""Has whoever taps answered here today already? Asked of a memory that forgets with the day; see services/visitors.

What the request shows (address, program, language) goes into a keyed digest at once and is kept nowhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from flask import current_app, request

from khaosat.access import Everything, Scope, open_session
from khaosat.policy import Realm
from khaosat.services import visiting
from khaosat.services.days import day_of
from khaosat.services.repeats import RepeatRule
from khaosat.services.visiting import PlacardView
from khaosat.services.visitors import Seen, Visitors, visitors_of
from khaosat.web import guard

RULE: Final = RepeatRule()
VOLUMES: Final = Scope(reads=Everything("the usual volume of an office"), realms=frozenset({Realm.TALLIES}))


class Visit:
    """One tap being recorded: its ordinal, whether it is held for that, and, afterwards, whether it made an answer."""

    def __init__(self, seen: Seen | None, *, held: bool) -> None:
        self.ordinal = seen.ordinal if seen else None
        self.held = held
        self.is_new = False


@contextmanager
def counted(placard: PlacardView) -> Iterator[Visit]:
    """Count the tap while it is recorded; it is taken back where it fails or belongs to an answer counted before."""
    day = day_of(guard.now())
    place: dict[str, Any] = {"day": day, "office_id": placard.office_id, "shown": _shown()}
    seen = _visitors().count(**place)
    usual = _usual(placard.office_id, day)
    visit = Visit(seen, held=seen is not None and RULE.holds(seen.ordinal, usual=usual, today=seen.of_office))
    try:
        yield visit
    finally:
        if seen is not None and not visit.is_new:
            _visitors().uncount(**place)


def _shown() -> bytes:
    said = (
        request.remote_addr or "",
        request.headers.get("User-Agent", ""),
        request.headers.get("Accept-Language", ""),
    )
    return "\n".join(said).encode("utf-8", "surrogateescape")


def _visitors() -> Visitors:
    found = current_app.extensions.get("visitors")
    if found is None:
        found = current_app.extensions["visitors"] = visitors_of(guard.settings().redis_url)
    return found


def _usual(office_id: int, day: date) -> float:
    """Return the office's usual answers a day, looked up once a day by each process."""
    kept: dict[tuple[int, date], float] = current_app.extensions.setdefault("usual_volumes", {})
    if (office_id, day) not in kept:
        if any(known != day for _, known in kept):
            kept.clear()
        with open_session(guard.engine(), VOLUMES) as session:
            kept[office_id, day] = visiting.usual_volume(session, office_id=office_id, today=day)
    return kept[office_id, day]
