"""Held answers, what was decided about them, and the hours that were floods."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select

from khaosat.access import ScopedSession
from khaosat.models.hold import Flood, HoldDecision
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


def held_answers(session: ScopedSession, *, answer_id: UUID | None = None) -> list[HeldAnswer]:
    """Return every held answer (or that one), the oldest day first (one statement)."""
    row = Response
    wanted = (
        select(
            row.id, row.office_id, Office.name, row.unit_id, row.day, row.mode, row.held_reason, row.s01,  # type: ignore[attr-defined]  # columns s01 … are set in a loop
            row.repeat_of_day, row.comment, HoldDecision,
        )
        .join(Office, Office.id == row.office_id)
        .outerjoin(HoldDecision, HoldDecision.answer_id == row.id)
        .where(row.state == "held", uncounted())
        .order_by(row.day, Office.name, row.id)
    )  # fmt: skip  # a row is read across
    if answer_id is not None:
        wanted = wanted.where(row.id == answer_id)
    return [HeldAnswer(*found) for found in session.execute(wanted)]


def held_rows(session: ScopedSession) -> Sequence[Response]:
    """Return the held answers themselves, to be changed."""
    return session.scalars(select(Response).where(Response.state == "held", uncounted()).with_for_update()).all()


def decisions(session: ScopedSession, answers: Collection[UUID]) -> dict[UUID, HoldDecision]:
    """Return what was decided about these answers."""
    rows = session.scalars(select(HoldDecision).where(HoldDecision.answer_id.in_(sorted(answers))))
    return {row.answer_id: row for row in rows}


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
