"""Which placard has a code, and what it stands for today."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from khaosat.access import ScopedSession
from khaosat.models.office import Counter, Office
from khaosat.models.placard import Placard
from khaosat.models.unit import UnitVersion


@dataclass(frozen=True)
class PlacardView:
    """A placard with the office, unit and counter it names; `replaced_by` is the code that follows it.

    It counts as revoked too where its office has closed.
    """

    id: int
    code: str
    office_id: int
    unit_id: int
    office_name: str
    unit_name: str | None
    counter_id: int | None
    counter_number: str | None
    counter_name: str | None
    revoked: bool
    replaced_by: str | None


def placard_by_code(session: ScopedSession, code: str, *, today: date) -> PlacardView | None:
    """Return the placard, revoked or not, with the names of that day; None where no placard has the code."""
    next_one = aliased(Placard)
    statement = (
        select(
            Placard.id,
            Placard.code,
            Placard.office_id,
            Placard.unit_id,
            Office.name,
            UnitVersion.name,
            Placard.counter_id,
            Counter.number,
            Counter.name,
            or_(Placard.revoked_at.is_not(None), Office.closed_on <= today),
            next_one.code,
        )
        .join(Office, Office.id == Placard.office_id)
        .outerjoin(
            UnitVersion,
            and_(
                UnitVersion.unit_id == Placard.unit_id,
                UnitVersion.valid_from <= today,
                or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > today),
            ),
        )
        .outerjoin(Counter, Counter.id == Placard.counter_id)
        .outerjoin(next_one, next_one.id == Placard.replaced_by_id)
        .where(Placard.code == code)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else PlacardView(*row[:9], revoked=bool(row[9]), replaced_by=row[10])


def living_codes(session: ScopedSession, codes: Collection[str]) -> tuple[str, ...]:
    """Return those of the codes that hang somewhere today, sorted."""
    statement = select(Placard.code).where(Placard.code.in_(codes), Placard.revoked_at.is_(None))
    return tuple(session.scalars(statement.order_by(Placard.code)))
