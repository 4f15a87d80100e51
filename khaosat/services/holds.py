"""Held answers: who may decide what about them, and what becomes of those nobody decides about.

Internal Affairs never touches an answer: a decision is a row of its own, and the night's work carries it out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.hold import Flood, HoldDecision, HoldStart
from khaosat.models.response import Response
from khaosat.queries import held_answers
from khaosat.queries.comments import names_by_office
from khaosat.queries.findings import findings_of_answers
from khaosat.queries.held_answers import HeldAnswer, Wanted
from khaosat.services.acts import Actor, act, own_record, record
from khaosat.services.answering import note_due
from khaosat.services.days import day_of, is_closed
from khaosat.services.held_effects import HeldEffect, held_effects
from khaosat.services.scrubbing import scrub

__all__ = ["Held", "Holds", "Move", "State", "Wanted", "holds", "keep"]
HOLD_DAYS: Final = 14
MAY_BE_LATE: Final = "kiosk"
PATTERN: Final = "pattern"
"""Why an answer is held that a finding points at and somebody proposed to exclude."""
LONGEST_REASON: Final = 500
FLOODS_SHOWN: Final = timedelta(days=60)
PAGE: Final = 50
EVERY: Final = Wanted()
ON_THE_PAGE: Final = ("waiting", "exclusion_proposed", "kept", "excluded")
"""Where a held answer may stand; a lapsed one is held no more."""


class State(StrEnum):
    """Where a held answer stands; the last three are what the night's work makes of it."""

    WAITING = "waiting"
    EXCLUSION_PROPOSED = "exclusion_proposed"
    KEPT = "kept"
    EXCLUDED = "excluded"
    LAPSED = "lapsed"


class Move(StrEnum):
    """What a person (or time) may do."""

    KEEP = "keep"
    EXCLUDE = "exclude"  # proposes it
    CONFIRM = "confirm"  # by a second person
    LAPSE = "lapse"  # nobody decided in HOLD_DAYS


MOVES: Final[dict[tuple[State, Move], State]] = {
    (State.WAITING, Move.KEEP): State.KEPT,
    (State.WAITING, Move.EXCLUDE): State.EXCLUSION_PROPOSED,
    (State.WAITING, Move.LAPSE): State.LAPSED,
    (State.EXCLUSION_PROPOSED, Move.KEEP): State.KEPT,
    (State.EXCLUSION_PROPOSED, Move.CONFIRM): State.EXCLUDED,
    (State.EXCLUSION_PROPOSED, Move.LAPSE): State.LAPSED,
}
"""The whole of it: from where, by what, to where."""
BECOMES: Final = {State.KEPT: "counted", State.LAPSED: "counted", State.EXCLUDED: "voided"}


def state_of(decision: HoldDecision | None) -> State:
    """Return where an answer stands by what was decided about it."""
    if decision is None:
        return State.WAITING
    if decision.choice == "keep":
        return State.KEPT
    return State.EXCLUDED if decision.confirmed_by is not None else State.EXCLUSION_PROPOSED


def ends_on(day: date, *, mode: str, reason: str | None, first_night: date | None, today: date) -> date:
    """Return the day on which a hold ends by itself: 14 days after the answer's day.

    A kiosk's answer may come weeks after its day: there they are counted from the first night that met it; where a
    finding points at an answer, from the day of the proposal.
    """
    later = mode == MAY_BE_LATE or reason == PATTERN
    return (first_night or today if later else day) + timedelta(days=HOLD_DAYS)


@dataclass(frozen=True, slots=True)
class Held:
    """One held answer as the page shows it: its comment scrubbed, its state, and the days left."""

    answer: HeldAnswer
    comment: str | None
    state: State
    days_left: int


@dataclass(frozen=True, slots=True, order=True)
class Withdrawn:
    """How many answers of one office and week (its Monday) their givers took back: never which day, never which."""

    week: date
    office: str
    number: int


@dataclass(frozen=True)
class Holds:
    """A page of what is held, and the floods and withdrawals of the last weeks with their offices' names."""

    held: tuple[Held, ...]
    number: int
    page: int
    pages: int
    floods: tuple[tuple[Flood, str], ...]
    withdrawn: tuple[Withdrawn, ...]
    offices: tuple[tuple[str, str], ...]
    findings: Mapping[UUID, int]
    effects: Mapping[UUID, HeldEffect]


def holds(session: ScopedSession, wanted: Wanted = EVERY, *, today: date, page: int = 1) -> Holds:
    """Return a page of such held answers, the oldest first, and the floods of the last sixty days.

    `offices` are those one may narrow to, `findings` what points at answers of the page, `effects` what counting all
    that is held about an officer would do to their line.
    """
    number = held_answers.count_held(session, wanted)
    pages = max(1, -(-number // PAGE))
    page = min(max(1, page), pages)
    names = names_by_office(session)
    found = held_answers.held_answers(session, wanted, most=PAGE, after=PAGE * (page - 1))
    shown = [
        Held(
            one,
            scrub(one.comment, officers=names.get(one.office_id, ())).text if one.comment else None,
            state_of(one.decision),
            max(
                0,
                (
                    ends_on(one.day, mode=one.mode, reason=one.reason, first_night=one.first_night, today=today) - today
                ).days,
            ),
        )
        for one in found
    ]
    floods = tuple(held_answers.floods(session, since=today - FLOODS_SHOWN))
    return Holds(
        tuple(shown),
        number,
        page,
        pages,
        floods,
        _withdrawn(session, today - FLOODS_SHOWN),
        tuple(held_answers.offices_with_held(session)),
        findings_of_answers(session, [one.id for one in found]),
        held_effects(session, found),
    )


def _withdrawn(session: ScopedSession, since: date) -> tuple[Withdrawn, ...]:
    weeks: Counter[tuple[date, str]] = Counter()
    monday = since - timedelta(days=since.weekday())
    for office, day, number in held_answers.withdrawals(session, since=monday):
        weeks[day - timedelta(days=day.weekday()), office] += number
    found = [Withdrawn(week, office, number) for (week, office), number in weeks.items()]
    return tuple(sorted(found, key=lambda one: (-one.week.toordinal(), one.office)))


@act("holds:keep")
def keep(session: ScopedSession, *, answer_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Decide that a held answer counts, also against a proposal to exclude it; one person is enough."""
    _decide(session, answer_id, Move.KEEP, reason, by, at)


@act("holds:exclude")
def propose_exclusion(session: ScopedSession, *, answer_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Propose that a held answer shall not count; a second person confirms."""
    _decide(session, answer_id, Move.EXCLUDE, reason, by, at)


@act("holds:confirm")
def confirm_exclusion(session: ScopedSession, *, answer_id: UUID, by: Actor, at: datetime) -> None:
    """Confirm another person's proposal; raises ConflictFailure(reason='own_proposal') for one's own."""
    _decide(session, answer_id, Move.CONFIRM, "", by, at)


def _decide(session: ScopedSession, answer_id: UUID, move: Move, reason: str, by: Actor, at: datetime) -> None:
    held = held_answers.held_answer(session, answer_id)
    if held is None or by.account_id is None:
        raise NotFoundFailure(what="held answer")
    row, before = held.decision, state_of(held.decision)
    after = MOVES.get((before, move))
    if after is None:
        raise ConflictFailure(reason="decided", state=before)
    if move is Move.CONFIRM:
        assert row is not None  # noqa: S101  only a proposal is confirmed
        if row.decided_by == by.account_id:
            raise ConflictFailure(reason="own_proposal")
        row.confirmed_by, row.confirmed_at = by.account_id, at
    else:
        said = {"choice": "keep" if move is Move.KEEP else "exclude", "reason": reason_of(reason),
                "decided_by": by.account_id, "decided_at": at}  # fmt: skip  # one row, one line of thought
        row = row or HoldDecision(answer_id=answer_id)
        for name, value in said.items():
            setattr(row, name, value)
        session.add(row)
    try:
        session.flush()
    except IntegrityError as error:  # somebody decided at the same moment: theirs stands, whole
        raise ConflictFailure(reason="decided", state=before) from error
    record(session, subject=f"answer:{answer_id}", before={"state": before}, after={"state": after, "reason": reason})


def reason_of(text: str) -> str:
    """Return a reason as it is kept; raises InvalidFailure where nothing was said."""
    said = " ".join(text.split())[:LONGEST_REASON]
    if not said:
        raise InvalidFailure(field="reason", reason="missing")
    return said


@own_record("a decision is its own record; that time ran out follows from the answer's day")
def carry_out(session: ScopedSession, *, now: datetime) -> int:
    """Make counted or voided what was decided, or what nobody decided in time; returns how many answers changed.

    A closed day is noted to be settled again, so that the next release holds the correction.
    """
    rows = held_answers.held_rows(session)
    decided = held_answers.decisions(session)
    nights = _first_nights(session, rows, day_of(now))
    changed, days = 0, set[date]()
    for row in rows:
        decision = decided.get(row.id)
        state = state_of(decision)
        night = nights.get(row.id)
        ends = ends_on(row.day, mode=row.mode, reason=row.held_reason, first_night=night, today=day_of(now))
        if state not in BECOMES and ends <= day_of(now):
            state = MOVES[state, Move.LAPSE]
        if state not in BECOMES:
            continue
        row.state, row.held_reason = BECOMES[state], None
        if decision is not None:
            decision.carried_out_at = now
        if is_closed(row.day, at=now):
            days.add(row.day)
        changed += 1
    for day in sorted(days):  # once each: a savepoint looks through everything that is in memory
        note_due(session, day)
    if nights:
        session.flush()
        held_answers.forget_first_nights(session)
    return changed


def _first_nights(session: ScopedSession, rows: Iterable[Response], today: date) -> dict[UUID, date]:
    nights = held_answers.first_nights(session)
    new = [row.id for row in rows if row.mode == MAY_BE_LATE and row.id not in nights]
    session.add_all(HoldStart(answer_id=answer, night=today) for answer in new)
    return nights | dict.fromkeys(new, today)
