"""Which units stand at or below these on a day: the tree is dated."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from khaosat.access import ScopedSession
from khaosat.models.unit import UnitVersion


def units_below(session: ScopedSession, unit_ids: Iterable[int], day: date) -> frozenset[int]:
    """Return those units and everything below them in the tree of that day (one statement)."""
    own = frozenset(unit_ids)
    if not own:
        return own
    below = (
        select(UnitVersion.unit_id)
        .where(UnitVersion.parent_id.in_(sorted(own)), *_on(day))
        .cte("below", recursive=True)
    )
    below = below.union(
        select(UnitVersion.unit_id).join(below, UnitVersion.parent_id == below.c.unit_id).where(*_on(day))
    )
    return own | frozenset(session.scalars(select(below.c.unit_id)))


def _on(day: date) -> tuple[ColumnElement[bool], ...]:
    return UnitVersion.valid_from <= day, or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > day)
