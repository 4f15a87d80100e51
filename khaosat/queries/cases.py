"""Requests for a reply: one by its id, those of units, and those whose time has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.models.case import Case
from khaosat.models.office import Office


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One request as staff see it."""

    id: UUID
    unit_id: int
    office_name: str
    day: date
    state: str
    text: str
    contact: str | None
    reply: str | None
    answered_on: date | None


def case_by_id(session: ScopedSession, case_id: UUID) -> Case | None:
    """Return the request, if the session may see it."""
    return session.scalar(select(Case).where(Case.id == case_id))


def case_lines(session: ScopedSession) -> list[CaseLine]:
    """Return the requests the session may see, the open ones first, the newest day first (one statement)."""
    row = Case
    wanted = (
        select(row.id, row.unit_id, Office.name, row.day, row.state, row.text, row.contact, row.reply, row.answered_on)
        .join(Office, Office.id == row.office_id)
        .order_by(row.state.desc(), row.day.desc(), row.id)
    )
    return [CaseLine(*found) for found in session.execute(wanted)]


def cases_to_end(session: ScopedSession, *, answered_before: date, closed_before: date) -> Sequence[Case]:
    """Return answered requests to be closed, and closed ones whose contact is to be forgotten."""
    answered = (Case.state == "answered") & (Case.answered_on < answered_before)
    closed = (Case.state == "closed") & (Case.closed_on < closed_before) & Case.contact.is_not(None)
    return session.scalars(select(Case).where(or_(answered, closed)).with_for_update()).all()
