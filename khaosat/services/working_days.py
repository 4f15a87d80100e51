"""Days worked: Monday to Friday, without holidays, with the days that make up for them (the catalogue's calendar)."""

from datetime import date, timedelta
from typing import Final

from khaosat.access import ScopedSession
from khaosat.queries.catalogue_rows import special_days
from khaosat.services.calendar import ONE_DAY, every_day

SATURDAY: Final = 5
A_HOLIDAY: Final = 14  # days in a row without work, at the very most


def working_days(session: ScopedSession, *, first: date, last: date) -> list[date]:
    """Return the days worked from first to last, both included."""
    special = special_days(session)
    return [
        day for day in every_day(first, last) if (special[day].works if day in special else day.weekday() < SATURDAY)
    ]


def end_of_term(session: ScopedSession, *, begun: date, days: int) -> date:
    """Return the last day of a term of so many working days, the first being the one after it begun."""
    if days < 1:
        raise ValueError("a term has a day at least")
    reach = begun + timedelta(days=2 * days + A_HOLIDAY)
    return working_days(session, first=begun + ONE_DAY, last=reach)[days - 1]
