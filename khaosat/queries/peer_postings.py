"""Who was posted where in which duty group in a period, and which offices handed out receipt slips at its end."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.models.office import OfficeSlips
from khaosat.models.officer import Posting


class PeerPosting(NamedTuple):
    """One posting that touches the period; `until` is the first day no longer there, None while posted."""

    officer_id: int
    office_id: int
    unit_id: int
    duty_group: str
    since: date
    until: date | None


def peer_postings(session: ScopedSession, *, first: date, last: date) -> list[PeerPosting]:
    """Return the postings that touch first … last, by officer and begin (one statement)."""
    wanted = (
        select(
            Posting.officer_id,
            Posting.office_id,
            Posting.unit_id,
            Posting.duty_group,
            Posting.valid_from,
            Posting.valid_to,
        )
        .where(Posting.valid_from <= last, or_(Posting.valid_to.is_(None), Posting.valid_to > first))
        .order_by(Posting.officer_id, Posting.valid_from, Posting.id)
    )
    return [PeerPosting(*row) for row in session.execute(wanted)]


def offices_with_slips(session: ScopedSession, *, last: date) -> frozenset[int]:
    """Return the offices that hand out slips on that day (one statement)."""
    settings = select(OfficeSlips.office_id, OfficeSlips.handed_out).where(OfficeSlips.valid_from <= last)
    newest = {row.office_id: row.handed_out for row in session.execute(settings.order_by(OfficeSlips.valid_from))}
    return frozenset(office for office, handed_out in newest.items() if handed_out)
