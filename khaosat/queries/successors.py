"""Which units followed one, and which it followed: each by the name it bore on that day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, or_, select

from khaosat.access import ScopedSession
from khaosat.models.unit import Unit, UnitSuccession, UnitVersion


@dataclass(frozen=True, slots=True)
class Succession:
    """Another unit before or after the one asked about: `after` where it followed it, else it came before."""

    after: bool
    unit_id: int
    key: str
    name: str
    kind: str
    on: date


def successions_of(session: ScopedSession, unit_id: int) -> list[Succession]:
    """Return the unit's successions both ways, the oldest first (one statement)."""
    one, version = UnitSuccession, UnitVersion
    after = one.from_id == unit_id
    other = case((after, one.to_id), else_=one.from_id)
    bore = or_(  # a successor its name of that day; a predecessor the one it bore until then
        and_(after, version.valid_from <= one.on, or_(version.valid_to.is_(None), version.valid_to > one.on)),
        and_(~after, version.valid_from < one.on, or_(version.valid_to.is_(None), version.valid_to >= one.on)),
    )
    wanted = (
        select(after, Unit.id, Unit.key, version.name, one.kind, one.on)
        .join(Unit, Unit.id == other)
        .join(version, version.unit_id == Unit.id)
        .where(or_(after, one.to_id == unit_id), one.from_id != one.to_id, bore)
        .order_by(one.on, version.sort_key, Unit.key)
    )
    return [Succession(*row) for row in session.execute(wanted)]
