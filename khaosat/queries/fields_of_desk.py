"""The fields of procedure served at a counter, or anywhere in an office."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.office import Counter, CounterField, Field


@dataclass(frozen=True)
class FieldView:
    """A field of procedure; `names` by language."""

    id: int
    key: str
    names: Mapping[str, Any]


def fields_of_desk(session: ScopedSession, *, office_id: int, counter_id: int | None) -> tuple[FieldView, ...]:
    """Return the fields served there, by key; each once."""
    statement = (
        select(Field.id, Field.key, Field.names)
        .join(CounterField, CounterField.field_id == Field.id)
        .join(Counter, Counter.id == CounterField.counter_id)
        .where(Counter.office_id == office_id)
        .order_by(Field.key)
    )
    if counter_id is not None:
        statement = statement.where(Counter.id == counter_id)
    found = (FieldView(*row) for row in session.execute(statement))
    return tuple({field.id: field for field in found}.values())
