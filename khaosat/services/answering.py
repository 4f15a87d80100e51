"""A citizen answers: one tap is one insert; what comes later changes that one row until its day closes.

Reading (placard, round, questionnaire) is done in another session before: a writing session here holds nothing
but its insert or its update, so that many citizens pass through one lock quickly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from khaosat.access import ScopedSession, store
from khaosat.errors import ConflictFailure, DayClosedFailure, InvalidFailure, NotFoundFailure
from khaosat.models.response import CONTENT, DueDay, Response
from khaosat.queries.answer_by_id import answer_to_change
from khaosat.queries.officers_of_office import known_at
from khaosat.queries.placard_by_code import PlacardView
from khaosat.queries.questionnaire import QuestionnaireView
from khaosat.queries.standing_round import RoundView
from khaosat.services import leaves
from khaosat.services.acts import own_record
from khaosat.services.checking import Answer, Place, check, check_comment, check_details, check_scores
from khaosat.services.days import day_of, is_closed, slot_of
from khaosat.services.slips import UNVERIFIED, Carried, check_and_spend
from khaosat.services.tokens import Token

__all__ = [
    "Answer",
    "Given",
    "Place",
    "Recorded",
    "Survey",
    "Tap",
    "amend",
    "check",
    "note_due",
    "submit",
    "submit_many",
    "withdraw",
]

OVERALL = "s01"
REPEATED = "repeated"  # a slip lifts this one: it shows a dossier of its own
GOES_WITH_IT = (*CONTENT, "watched", "demanded")
DETAILS = frozenset(
    {"kind", "officer_id", "field_id", "trips", "punctuality", "reasons", "comment", "watched", "demanded"}
)
BATCH = 2000  # rows of one INSERT


@dataclass(frozen=True)
class Survey:
    """What is asked at a placard now: the round and its questionnaire."""

    round: RoundView
    questionnaire: QuestionnaireView


@dataclass(frozen=True)
class Tap:
    """One tap on a face. `retry` marks one kept by the phone: it creates an answer, it never changes one.

    `late` is the day and the quarter hour of a tap that was kept by a kiosk without a network; `at` is when it came.
    """

    score: int
    at: datetime
    language: str = "vi"
    field_id: int | None = None
    held_reason: str | None = None
    retry: bool = False
    mode: str = "placard"
    slip: Carried | None = None
    late: tuple[date, int] | None = None
    repeat_of_day: int | None = None


@dataclass(frozen=True)
class Recorded:
    """What stands in the book after a tap; `score` is None where the answer was withdrawn."""

    answer_id: UUID
    day: date
    score: int | None
    created: bool
    verified: bool = False


@dataclass(frozen=True)
class Given:
    """What a later page gives: scores by item code, and details by the names in DETAILS (None clears one)."""

    scores: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)


@own_record("the answer is its own record: nothing about who gave it may stand anywhere")
def submit(session: ScopedSession, *, placard: PlacardView, survey: Survey, token: Token, tap: Tap) -> Recorded:
    """Record a tap: the first one with a token creates the answer, a later one changes it until its day closes.

    The primary key decides which is the first, not a look before. Raises InvalidFailure, RoundClosedFailure,
    or DayClosedFailure where another face is chosen after the day has closed.
    """
    return _first(session, placard, survey, token, tap) or _again(session, token, tap)


@own_record("the answer is its own record: nothing about who gave it may stand anywhere")
def submit_at_once(
    session: ScopedSession, *, placard: PlacardView, survey: Survey, token: Token, tap: Tap
) -> Recorded | None:
    """Record a tap that creates its answer, in the one statement that a session `at_once` may make.

    None where the answer is there already: `submit` then tells what becomes of it. Raises as `submit` does, and
    ValueError for a tap that says more than one statement can hold.
    """
    if tap.slip or tap.late:
        raise ValueError("a slip is spent, a late day noted: those are transactions")
    return _first(session, placard, survey, token, tap)


def _first(session: ScopedSession, placard: PlacardView, survey: Survey, token: Token, tap: Tap) -> Recorded | None:
    day, slot = tap.late or (day_of(tap.at), slot_of(tap.at))
    verdict = UNVERIFIED if tap.slip is None else check_and_spend(session, tap.slip)
    answer = Answer(
        id=token.answer_id,
        day=day,
        slot=slot,
        scores={survey.questionnaire.overall.code: tap.score},
        mode=tap.mode,
        language=tap.language,
        placard_id=placard.id,
        field_id=verdict.field_id or tap.field_id,
        verified=verdict.verified,
        held_reason=None if verdict.verified and tap.held_reason == REPEATED else tap.held_reason,
        repeat_of_day=tap.repeat_of_day,
    )
    place = Place(placard.office_id, placard.unit_id)
    row = check(answer, place=place, round_=survey.round, questionnaire=survey.questionnaire)
    if not store(session, Response, _said([row]), unless_there=True):
        return None
    if tap.late and is_closed(day, at=tap.at):
        note_due(session, day)
    return Recorded(token.answer_id, answer.day, tap.score, created=True, verified=verdict.verified)


def _again(session: ScopedSession, token: Token, tap: Tap) -> Recorded:
    session.rollback()  # a slip that came again with its token too: the answer keeps what it has
    row = answer_to_change(session, token.answer_id)
    if row is None:
        raise NotFoundFailure(what="answer")  # its key was taken a moment ago, and answers are never deleted
    before: int | None = getattr(row, OVERALL)
    if tap.retry or row.state == "withdrawn" or before == tap.score:
        return Recorded(row.id, row.day, before, created=False, verified=row.verified)
    _refuse_closed(row, tap.at)
    setattr(row, OVERALL, tap.score)
    row.changes += 1
    if tap.held_reason not in {None, REPEATED} and row.state == "counted":  # choosing again is no repeat
        row.state, row.held_reason = "held", tap.held_reason
    return Recorded(row.id, row.day, tap.score, created=False, verified=row.verified)


@own_record("the answer is its own record: nothing about who gave it may stand anywhere")
def amend(
    session: ScopedSession,
    *,
    answer_id: UUID,
    place: Place,
    questionnaire: QuestionnaireView,
    given: Given,
    at: datetime,
    slip: Carried | None = None,
) -> Recorded:
    """Put what a later page gave into the same answer; nothing changes where any of it is invalid.

    A verified answer keeps the slip it has, and the field that the slip told. Raises NotFoundFailure for no such
    answer, ConflictFailure for a withdrawn one or one to another questionnaire, DayClosedFailure, InvalidFailure.
    """
    columns = check_scores(given.scores, questionnaire)
    row = answer_to_change(session, answer_id)
    if row is None:
        raise NotFoundFailure(what="answer")
    if row.state == "withdrawn":
        raise ConflictFailure(reason="withdrawn")
    if row.questionnaire_id != questionnaire.id:
        raise ConflictFailure(reason="questionnaire")  # its columns mean something else
    _refuse_closed(row, at)
    details = _checked_details(row, given.details, place)
    _take_slip(session, row, slip)
    if row.verified:
        details.pop("field_id", None)
    row.changes += any(getattr(row, column) not in (None, score) for column, score in columns.items())
    for name, value in (columns | details).items():
        setattr(row, name, value)
    return Recorded(row.id, row.day, getattr(row, OVERALL), created=False, verified=row.verified)


def _take_slip(session: ScopedSession, row: Response, slip: Carried | None) -> None:
    if slip is not None and not row.verified:
        verdict = check_and_spend(session, slip)
        row.verified, row.field_id = verdict.verified, verdict.field_id or row.field_id
        if verdict.verified and row.held_reason == REPEATED:
            row.state, row.held_reason = "counted", None


def _checked_details(row: Response, details: Mapping[str, Any], place: Place) -> dict[str, Any]:
    unknown = details.keys() - DETAILS
    if unknown:
        raise InvalidFailure(field=min(unknown), reason="unknown_detail")
    check_details(Answer(id=row.id, day=row.day, slot=row.slot, scores={}, **details), place)
    checked = dict(details)
    if "comment" in checked:
        checked["comment"] = check_comment(checked["comment"])
    if "reasons" in checked:
        checked["reasons"] = list(checked["reasons"]) or None
    return checked


@own_record("a withdrawal is a leaf of its own in the seal of the day")
def withdraw(session: ScopedSession, *, answer_id: UUID, at: datetime) -> Recorded:
    """Take an answer back, at any time: content and salts go, the two digests and the spent id stay.

    A closed day is noted to be settled again. Withdrawing twice changes nothing. Raises NotFoundFailure.
    """
    row = answer_to_change(session, answer_id)
    if row is None:
        raise NotFoundFailure(what="answer")
    if row.state != "withdrawn":
        said = {name: getattr(row, name) for name in ("id", *leaves.SCORED, *GOES_WITH_IT)}
        row.digest_scores = leaves.digest_scores(said)
        row.digest_comment = row.digest_comment or leaves.digest_comment(said)
        for name in GOES_WITH_IT:
            setattr(row, name, None)
        row.state, row.held_reason = "withdrawn", None
        if is_closed(row.day, at=at):
            note_due(session, row.day)
    return Recorded(row.id, row.day, None, created=False)


def _refuse_closed(row: Response, at: datetime) -> None:
    if is_closed(row.day, at=at):
        raise DayClosedFailure(day=row.day)


@own_record("answers are their own record")
def submit_many(
    session: ScopedSession,
    *,
    office_id: int,
    unit_id: int,
    round_: RoundView,
    questionnaire: QuestionnaireView,
    answers: Sequence[Answer],
    at: datetime | None = None,
) -> int:
    """Store many answers of one office through the validation of a single one; returns how many.

    All or nothing. With `at`, days that have closed by then are noted to be settled again. Raises
    InvalidFailure, RoundClosedFailure, or the database's IntegrityError for an id that is taken.
    """
    place = Place(office_id, unit_id, officers=known_at(session, office_id))
    rows = (check(answer, place=place, round_=round_, questionnaire=questionnaire) for answer in answers)
    for batch in _batches(rows):
        store(session, Response, batch)
    if at is not None:
        for day in {answer.day for answer in answers if is_closed(answer.day, at=at)}:
            note_due(session, day)
    return len(answers)


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield _said(batch)


def _said(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows without the columns that none of them fills: most are empty, and each costs."""
    if len(rows) == 1:
        return [{name: value for name, value in rows[0].items() if value is not None}]
    used = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    return [{name: row[name] for name in used} for row in rows]


def note_due(session: ScopedSession, day: date) -> None:
    """Note that a closed day must be settled again; a step of the verb that changed something on it."""
    _note(session, DueDay(day=day))


def _note(session: ScopedSession, due: DueDay) -> None:
    try:
        with session.begin_nested():
            session.add(due)
    except IntegrityError:
        pass  # noted already: one note is enough
