"""What the fields of procedure are called, in every language we have."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.office import Field


def field_names(session: ScopedSession) -> dict[int, Mapping[str, Any]]:
    """Return each field's names by language, by its id (one statement)."""
    return {row.id: row.names for row in session.execute(select(Field.id, Field.names))}
