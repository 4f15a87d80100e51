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
    day: date
    mode: str
    reason: str
    score: int
    repeat_of_day: int | None
    comment: str | None
    decision: HoldDecision | None
    first_night: date | None


def held_answer(session: ScopedSession, answer_id: UUID) -> HeldAnswer | None:
    """Return that answer where it is held (one statement)."""
    found = _held(session, Response.id == answer_id, most=1, after=0)
    return found[0] if found else None


def held_answers(session: ScopedSession, *, reason: str, most: int, after: int) -> list[HeldAnswer]:
    """Return held answers of that reason ("": of any), the oldest day first, some at a time (one statement)."""
    return _held(session, *_of(reason), most=most, after=after)


def count_held(session: ScopedSession, *, reason: str) -> int:
    """Return how many answers are held for that reason ("": for any)."""
    wanted = select(func.count()).select_from(Response).where(Response.state == "held", uncounted(), *_of(reason))
    return session.scalar(wanted) or 0


def _of(reason: str) -> tuple[ColumnElement[bool], ...]:
    return (Response.held_reason == reason,) if reason else ()


def _held(session: ScopedSession, *which: ColumnElement[bool], most: int, after: int) -> list[HeldAnswer]:
    row = Response
    wanted = (
        select(
            row.id, row.office_id, Office.name, row.unit_id, row.day, row.mode, row.held_reason, row.s01,  # type: ignore[attr-defined]  # columns s01 … are set in a loop
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
