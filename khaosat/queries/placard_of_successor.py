"""Where somebody goes who scanned a placard that was taken down without a replacement."""

from datetime import date

from sqlalchemy import Select, or_, select

from khaosat.access import ScopedSession
from khaosat.models.office import Office
from khaosat.models.placard import Placard
from khaosat.models.unit import UnitSuccession

LONGEST_CHAIN = 8  # successions followed, one after another


def placard_of_successor(session: ScopedSession, *, office_id: int, unit_id: int, today: date) -> str | None:
    """Return a code hanging in the same office, else at the unit that followed (and what followed that), or None."""
    own = session.scalar(_hanging(today).where(Placard.office_id == office_id).limit(1))
    units, seen = {unit_id}, {unit_id}
    for _step in range(LONGEST_CHAIN):
        if own is not None or not units:
            return own
        statement = select(UnitSuccession.to_id).where(
            UnitSuccession.from_id.in_(units), UnitSuccession.on <= today, UnitSuccession.to_id.is_not(None)
        )
        units = {each for each in session.scalars(statement) if each is not None} - seen
        seen |= units
        own = session.scalar(_hanging(today).where(Placard.unit_id.in_(units)).limit(1))
    return own


def _hanging(today: date) -> Select[str]:
    return (
        select(Placard.code)
        .join(Office, Office.id == Placard.office_id)
        .where(Placard.revoked_at.is_(None), or_(Office.closed_on.is_(None), Office.closed_on > today))
        .order_by(Placard.counter_id.is_not(None), Placard.id)
    )
