"""Paper forms and assisted interviews, entered by a collector: each exactly once, corrected until its day closes.

The trail says who entered how many at which office, and nothing that leads to an answer: neither its id nor what it
says. `at` of these acts is the quarter hour, as coarse as an answer's own; `now` is what the rules look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import IntegrityError

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, DayClosedFailure, InvalidFailure, NotFoundFailure
from khaosat.models.response import DETAILS, PLACES
from khaosat.queries.answer_by_id import answer_to_change
from khaosat.services import answering
from khaosat.services.acts import Actor, act, record
from khaosat.services.checking import Answer, check
from khaosat.services.days import day_of, is_closed, slot_of
from khaosat.services.entry_desk import EntryDesk
from khaosat.services.tokens import Token

MODES: Final = ("paper", "assisted")
OLDEST: Final = timedelta(days=60)
"""A form older than this is a mistyped date."""
NOON: Final = 48
"""The quarter hour of an answer of which only the day is known."""
CORRECTED: Final = (*PLACES, *(name for name in DETAILS if not name.startswith("salt")))


@dataclass(frozen=True)
class Form:
    """One form as it was typed: scores by item code, details by their names."""

    mode: str
    day: date
    scores: Mapping[str, int]
    details: Mapping[str, Any] = field(default_factory=dict)


def quarter(now: datetime) -> datetime:
    """Return the quarter hour: as fine as the trail says when something was entered."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)


@act("answers:enter")
def enter(
    session: ScopedSession,
    *,
    desk: EntryDesk,
    token: Token,
    form: Form,
    now: datetime,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,  # noqa: ARG001  the act leaves it in its event
) -> None:
    """Store a form; a day that has closed is settled anew with it.

    Raises InvalidFailure naming the field, RoundClosedFailure, ConflictFailure (`spent`) for a form entered before.
    """
    if form.mode not in MODES:
        raise InvalidFailure(field="mode", reason="not_offered")
    if not day_of(now) - OLDEST <= form.day <= day_of(now):
        raise InvalidFailure(field="day", reason="out_of_reach")
    answer = _answer(token, form, now)
    _row(desk, answer)  # fields and officers of this desk alone
    record(session, subject=f"office:{desk.office.key}", before=None, after=_told(form.mode, form.day))
    place, survey = desk.place, desk.survey
    try:
        answering.submit_many(  # one transaction with the event above
            session, office_id=place.office_id, unit_id=place.unit_id, round_=survey.round,
            questionnaire=survey.questionnaire, answers=[answer], at=now,
        )  # fmt: skip  # one call, one line of thought
    except IntegrityError:
        if answer_to_change(session, token.answer_id) is None:
            raise  # not the token: the row contradicts the catalogue
        raise ConflictFailure(what="form", reason="spent") from None


@act("answers:correct")
def correct(
    session: ScopedSession,
    *,
    desk: EntryDesk,
    token: Token,
    form: Form,
    now: datetime,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,  # noqa: ARG001  the act leaves it in its event
) -> None:
    """Put another form in the place of one entered before; its day and mode stay.

    Raises NotFoundFailure, DayClosedFailure, ConflictFailure for a withdrawn one, InvalidFailure.
    """
    standing = answer_to_change(session, token.answer_id)
    if standing is None:
        raise NotFoundFailure(what="answer")
    if standing.state == "withdrawn":
        raise ConflictFailure(what="form", reason="withdrawn")
    if is_closed(standing.day, at=now):
        raise DayClosedFailure(day=standing.day)
    row = _row(desk, _answer(token, form, now))
    for name in CORRECTED:
        setattr(standing, name, row[name])
    standing.changes += 1
    record(session, subject=f"office:{desk.office.key}", before=None, after=_told(standing.mode, standing.day))


@act("answers:remove")
def remove(
    session: ScopedSession,
    *,
    desk: EntryDesk,
    token: Token,
    now: datetime,
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,  # noqa: ARG001  the act leaves it in its event
) -> None:
    """Take back a form entered by mistake, as its giver could: content goes, digests stay. Raises NotFoundFailure."""
    standing = answer_to_change(session, token.answer_id)
    if standing is None:
        raise NotFoundFailure(what="answer")
    told = _told(standing.mode, standing.day)
    record(session, subject=f"office:{desk.office.key}", before=told, after=None)
    answering.withdraw(session, answer_id=token.answer_id, at=now)  # one transaction with the event above


def _answer(token: Token, form: Form, now: datetime) -> Answer:
    live = form.mode == "assisted" and form.day == day_of(now)
    return Answer(
        id=token.answer_id,
        day=form.day,
        slot=slot_of(now) if live else NOON,
        scores=form.scores,
        mode=form.mode,
        **form.details,
    )


def _row(desk: EntryDesk, answer: Answer) -> dict[str, Any]:
    return check(answer, place=desk.place, round_=desk.survey.round, questionnaire=desk.survey.questionnaire)


def _told(mode: str, day: date) -> dict[str, object]:
    return {"mode": mode, "day": day.isoformat()}
