"""What has each unit been called, and under whom has it stood, since when? The whole tree is a few hundred rows."""

from datetime import date
from typing import NamedTuple

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


def unit_names(session: ScopedSession) -> list[Named]:
    """Return every version of every unit, oldest first (one statement)."""
    version = UnitVersion
    wanted = (
        select(
            version.unit_id,
            Unit.key,
            version.name,
            version.sort_key,
            version.kind,
            version.level,
            version.parent_id,
            version.valid_from,
            version.valid_to,
        )
        .join(Unit, Unit.id == version.unit_id)
        .order_by(version.valid_from, version.id)
    )
    return [Named(*row) for row in session.execute(wanted)]
