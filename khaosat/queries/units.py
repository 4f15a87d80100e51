"""Which unit it is, and what units are called on a day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.models.unit import Unit, UnitVersion


def unit_by_key(session: ScopedSession, key: str) -> Unit | None:
    """Return the unit of that key."""
    return session.scalars(select(Unit).where(Unit.key == key)).one_or_none()


def unit_versions_on(session: ScopedSession, day: date) -> Sequence[tuple[Unit, UnitVersion]]:
    """Return every unit that stands on that day, with its name and parent of the day, in the Vietnamese order."""
    stands = (UnitVersion.valid_from <= day) & or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > day)
    statement = select(Unit, UnitVersion).join(UnitVersion, UnitVersion.unit_id == Unit.id).where(stands)
    return [(unit, version) for unit, version in session.execute(statement.order_by(UnitVersion.sort_key, Unit.id))]
