"""Which unit each office belongs to."""

from collections.abc import Mapping

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.office import Office


def office_units(session: ScopedSession) -> Mapping[int, int]:
    """Return unit ids by office id; the catalogue says it, not the answer."""
    return dict(session.execute(select(Office.id, Office.unit_id)).tuples().all())
