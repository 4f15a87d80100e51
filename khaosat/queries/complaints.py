"""Complaints about officers: the register, and how many were verified true."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from khaosat.access import ScopedSession
from khaosat.models.complaint import OfficerComplaint
from khaosat.models.office import Office
from khaosat.models.officer import Officer, Posting

_STANDS = (OfficerComplaint.founded.is_(True), OfficerComplaint.confirmed_by.is_not(None))


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """A complaint with the officer it is about."""

    complaint: OfficerComplaint
    officer: Officer


def complaint_lines(session: ScopedSession, *, state: str, most: int, after: int) -> list[ComplaintLine]:
    """Return complaints of that state ("": of any), those that wait first, then the newest (one statement)."""
    wanted = (
        select(OfficerComplaint, Officer)
        .join(Officer, Officer.id == OfficerComplaint.officer_id)
        .where(*_in_state(state))
        .order_by(OfficerComplaint.confirmed_by.is_not(None), OfficerComplaint.day.desc(), OfficerComplaint.id.desc())
        .limit(most)
        .offset(after)
    )
    return [ComplaintLine(*row) for row in session.execute(wanted)]


def count_complaints(session: ScopedSession, *, state: str) -> int:
    """Return how many there are of that state (one statement)."""
    return session.scalar(select(func.count()).select_from(OfficerComplaint).where(*_in_state(state))) or 0


def _in_state(state: str) -> list[ColumnElement[bool]]:
    row = OfficerComplaint
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "": [],
        "received": [row.founded.is_(None)],
        "true_proposed": [row.founded.is_(True), row.confirmed_by.is_(None)],
        "false_proposed": [row.founded.is_(False), row.confirmed_by.is_(None)],
        "verified_true": [row.founded.is_(True), row.confirmed_by.is_not(None)],
        "verified_false": [row.founded.is_(False), row.confirmed_by.is_not(None)],
    }
    return conditions[state]


def complaint_by_id(session: ScopedSession, complaint_id: int) -> OfficerComplaint | None:
    """Return that complaint, to be decided (one statement)."""
    return session.scalars(
        select(OfficerComplaint).where(OfficerComplaint.id == complaint_id).with_for_update()
    ).one_or_none()


def numbers_verified(session: ScopedSession, officers: Collection[int], *, first: date, last: date) -> dict[int, int]:
    """Return how many were verified true about each of these officers and those days (one statement)."""
    wanted = (
        select(OfficerComplaint.officer_id, func.count())
        .where(OfficerComplaint.officer_id.in_(officers), OfficerComplaint.day.between(first, last), *_STANDS)
        .group_by(OfficerComplaint.officer_id)
    )
    return {officer: int(number) for officer, number in session.execute(wanted)}


def verified_about(session: ScopedSession, officer_id: int) -> list[OfficerComplaint]:
    """Return what was verified true about the officer, the newest first (one statement)."""
    wanted = select(OfficerComplaint).where(OfficerComplaint.officer_id == officer_id, *_STANDS)
    return list(session.scalars(wanted.order_by(OfficerComplaint.day.desc(), OfficerComplaint.id)))


def officers_by_office(session: ScopedSession, *, day: date) -> list[tuple[str, str, str]]:
    """Return office, key and name of every officer posted on that day, by office and name (one statement)."""
    wanted = (
        select(Office.name, Officer.key, Officer.display_name)
        .join(Posting, Posting.officer_id == Officer.id)
        .join(Office, Office.id == Posting.office_id)
        .where(Posting.valid_from <= day, or_(Posting.valid_to.is_(None), Posting.valid_to > day))
        .order_by(Office.name, Office.key, Officer.sort_key, Officer.key)
    )
    return [(office, key, name) for office, key, name in session.execute(wanted.distinct())]
