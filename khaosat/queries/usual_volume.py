"""How many answers does an office see on a day when any come? From its closed days."""

from datetime import date, timedelta

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.tally import Tally

LOOKED_BACK = timedelta(days=42)


def days_with_answers(session: ScopedSession, *, office_id: int, today: date) -> list[int]:
    """Return the answers of each of the last six weeks' closed days that had any, held ones too (one statement)."""
    wanted = (
        select(func.sum(Tally.n))
        .where(Tally.office_id == office_id, Tally.split == "", Tally.day.between(today - LOOKED_BACK, today))
        .group_by(Tally.day)
    )
    return [int(number) for number in session.scalars(wanted)]
