"""All answers of one day, as settling and sealing need them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import bindparam, inspect, select

from khaosat.access import ScopedSession
from khaosat.models.response import Response

COLUMNS: Final = tuple(inspect(Response).columns.keys())
_STATEMENT: Final = select(*(getattr(Response, name) for name in COLUMNS)).where(Response.day == bindparam("day"))


def day_answers(session: ScopedSession, day: date) -> Sequence[Mapping[str, Any]]:
    """Return every answer of that day with all its columns, in no order; whole rows, no objects to keep track of."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in session.execute(_STATEMENT, {"day": day})]
