"""An office and its fields as a slip names them."""

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.office import Counter, CounterField, Field, Office
from khaosat.queries.fields_of_desk import FieldView


def key_of_office(session: ScopedSession, office_id: int) -> str | None:
    """Return the office's key."""
    return session.scalar(select(Office.key).where(Office.id == office_id))


def slip_fields(session: ScopedSession, office_id: int) -> tuple[FieldView, ...]:
    """Return the fields served at the office's counters by key; all fields where none is recorded."""
    every = select(Field.id, Field.key, Field.names).order_by(Field.key)
    served = (
        every.join(CounterField, CounterField.field_id == Field.id)
        .join(Counter, Counter.id == CounterField.counter_id)
        .where(Counter.office_id == office_id)
    )
    rows = session.execute(served).all() or session.execute(every).all()
    return tuple({row.key: FieldView(row.id, row.key, row.names) for row in rows}.values())
