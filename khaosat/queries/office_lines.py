"""The offices as the administrator keeps them: where, how many counters, officers and placards, slips or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from khaosat.access import ScopedSession
from khaosat.models.office import Counter, Office, OfficeSlips
from khaosat.models.officer import Posting
from khaosat.models.placard import Placard
from khaosat.models.unit import UnitVersion


@dataclass(frozen=True)
class OfficeLine:
    """An office with what belongs to it on the day asked about."""

    id: int
    key: str
    unit_id: int
    name: str
    address: str | None
    closed_on: date | None
    unit_name: str
    parent_name: str | None
    counters: int
    officers: int
    placards: int


def office_lines(session: ScopedSession, *, day: date, key: str | None = None) -> tuple[OfficeLine, ...]:
    """Return every office (or the one of that key) in the order of units' names."""
    parent = aliased(UnitVersion)
    counters = select(func.count()).select_from(Counter).where(Counter.office_id == Office.id).scalar_subquery()
    posted = and_(Posting.office_id == Office.id, *_on(Posting, day))
    officers = select(func.count(Posting.officer_id.distinct())).where(posted).scalar_subquery()
    hangs = and_(Placard.office_id == Office.id, Placard.revoked_at.is_(None))
    placards = select(func.count()).select_from(Placard).where(hangs).scalar_subquery()
    statement = (
        select(
            Office.id, Office.key, Office.unit_id, Office.name, Office.address, Office.closed_on, UnitVersion.name,
            parent.name, counters, officers, placards,
        )
        .join(UnitVersion, and_(UnitVersion.unit_id == Office.unit_id, *_on(UnitVersion, day)))
        .outerjoin(parent, and_(parent.unit_id == UnitVersion.parent_id, *_on(parent, day)))
        .order_by(UnitVersion.sort_key, Office.id)
    )  # fmt: skip  # one column, one field of the line
    rows = session.execute(statement if key is None else statement.where(Office.key == key))
    return tuple(OfficeLine(*row) for row in rows)


def slip_settings(session: ScopedSession, *, office_id: int | None = None) -> Sequence[OfficeSlips]:
    """Return the dated settings of all offices, or of one, by office and day."""
    statement = select(OfficeSlips).order_by(OfficeSlips.office_id, OfficeSlips.valid_from)
    return session.scalars(
        statement if office_id is None else statement.where(OfficeSlips.office_id == office_id)
    ).all()


def counters_of(session: ScopedSession, *, office_id: int) -> Sequence[Counter]:
    """Return the office's counters by number."""
    return session.scalars(select(Counter).where(Counter.office_id == office_id).order_by(Counter.number)).all()


def _on(version: type[UnitVersion | Posting], day: date) -> tuple[ColumnElement[bool], ...]:
    return version.valid_from <= day, or_(version.valid_to.is_(None), version.valid_to > day)
