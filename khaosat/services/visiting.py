"""What stands behind a code somebody scanned or typed: the placard, what it asks, whom an answer may name."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure, PlacardRevokedFailure, PlacardUnknownFailure, RoundClosedFailure
from khaosat.queries.fields_of_desk import FieldView, fields_of_desk
from khaosat.queries.office_lines import slip_settings
from khaosat.queries.officers_of_office import OfficerOnDuty, known_at, on_duty, posted_that_day
from khaosat.queries.placard_by_code import PlacardView, living_codes, placard_by_code
from khaosat.queries.placard_of_successor import placard_of_successor
from khaosat.queries.questionnaire import QuestionnaireView, questionnaire_by_id
from khaosat.queries.standing_round import standing_round
from khaosat.queries.usual_volume import days_with_answers
from khaosat.services import slips
from khaosat.services.answering import Place, Survey
from khaosat.services.codes import is_spelled, suggestions, tidy
from khaosat.services.offices import handed_out_on

__all__ = [
    "FieldView",
    "Found",
    "OfficerOnDuty",
    "PlacardView",
    "QuestionnaireView",
    "Survey",
    "fields",
    "fields_of_office",
    "find",
    "hands_out_slips",
    "look",
    "officers",
    "place",
    "questionnaire",
    "slip_desk",
    "survey",
    "usual_volume",
]

LONGEST_CHAIN = 8  # replacements followed, one after another


@dataclass(frozen=True)
class Found:
    """The placard that hangs; `moved` where the code was that of an older one of the same office."""

    placard: PlacardView
    moved: bool


def look(session: ScopedSession, *, code: str, today: date) -> PlacardView:
    """Return the placard of that code, taken down or not; raises PlacardUnknownFailure with codes near it."""
    found = placard_by_code(session, tidy(code), today=today) if is_spelled(tidy(code)) else None
    if found is None:
        raise PlacardUnknownFailure(near=living_codes(session, suggestions(code)))
    return found


def find(session: ScopedSession, *, code: str, today: date) -> Found:
    """Return the placard that hangs in the office of that code.

    Raises PlacardUnknownFailure, or PlacardRevokedFailure whose `successor` is the code to go to in another
    office, or None.
    """
    asked = look(session, code=code, today=today)
    now = _replacement(session, asked, today)
    if now.revoked:
        unit = {"office_id": asked.office_id, "unit_id": asked.unit_id}
        leads = placard_of_successor(session, today=today, **unit)
        if leads is None:
            raise PlacardRevokedFailure(office=asked.office_name, successor=None, at=None)
        now = look(session, code=leads, today=today)
    if now.office_id != asked.office_id:
        raise PlacardRevokedFailure(office=asked.office_name, successor=now.code, at=now.office_name)
    return Found(now, moved=now.id != asked.id)


def _replacement(session: ScopedSession, placard: PlacardView, today: date) -> PlacardView:
    for _step in range(LONGEST_CHAIN):
        if not placard.revoked or placard.replaced_by is None:
            break
        placard = look(session, code=placard.replaced_by, today=today)
    return placard


def survey(session: ScopedSession, *, today: date) -> Survey:
    """Return what the placards ask today; raises RoundClosedFailure."""
    round_ = standing_round(session, today)
    if round_ is None:
        raise RoundClosedFailure(round="standing")
    return Survey(round_, questionnaire(session, questionnaire_id=round_.questionnaire_id))


def questionnaire(session: ScopedSession, *, questionnaire_id: int) -> QuestionnaireView:
    """Return the questionnaire an answer was given to; raises NotFoundFailure."""
    found = questionnaire_by_id(session, questionnaire_id)
    if found is None:
        raise NotFoundFailure(what="questionnaire")
    return found


def fields(session: ScopedSession, *, placard: PlacardView) -> tuple[FieldView, ...]:
    """Return the fields served at the placard's counter, or in its office; one alone needs no asking."""
    return fields_of_desk(session, office_id=placard.office_id, counter_id=placard.counter_id)


def hands_out_slips(session: ScopedSession, *, placard: PlacardView, day: date) -> bool:
    """Return whether the office hands out receipt slips that day: only there is somebody asked for one."""
    return handed_out_on(slip_settings(session, office_id=placard.office_id), day)


def slip_desk(session: ScopedSession, *, placard: PlacardView) -> slips.Desk:
    """Return what a slip that came with an answer there is held against."""
    return slips.desk_of(session, office_id=placard.office_id)


def fields_of_office(session: ScopedSession, *, office_id: int) -> tuple[FieldView, ...]:
    """Return the fields served anywhere in the office, by key."""
    return fields_of_desk(session, office_id=office_id, counter_id=None)


def officers(session: ScopedSession, *, placard: PlacardView, day: date) -> tuple[OfficerOnDuty, ...]:
    """Return who may have served there that day: those on the roster, else those posted."""
    sat = on_duty(session, office_id=placard.office_id, counter_id=placard.counter_id, day=day)
    return sat or posted_that_day(session, office_id=placard.office_id, day=day)


def place(session: ScopedSession, *, placard: PlacardView) -> Place:
    """Return where the answer is given and whom and what it may name there."""
    served = fields_of_desk(session, office_id=placard.office_id, counter_id=None)
    return Place(
        placard.office_id,
        placard.unit_id,
        officers=known_at(session, placard.office_id),
        fields=frozenset(field.id for field in served),
    )


def usual_volume(session: ScopedSession, *, office_id: int, today: date) -> float:
    """Return the median of the answers of the office's last days that had any; 0 before the first has closed."""
    days = days_with_answers(session, office_id=office_id, today=today)
    return float(median(days)) if days else 0.0
