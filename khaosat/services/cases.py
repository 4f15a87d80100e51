"""Asking for a reply, replying, and forgetting how somebody could be reached."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from config import key_ring
from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.case import Case
from khaosat.queries.cases import CaseLine, case_by_id, case_lines, cases_to_end
from khaosat.queries.unit_names import unit_names
from khaosat.services.acts import Actor, act, own_record, record
from khaosat.services.checking import check_comment
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.days import day_of

LONGEST_CONTACT: Final = 120
CLOSES_AFTER: Final = timedelta(days=30)
"""An answered request closes by itself: until then the citizen reads the reply with the receipt."""
CONTACT_KEPT: Final = timedelta(days=30)
"""After closing; our own term, see docs/phap-ly."""


@dataclass(frozen=True)
class Request:
    """What a citizen asks: consent is given by a hand-made tick, or nothing is kept."""

    text: str
    contact: str
    consent: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as who holds the receipt sees it."""

    text: str
    contact: str | None
    state: str
    reply: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One request on the unit's page."""

    line: CaseLine
    unit: UnitLabel


def case_ids(keys: Path, receipt: bytes) -> tuple[UUID, ...]:
    """Return the id of the request that came with that receipt, under each key of the ring, the newest first."""
    return tuple(
        UUID(bytes=hmac.new(key, b"khaosat:case:1|" + receipt, hashlib.sha256).digest()[:16])
        for key in key_ring(keys, "cases")
    )


def asked(session: ScopedSession, *, case_id: UUID) -> Asked | None:
    """Return the request of that id, None where there is none or it has been closed."""
    row = case_by_id(session, case_id)
    return None if row is None else Asked(row.text, row.contact, row.state, row.reply)


@own_record("who asks for a reply may stand nowhere but in the request itself")
def ask(session: ScopedSession, *, case_id: UUID, office_id: int, unit_id: int, request: Request, at: datetime) -> None:
    """Keep a request for a reply, once a receipt. Raises InvalidFailure (text, contact, consent), ConflictFailure."""
    if not request.consent:
        raise InvalidFailure(field="consent", reason="missing")
    text, contact = check_comment(request.text), check_comment(request.contact)
    if text is None:
        raise InvalidFailure(field="text", reason="missing")
    if contact is None or len(contact) > LONGEST_CONTACT:
        raise InvalidFailure(field="contact", reason="too_long" if contact else "missing")
    if case_by_id(session, case_id) is not None:
        raise ConflictFailure(reason="asked_before")
    session.add(
        Case(
            id=case_id,
            office_id=office_id,
            unit_id=unit_id,
            day=day_of(at),
            state="open",
            text=text,
            contact=" ".join(contact.split()),
        )
    )


@own_record("taking back what one gave leaves nothing to record")
def take_back(session: ScopedSession, *, case_id: UUID) -> None:
    """Delete a request at the wish of who holds its receipt, whatever its state; raises NotFoundFailure."""
    row = case_by_id(session, case_id)
    if row is None:
        raise NotFoundFailure(what="case")
    session.delete(row)


def of_units(session: ScopedSession, *, today: date) -> list[Shown]:
    """Return the requests the session may see, with the units they were made at."""
    tree = DatedTree(unit_names(session), first=today, last=today)
    return [Shown(line, tree.label(line.unit_id)) for line in case_lines(session)]


@act("cases:reply")
def reply(session: ScopedSession, *, case_id: UUID, text: str, by: Actor, at: datetime) -> None:  # noqa: ARG001  the act takes who
    """Note what was replied; the citizen reads it with the receipt. Raises NotFound-, Invalid-, ConflictFailure."""
    row = _open(session, case_id)
    said = check_comment(text)
    if said is None:
        raise InvalidFailure(field="reason", reason="missing")
    row.state, row.reply, row.answered_on = "answered", said, day_of(at)
    record(session, subject="case", before={"state": "open"}, after={"state": "answered", "unit_id": row.unit_id})


def _open(session: ScopedSession, case_id: UUID) -> Case:
    row = case_by_id(session, case_id)
    if row is None:
        raise NotFoundFailure(what="case")
    if row.state != "open":
        raise ConflictFailure(reason="replied")
    return row


@own_record("that time ran out follows from the request's own days")
def end_due(session: ScopedSession, *, now: datetime) -> int:
    """Close what was answered long ago, and forget the contact of what was closed long ago; returns how many."""
    today = day_of(now)
    rows = cases_to_end(session, answered_before=today - CLOSES_AFTER, closed_before=today - CONTACT_KEPT)
    _end(rows, today)
    return len(rows)


def _end(rows: Sequence[Case], today: date) -> None:
    for row in rows:
        if row.state == "closed":
            row.contact = None
        else:
            row.state, row.closed_on, row.id = "closed", today, uuid4()  # the way from the receipt is gone
