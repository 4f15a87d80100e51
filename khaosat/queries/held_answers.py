"""Held answers, what was decided about them, and the hours that were floods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select

from khaosat.access import ScopedSession
from khaosat.models.hold import Flood, HoldDecision, HoldStart
from khaosat.models.office import Office
from khaosat.models.response import Response, uncounted
from khaosat.models.tally import Tally


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """A held answer and what was decided about it so far; no time of it finer than its day."""

    id: UUID
    office_id: int
    office_name: str
    unit_id: int
    officer_id: int | None
    day: date
    mode: str
    reason: str
    score: int
    repeat_of_day: int | None
    comment: str | None
    decision: HoldDecision | None
    first_night: date | None


@dataclass(frozen=True)
class Wanted:
    """Which held answers: for a reason, of an office, where they stand ('' is any; see `services.holds.State`)."""

    reason: str = ""
    office_key: str = ""
    state: str = ""


def held_answer(session: ScopedSession, answer_id: UUID) -> HeldAnswer | None:
    """Return that answer where it is held (one statement)."""
    found = _held(session, Response.id == answer_id, most=1, after=0)
    return found[0] if found else None


def held_answers(session: ScopedSession, wanted: Wanted, *, most: int, after: int) -> list[HeldAnswer]:
    """Return such held answers, the oldest day first, some at a time (one statement)."""
    return _held(session, *_of(wanted), most=most, after=after)


def count_held(session: ScopedSession, wanted: Wanted) -> int:
    """Return how many such answers are held (one statement)."""
    found = (
        select(func.count())
        .select_from(Response)
        .join(Office, Office.id == Response.office_id)
        .outerjoin(HoldDecision, HoldDecision.answer_id == Response.id)
        .where(Response.state == "held", uncounted(), *_of(wanted))
    )
    return session.scalar(found) or 0


def offices_with_held(session: ScopedSession) -> list[tuple[str, str]]:
    """Return key and name of every office with a held answer, by name (one statement)."""
    found = select(Office.key, Office.name).join(Response, Response.office_id == Office.id)
    found = found.where(Response.state == "held", uncounted()).distinct().order_by(Office.name, Office.key)
    return [(key, name) for key, name in session.execute(found)]


def _of(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.reason:
        found.append(Response.held_reason == wanted.reason)
    if wanted.office_key:
        found.append(Office.key == wanted.office_key)
    if wanted.state:
        found += _in_state(wanted.state)
    return found


def _in_state(state: str) -> list[ColumnElement[bool]]:
    proposed = HoldDecision.choice == "exclude"
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "waiting": [HoldDecision.choice.is_(None)],
        "kept": [HoldDecision.choice == "keep"],
        "exclusion_proposed": [proposed, HoldDecision.confirmed_by.is_(None)],
        "excluded": [proposed, HoldDecision.confirmed_by.is_not(None)],
    }
    return conditions[state]


def _held(session: ScopedSession, *which: ColumnElement[bool], most: int, after: int) -> list[HeldAnswer]:
    row = Response
    wanted = (
        select(
            row.id, row.office_id, Office.name, row.unit_id, row.officer_id, row.day, row.mode,
            row.held_reason, row.s01,  # type: ignore[attr-defined]  # columns s01 … are set in a loop
            row.repeat_of_day, row.comment, HoldDecision, HoldStart.night,
        )
        .join(Office, Office.id == row.office_id)
        .outerjoin(HoldDecision, HoldDecision.answer_id == row.id)
        .outerjoin(HoldStart, HoldStart.answer_id == row.id)
        .where(row.state == "held", uncounted(), *which)
        .order_by(row.day, Office.name, row.id)
        .limit(most)
        .offset(after)
    )  # fmt: skip  # a row is read across
    return [HeldAnswer(*found) for found in session.execute(wanted)]


def held_rows(session: ScopedSession) -> Sequence[Response]:
    """Return the held answers themselves, to be changed."""
    return session.scalars(select(Response).where(Response.state == "held", uncounted()).with_for_update()).all()


def decisions(session: ScopedSession) -> dict[UUID, HoldDecision]:
    """Return what was decided about the answers that are held, however many they are (one statement)."""
    held = select(Response.id).where(Response.state == "held", uncounted())
    rows = session.scalars(select(HoldDecision).where(HoldDecision.answer_id.in_(held)))
    return {row.answer_id: row for row in rows}


def first_nights(session: ScopedSession) -> dict[UUID, date]:
    """Return the nights that first met those held answers that may have come late (one statement)."""
    return {row.answer_id: row.night for row in session.scalars(select(HoldStart))}


def forget_first_nights(session: ScopedSession) -> None:
    """Forget them for answers that are held no more."""
    held = select(Response.id).where(Response.state == "held", uncounted())
    session.execute(delete(HoldStart).where(HoldStart.answer_id.not_in(held)))


def floods(session: ScopedSession, *, since: date) -> list[tuple[Flood, str]]:
    """Return the floods from that day on with the names of their offices, newest first (one statement)."""
    wanted = select(Flood, Office.name).join(Office, Office.id == Flood.office_id).where(Flood.day >= since)
    return [(flood, name) for flood, name in session.execute(wanted.order_by(Flood.day.desc(), Office.name))]


def clear_floods(session: ScopedSession, day: date) -> None:
    """Forget the floods of a day that is counted anew."""
    session.execute(delete(Flood).where(Flood.day == day))


def usual_days(session: ScopedSession, *, first: date, last: date) -> dict[int, list[int]]:
    """Return for each office the answers of its days with any, from first to last (one statement)."""
    wanted = (
        select(Tally.office_id, func.sum(Tally.n))
        .where(Tally.split == "", Tally.day.between(first, last))
        .group_by(Tally.office_id, Tally.day)
    )
    found: dict[int, list[int]] = {}
    for office, number in session.execute(wanted):
        found.setdefault(office, []).append(int(number))
    return found


def withdrawals(session: ScopedSession, *, since: date) -> list[tuple[str, date, int]]:
    """Return office, day of the answer and number of withdrawn answers, from that day on (one statement)."""
    wanted = (
        select(Office.name, Response.day, func.count())
        .join(Office, Office.id == Response.office_id)
        .where(Response.state == "withdrawn", uncounted(), Response.day >= since)
        .group_by(Office.id, Office.name, Response.day)
    )
    return [(office, day, int(number)) for office, day, number in session.execute(wanted)]
