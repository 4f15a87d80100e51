"""Which unit each office belongs to."""

from collections.abc import Mapping

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.office import Office


def office_units(session: ScopedSession) -> Mapping[int, int]:
    """Return unit ids by office id; the catalogue says it, not the answer."""
    rows = session.execute(select(Office.id, Office.unit_id))
    return {office: unit for office, unit in rows}  # noqa: C416  mypy takes a row for no pair
