"""Which units have, or had, a reception office in this time? Without one, nobody can answer."""

from collections.abc import Collection
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, or_, select

from khaosat.access import ScopedSession
from khaosat.db import FEW, among
from khaosat.models.office import Office


def units_with_office(session: ScopedSession, *, units: Collection[int], first: date, last: date) -> frozenset[int]:
    """Return those of the units that had an office open on a day of first … last (one statement)."""
    given = {"units": sorted(units), "first": first, "last": last}
    return frozenset(session.scalars(_statement(few=len(units) <= FEW), given)).intersection(units)


@cache
def _statement(*, few: bool) -> Select[int]:
    return (
        select(Office.unit_id)
        .where(among(Office.unit_id, few=few), Office.opened_on <= bindparam("last"))
        .where(or_(Office.closed_on.is_(None), Office.closed_on > bindparam("first")))
    )
