"""What has each unit been called, and under whom has it stood, since when? The whole tree is a few hundred rows."""

from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.unit import Unit, UnitVersion


class Named(NamedTuple):
    """One version of one unit, from `valid_from` to the day before `valid_to`."""

    unit_id: int
    key: str
    name: str
    sort_key: str
    kind: str
    level: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None


_STATEMENT: Final = (
    select(
        UnitVersion.unit_id,
        Unit.key,
        UnitVersion.name,
        UnitVersion.sort_key,
        UnitVersion.kind,
        UnitVersion.level,
        UnitVersion.parent_id,
        UnitVersion.valid_from,
        UnitVersion.valid_to,
    )
    .join(Unit, Unit.id == UnitVersion.unit_id)
    .order_by(UnitVersion.valid_from, UnitVersion.id)
)


def unit_names(session: ScopedSession) -> list[Named]:
    """Return every version of every unit, oldest first (one statement)."""
    return [Named(*row) for row in session.execute(_STATEMENT)]
