"""The tallies of one settled day."""

from datetime import date
from typing import Any

from sqlalchemy import delete, select

from khaosat.access import ScopedSession
from khaosat.models.tally import Tally

COLUMNS = ("day", "office_id", "unit_id", "held", "split", "level", "n", "counts", "pooled")


def day_tallies(session: ScopedSession, day: date) -> list[dict[str, Any]]:
    """Return the day's tallies as rows, in no order."""
    statement = select(*(getattr(Tally, name) for name in COLUMNS)).where(Tally.day == day)
    return [dict(zip(COLUMNS, row, strict=True)) for row in session.execute(statement)]


def clear_day_tallies(session: ScopedSession, day: date) -> None:
    """Remove the day's tallies, to be written anew in the same transaction."""
    session.execute(delete(Tally).where(Tally.day == day), execution_options={"synchronize_session": False})
