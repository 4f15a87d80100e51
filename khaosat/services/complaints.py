"""Complaints about officers: registered, verified by two people, and counted only once they are verified true.

Nothing of who complained is kept here: names, numbers and addresses are taken out of the words as they are entered.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.complaint import ABOUT, SOURCES, OfficerComplaint
from khaosat.queries import complaints as queries
from khaosat.queries.complaints import ComplaintLine, officers_by_office
from khaosat.queries.officers import officer_by_key
from khaosat.services.acts import Actor, act, record
from khaosat.services.days import day_of
from khaosat.services.holds import reason_of
from khaosat.services.scrubbing import scrub

__all__ = [
    "ABOUT",
    "SOURCES",
    "Entry",
    "OfficerComplaint",
    "State",
    "enter",
    "officers_by_office",
    "register",
    "verified_complaints",
]
LONGEST: Final = 1000
PAGE: Final = 20


class State(StrEnum):
    """Where a complaint stands; only the last two are verdicts, and only `verified_true` counts anywhere."""

    RECEIVED = "received"
    TRUE_PROPOSED = "true_proposed"
    FALSE_PROPOSED = "false_proposed"
    VERIFIED_TRUE = "verified_true"
    VERIFIED_FALSE = "verified_false"


class Move(StrEnum):
    """What a person of Internal Affairs may do."""

    SAY_TRUE = "true"  # proposes the verdict
    SAY_FALSE = "false"
    CONFIRM = "confirm"  # by a second person
    REOPEN = "reopen"  # with a reason: a proposal one does not share, a verdict that proved wrong


MOVES: Final[dict[tuple[State, Move], State]] = {
    (State.RECEIVED, Move.SAY_TRUE): State.TRUE_PROPOSED,
    (State.RECEIVED, Move.SAY_FALSE): State.FALSE_PROPOSED,
    (State.TRUE_PROPOSED, Move.CONFIRM): State.VERIFIED_TRUE,
    (State.FALSE_PROPOSED, Move.CONFIRM): State.VERIFIED_FALSE,
    (State.TRUE_PROPOSED, Move.REOPEN): State.RECEIVED,
    (State.FALSE_PROPOSED, Move.REOPEN): State.RECEIVED,
    (State.VERIFIED_TRUE, Move.REOPEN): State.RECEIVED,
    (State.VERIFIED_FALSE, Move.REOPEN): State.RECEIVED,
}
"""The whole of it: from where, by what, to where."""


@dataclass(frozen=True)
class Entry:
    """What is registered: the officer's key, the day it speaks of, what about, where it came from, in short words."""

    officer_key: str
    day: date
    about: str
    source: str
    summary: str


@dataclass(frozen=True)
class Register:
    """A page of the register; `states` says where each stands."""

    lines: tuple[tuple[ComplaintLine, State], ...]
    number: int
    page: int
    pages: int


def state_of(row: OfficerComplaint) -> State:
    """Return where a complaint stands."""
    if row.founded is None:
        return State.RECEIVED
    if row.confirmed_by is None:
        return State.TRUE_PROPOSED if row.founded else State.FALSE_PROPOSED
    return State.VERIFIED_TRUE if row.founded else State.VERIFIED_FALSE


def register(session: ScopedSession, *, state: str = "", page: int = 1) -> Register:
    """Return a page of the register, what waits first; an unknown state is any."""
    state = state if state in set(State) else ""
    number = queries.count_complaints(session, state=state)
    pages = max(1, -(-number // PAGE))
    page = min(max(1, page), pages)
    found = queries.complaint_lines(session, state=state, most=PAGE, after=PAGE * (page - 1))
    return Register(tuple((one, state_of(one.complaint)) for one in found), number, page, pages)


def verified_complaints(
    session: ScopedSession, officer_ids: Collection[int], *, first: date, last: date
) -> Mapping[int, int]:
    """Return how many complaints were verified true about each officer and the days first … last, 0 where none.

    Received, proposed and false ones are never counted. Needs a session that reads every complaint.
    """
    found = queries.numbers_verified(session, officer_ids, first=first, last=last)
    return {officer: found.get(officer, 0) for officer in officer_ids}


def verified_about(session: ScopedSession, *, officer_id: int | None) -> tuple[OfficerComplaint, ...]:
    """Return what was verified true about an officer, for themself: nothing that waits or was found false."""
    return () if officer_id is None else tuple(queries.verified_about(session, officer_id))


@act("complaints:enter")
def enter(session: ScopedSession, *, entry: Entry, by: Actor, at: datetime) -> int:
    """Register a complaint; returns its id.

    Names, numbers and addresses are taken out of the summary. Raises InvalidFailure with the field that is wrong.
    """
    officer = officer_by_key(session, entry.officer_key)
    if officer is None:
        raise InvalidFailure(field="officer", reason="unknown")
    if by.account_id is None or officer.id == session.scope.officer:
        raise ConflictFailure(reason="own_complaint")
    if entry.day > day_of(at):
        raise InvalidFailure(field="day", reason="future")
    for field, value, known in (("about", entry.about, ABOUT), ("source", entry.source, SOURCES)):
        if value not in known:
            raise InvalidFailure(field=field, reason="unknown")
    summary = scrub(" ".join(entry.summary.split())[:LONGEST], officers=(officer.display_name,)).text
    if not summary:
        raise InvalidFailure(field="summary", reason="missing")
    said = {"day": entry.day, "about": entry.about, "source": entry.source, "summary": summary}
    row = OfficerComplaint(officer_id=officer.id, entered_by=by.account_id, entered_at=at, **said)
    session.add(row)
    session.flush()
    after = {"officer": officer.key, "day": entry.day.isoformat(), "about": entry.about, "source": entry.source}
    record(session, subject=f"complaint:{row.id}", before=None, after=after)
    return row.id


@act("complaints:propose")
def propose(session: ScopedSession, *, complaint_id: int, true: bool, reason: str, by: Actor, at: datetime) -> None:
    """Propose that a complaint is true, or false; a second person confirms."""
    _decide(session, complaint_id, Move.SAY_TRUE if true else Move.SAY_FALSE, reason, by, at)


@act("complaints:confirm")
def confirm(session: ScopedSession, *, complaint_id: int, by: Actor, at: datetime) -> None:
    """Confirm another person's verdict; raises ConflictFailure(reason='own_verdict') for one's own."""
    _decide(session, complaint_id, Move.CONFIRM, "", by, at)


@act("complaints:reopen")
def reopen(session: ScopedSession, *, complaint_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Take a proposal or a verdict back, with a reason: until somebody verifies it anew it counts nowhere."""
    _decide(session, complaint_id, Move.REOPEN, reason, by, at)


def _decide(session: ScopedSession, complaint_id: int, move: Move, reason: str, by: Actor, at: datetime) -> None:
    row = queries.complaint_by_id(session, complaint_id)
    if row is None or by.account_id is None:
        raise NotFoundFailure(what="complaint")
    if row.officer_id == session.scope.officer:
        raise ConflictFailure(reason="own_complaint")
    before = state_of(row)
    after = MOVES.get((before, move))
    if after is None:
        raise ConflictFailure(reason="complaint_decided", state=before)
    said = row.reason if move is Move.CONFIRM else scrub(reason_of(reason), officers=()).text  # the officer reads it
    if move is Move.CONFIRM:
        if row.decided_by == by.account_id:
            raise ConflictFailure(reason="own_verdict")
        row.confirmed_by, row.confirmed_at = by.account_id, at
    elif move is Move.REOPEN:
        row.founded = row.reason = row.decided_by = row.decided_at = row.confirmed_by = row.confirmed_at = None
    else:
        row.founded, row.reason = move is Move.SAY_TRUE, said
        row.decided_by, row.decided_at = by.account_id, at
    session.flush()
    record(session, subject=f"complaint:{row.id}", before={"state": before}, after={"state": after, "reason": said})
