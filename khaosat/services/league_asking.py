"""Asking for a league: the same computation as the worker's own, over closed days somebody chose, in their name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure
from khaosat.services.acts import Actor, act, record
from khaosat.services.calendar import last_closed
from khaosat.services.ranking import rules_of

MOST_DAYS: Final = 366
"""A year and its leap day: longer than any period that a ruleset knows."""


@dataclass(frozen=True)
class Asked:
    """The days of a league, both included."""

    first: date
    last: date


@act("leagues:ask")
def ask(session: ScopedSession, wanted: Asked, *, by: Actor, at: datetime) -> Asked:  # noqa: ARG001  the act leaves `by` in its event
    """Ask for the league of these days; the worker computes it and keeps it beside those before.

    Raises InvalidFailure for the field `den` ('before_from', 'day_open', 'too_long'), ConflictFailure where no ceiling
    is known at the period's end.
    """
    if wanted.last < wanted.first:
        raise InvalidFailure(field="den", reason="before_from")
    if wanted.last > last_closed(at):
        raise InvalidFailure(field="den", reason="day_open")
    if (wanted.last - wanted.first).days >= MOST_DAYS:
        raise InvalidFailure(field="den", reason="too_long", most=MOST_DAYS)
    rules_of(wanted.last)
    said = {"first": wanted.first.isoformat(), "last": wanted.last.isoformat()}
    record(session, subject="leagues", before=None, after=said)
    return wanted
