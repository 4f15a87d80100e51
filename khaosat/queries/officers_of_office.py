"""The officers of one office: whom an answer may name there, and whom a citizen is shown on a day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from khaosat.access import ScopedSession
from khaosat.models.office import Counter
from khaosat.models.officer import Officer, Posting, Roster


@dataclass(frozen=True)
class OfficerOnDuty:
    """An officer as citizens know them; `counter` is the desk's number where a roster tells it."""

    id: int
    display_name: str
    counter: str | None


def known_at(session: ScopedSession, office_id: int) -> frozenset[int]:
    """Return the ids of the officers ever posted or rostered at the office: whom an answer may name there."""
    posted = session.scalars(select(Posting.officer_id).where(Posting.office_id == office_id))
    rostered = session.scalars(select(Roster.officer_id).where(Roster.office_id == office_id).distinct())
    return frozenset(posted) | frozenset(rostered)


def on_duty(session: ScopedSession, *, office_id: int, counter_id: int | None, day: date) -> tuple[OfficerOnDuty, ...]:
    """Return who sat at the counter (or anywhere in the office) that day, by counter and name; each once."""
    statement = (
        select(Officer.id, Officer.display_name, Counter.number)
        .join(Roster, Roster.officer_id == Officer.id)
        .join(Counter, Counter.id == Roster.counter_id)
        .where(Roster.office_id == office_id, Roster.day == day)
        .order_by(Counter.number, Officer.sort_key)
    )
    if counter_id is not None:
        statement = statement.where(Roster.counter_id == counter_id)
    return _each_once(tuple(OfficerOnDuty(*row) for row in session.execute(statement)))


def posted_that_day(session: ScopedSession, *, office_id: int, day: date) -> tuple[OfficerOnDuty, ...]:
    """Return who is posted at the office that day, by name: what is shown where no roster was kept."""
    statement = (
        select(Officer.id, Officer.display_name)
        .join(Posting, Posting.officer_id == Officer.id)
        .where(Posting.office_id == office_id, Posting.valid_from <= day)
        .where(or_(Posting.valid_to.is_(None), Posting.valid_to > day))
        .order_by(Officer.sort_key)
    )
    return _each_once(tuple(OfficerOnDuty(officer, name, None) for officer, name in session.execute(statement)))


def _each_once(officers: tuple[OfficerOnDuty, ...]) -> tuple[OfficerOnDuty, ...]:
    return tuple({officer.id: officer for officer in reversed(officers)}.values())[::-1]
