"""An office and its fields as a slip names them."""

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.office import Counter, CounterField, Field, Office


def key_of_office(session: ScopedSession, office_id: int) -> str | None:
    """Return the office's key."""
    return session.scalar(select(Office.key).where(Office.id == office_id))


def slip_fields(session: ScopedSession, office_id: int) -> dict[str, int]:
    """Return key and id of the fields served at the office's counters; of all fields where none is recorded."""
    every = select(Field.key, Field.id)
    served = (
        every.join(CounterField, CounterField.field_id == Field.id)
        .join(Counter, Counter.id == CounterField.counter_id)
        .where(Counter.office_id == office_id)
    )
    rows = session.execute(served).all() or session.execute(every).all()
    return {row.key: row.id for row in rows}
