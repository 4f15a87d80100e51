"""Which units have, or had, a reception office in this time? Without one, nobody can answer."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.db import among
from khaosat.models.office import Office


def units_with_office(session: ScopedSession, *, units: Collection[int], first: date, last: date) -> frozenset[int]:
    """Return those of the units that had an office open on a day of first … last (one statement)."""
    wanted = select(Office.unit_id).where(among(Office.unit_id, units), Office.opened_on <= last)
    wanted = wanted.where(or_(Office.closed_on.is_(None), Office.closed_on > first))
    return frozenset(session.scalars(wanted)).intersection(units)
