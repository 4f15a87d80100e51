"""Measures of units: one by its id, and those whose period touches some days."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from khaosat.access import ScopedSession
from khaosat.models.measure import Measure


def measure_by_id(session: ScopedSession, *, measure_id: int, unit_id: int) -> Measure | None:
    """Return the measure of that unit, if the session may see it; held until the transaction ends."""
    wanted = select(Measure).where(Measure.id == measure_id, Measure.unit_id == unit_id)
    return session.scalar(wanted.with_for_update())


def carried_on(session: ScopedSession, *, measure_id: int) -> bool:
    """Return whether a later measure carries that one on."""
    return session.scalar(select(Measure.id).where(Measure.carried_from == measure_id)) is not None


def measures_between(
    session: ScopedSession, *, units: Collection[int], first: date, last: date
) -> list[tuple[Measure, Measure | None, Measure | None]]:
    """Return the measures whose period touches these days, by due day, then as they were written (one statement).

    Each with the earlier one it carries on, and the later one that carries it on.
    """
    earlier, later = aliased(Measure), aliased(Measure)
    wanted = (
        select(Measure, earlier, later)
        .outerjoin(earlier, earlier.id == Measure.carried_from)
        .outerjoin(later, later.carried_from == Measure.id)
        .where(Measure.unit_id.in_(sorted(units)), Measure.first_day <= last, Measure.last_day >= first)
        .order_by(Measure.due, Measure.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(wanted)]
