"""Who is or was posted at the offices of a unit in this time? Postings are dated."""

from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import bindparam, or_, select

from khaosat.access import ScopedSession
from khaosat.models.officer import Officer, Posting


class Posted(NamedTuple):
    """One posting of one officer."""

    officer_id: int
    office_id: int
    display_name: str
    sort_key: str
    valid_from: date
    valid_to: date | None


_STATEMENT: Final = (
    select(
        Posting.officer_id,
        Posting.office_id,
        Officer.display_name,
        Officer.sort_key,
        Posting.valid_from,
        Posting.valid_to,
    )
    .join(Officer, Officer.id == Posting.officer_id)
    .where(Posting.unit_id == bindparam("unit"), Posting.valid_from <= bindparam("last"))
    .where(or_(Posting.valid_to.is_(None), Posting.valid_to > bindparam("first")))
    .order_by(Officer.sort_key, Officer.id)
)


def postings_of_unit(session: ScopedSession, *, unit_id: int, first: date, last: date) -> list[Posted]:
    """Return the postings that touch first … last, officers in alphabetical order (one statement)."""
    return [Posted(*row) for row in session.execute(_STATEMENT, {"unit": unit_id, "first": first, "last": last})]
