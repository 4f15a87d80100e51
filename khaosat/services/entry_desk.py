"""Where forms are entered: an office of this collector, what was asked there on the form's day, whom it may name."""

from dataclasses import dataclass
from datetime import date

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, NotFoundFailure
from khaosat.queries.fields_of_desk import FieldView, fields_of_desk
from khaosat.queries.office_lines import OfficeLine, office_lines
from khaosat.queries.officers_of_office import OfficerOnDuty, known_at, on_duty, posted_that_day
from khaosat.queries.placards import Wanted, placard_lines
from khaosat.services import codes, visiting
from khaosat.services.answering import Place, Survey
from khaosat.services.person import Person
from khaosat.services.searching import found_in


@dataclass(frozen=True)
class EntryDesk:
    """One office and what its forms ask; `officers` are those of the form's day."""

    office: OfficeLine
    place: Place
    survey: Survey
    fields: tuple[FieldView, ...]
    officers: tuple[OfficerOnDuty, ...]


def offices(session: ScopedSession, *, person: Person, day: date, search: str) -> tuple[OfficeLine, ...]:
    """Return the offices this collector enters for: those whose names hold the words, or whose placard has the code."""
    mine = [line for line in office_lines(session, day=day) if _may_enter(person, line, day)]
    if codes.is_valid(codes.tidy(search)):
        keys = {one.office_key for one in placard_lines(session, Wanted(code=codes.tidy(search)), day=day)}
        return tuple(line for line in mine if line.key in keys)
    return tuple(line for line in mine if found_in(search, line.name, line.unit_name, line.parent_name, line.key))


def open_desk(session: ScopedSession, *, person: Person, office_key: str, day: date, today: date) -> EntryDesk:
    """Return the desk for forms of that day.

    Raises NotFoundFailure for an office this person does not enter for, RoundClosedFailure, ConflictFailure (`own`)
    for somebody who serves there: nobody writes down answers about themselves or who sits beside them.
    """
    found = office_lines(session, day=today, key=office_key)
    if not found or not _may_enter(person, found[0], day):
        raise NotFoundFailure(what="office", key=office_key)
    office = found[0]
    known = known_at(session, office.id)
    if person.officer_id in known:
        raise ConflictFailure(what="form", reason="own")
    fields = fields_of_desk(session, office_id=office.id, counter_id=None)
    sat = on_duty(session, office_id=office.id, counter_id=None, day=day)
    return EntryDesk(
        office,
        Place(office.id, office.unit_id, officers=known, fields=frozenset(field.id for field in fields)),
        visiting.survey(session, today=day),
        fields,
        sat or posted_that_day(session, office_id=office.id, day=day),
    )


def _may_enter(person: Person, office: OfficeLine, day: date) -> bool:
    there = person.collects_at is None or office.unit_id in person.collects_at
    return there and (office.closed_on is None or office.closed_on > day)
