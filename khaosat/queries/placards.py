"""Which placards there are, with the names of the day they hang under."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from khaosat.access import ScopedSession
from khaosat.models.office import Counter, Office
from khaosat.models.placard import Placard
from khaosat.models.unit import UnitVersion


@dataclass(frozen=True)
class PlacardLine:
    """A placard, where it hangs, and what became of it; names are those of the day asked about."""

    id: int
    code: str
    unit_id: int
    office_id: int
    office_key: str
    office_name: str
    office_address: str | None
    unit_name: str
    parent_name: str | None
    counter_number: str | None
    counter_name: str | None
    issued_at: datetime
    revoked_at: datetime | None
    replaced_by: str | None
    closed_on: date | None = None

    def closed_by(self, day: date) -> bool:
        """Return whether its office has closed: then it is printed no more, and leads to who followed."""
        return self.closed_on is not None and self.closed_on <= day


@dataclass(frozen=True)
class Wanted:
    """Which placards are asked for; what is left out does not narrow."""

    unit_ids: frozenset[int] | None = None
    office_key: str | None = None
    code: str | None = None
    hanging: bool = False


def placard_lines(session: ScopedSession, wanted: Wanted, *, day: date) -> tuple[PlacardLine, ...]:
    """Return the placards that fit, in the order of units' names."""
    order = (UnitVersion.sort_key, Office.id, Counter.number.is_not(None), Counter.number, Placard.id)
    return tuple(
        PlacardLine(*row) for row in session.execute(_lines(day).where(*_conditions(wanted, day)).order_by(*order))
    )


def placard_row(session: ScopedSession, code: str) -> Placard | None:
    """Return the placard of that code, to be changed."""
    return session.scalars(select(Placard).where(Placard.code == code).with_for_update()).one_or_none()


def code_is_taken(session: ScopedSession, code: str) -> bool:
    """Return whether a placard, hanging or not, has the code."""
    return session.scalar(select(Placard.id).where(Placard.code == code)) is not None


def office_by_key(session: ScopedSession, key: str) -> Office | None:
    """Return the office of that key."""
    return session.scalars(select(Office).where(Office.key == key)).one_or_none()


def counter_of(session: ScopedSession, *, office_id: int, number: str) -> Counter | None:
    """Return the office's counter of that number."""
    return session.scalars(
        select(Counter).where(Counter.office_id == office_id, Counter.number == number)
    ).one_or_none()


def _lines(day: date) -> Select[*tuple[Any, ...]]:
    successor, parent = aliased(Placard), aliased(UnitVersion)
    return (
        select(
            Placard.id, Placard.code, Placard.unit_id, Office.id, Office.key, Office.name, Office.address,
            UnitVersion.name, parent.name, Counter.number, Counter.name, Placard.issued_at, Placard.revoked_at,
            successor.code, Office.closed_on,
        )
        .join(Office, Office.id == Placard.office_id)
        .join(UnitVersion, and_(UnitVersion.unit_id == Placard.unit_id, *_on(UnitVersion, day)))
        .outerjoin(parent, and_(parent.unit_id == UnitVersion.parent_id, *_on(parent, day)))
        .outerjoin(Counter, Counter.id == Placard.counter_id)
        .outerjoin(successor, successor.id == Placard.replaced_by_id)
    )  # fmt: skip  # one column, one field of the line


def _on(version: type[UnitVersion], day: date) -> tuple[ColumnElement[bool], ...]:
    return version.valid_from <= day, or_(version.valid_to.is_(None), version.valid_to > day)


def _conditions(wanted: Wanted, day: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.unit_ids is not None:
        conditions.append(Placard.unit_id.in_(sorted(wanted.unit_ids)))
    if wanted.office_key is not None:
        conditions.append(Office.key == wanted.office_key)
    if wanted.code is not None:
        conditions.append(Placard.code == wanted.code)
    if wanted.hanging:
        conditions += [Placard.revoked_at.is_(None), or_(Office.closed_on.is_(None), Office.closed_on > day)]
    return conditions
