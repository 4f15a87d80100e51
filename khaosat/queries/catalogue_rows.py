"""What stands in the catalogue, by the keys people write in files."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.dossier import ClosedDossiers, DossierCount, SpecialDay
from khaosat.models.office import Counter, CounterField, Field, Office, OfficeSlips
from khaosat.models.officer import Officer, Posting, Roster
from khaosat.models.placard import Placard
from khaosat.models.unit import Unit, UnitSuccession, UnitVersion

Sitting = tuple[int, int, date, str]  # officer, counter, day, half


def units_by_key(session: ScopedSession) -> dict[str, Unit]:
    """Return every unit by its key."""
    return {unit.key: unit for unit in session.scalars(select(Unit))}


def unit_versions(session: ScopedSession) -> Sequence[UnitVersion]:
    """Return every dated version of every unit, by unit and day."""
    return session.scalars(select(UnitVersion).order_by(UnitVersion.unit_id, UnitVersion.valid_from)).all()


def successions(session: ScopedSession) -> Sequence[UnitSuccession]:
    """Return every succession of one unit by another."""
    return session.scalars(select(UnitSuccession)).all()


def fields_by_key(session: ScopedSession) -> dict[str, Field]:
    """Return every field of procedure by its key."""
    return {field.key: field for field in session.scalars(select(Field))}


def offices_by_key(session: ScopedSession) -> dict[str, Office]:
    """Return every office by its key."""
    return {office.key: office for office in session.scalars(select(Office))}


def slips_by_office_and_day(session: ScopedSession) -> dict[tuple[int, date], OfficeSlips]:
    """Return every slip setting by office id and the day it begins."""
    return {(row.office_id, row.valid_from): row for row in session.scalars(select(OfficeSlips))}


def counters_by_office_and_number(session: ScopedSession) -> dict[tuple[int, str], Counter]:
    """Return every counter by office id and number."""
    return {(counter.office_id, counter.number): counter for counter in session.scalars(select(Counter))}


def counter_fields(session: ScopedSession) -> dict[tuple[int, int], CounterField]:
    """Return what each counter serves, by counter id and field id."""
    return {(row.counter_id, row.field_id): row for row in session.scalars(select(CounterField))}


def officers_by_key(session: ScopedSession) -> dict[str, Officer]:
    """Return every officer by key."""
    return {officer.key: officer for officer in session.scalars(select(Officer))}


def postings(session: ScopedSession) -> Sequence[Posting]:
    """Return every posting, by officer and day."""
    return session.scalars(select(Posting).order_by(Posting.officer_id, Posting.valid_from)).all()


def sittings(session: ScopedSession, *, first: date, last: date) -> frozenset[Sitting]:
    """Return who sits where on which half-day, from first to last day."""
    statement = select(Roster.officer_id, Roster.counter_id, Roster.day, Roster.half).where(
        Roster.day >= first, Roster.day <= last
    )
    return frozenset((officer, counter, day, half) for officer, counter, day, half in session.execute(statement))


def hanging_placards(session: ScopedSession) -> Sequence[tuple[int, int, int | None, str]]:
    """Return what hangs: placard id, office id, counter id (None: the whole office's) and code."""
    statement = (
        select(Placard.id, Placard.office_id, Placard.counter_id, Placard.code)
        .where(Placard.revoked_at.is_(None))
        .order_by(Placard.id)
    )
    return [(placard, office, counter, code) for placard, office, counter, code in session.execute(statement)]


def special_days(session: ScopedSession) -> dict[date, SpecialDay]:
    """Return every holiday and make-up day."""
    return {row.day: row for row in session.scalars(select(SpecialDay))}


def dossier_counts(session: ScopedSession, *, first: date, last: date) -> dict[tuple[object, ...], DossierCount]:
    """Return the dossier counts of those months by office, deciding unit, field, month and officer."""
    rows = session.scalars(select(DossierCount).where(DossierCount.month.between(first, last)))
    return {(row.office_id, row.decided_by, row.field_id, row.month, row.officer_id): row for row in rows}


def closed_dossiers(session: ScopedSession, *, first: date, last: date) -> dict[tuple[object, ...], ClosedDossiers]:
    """Return the dossiers closed a quarter hour on those days by office, officer, day and slot."""
    rows = session.scalars(select(ClosedDossiers).where(ClosedDossiers.day.between(first, last)))
    return {(row.office_id, row.officer_id, row.day, row.slot): row for row in rows}
