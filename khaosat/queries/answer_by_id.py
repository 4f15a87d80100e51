"""The one answer a citizen holds the token or receipt of."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.office import Office
from khaosat.models.response import Response


@dataclass(frozen=True)
class AnswerPlace:
    """Where and when an answer was given; nothing of what it says."""

    unit_id: int
    office_id: int
    office_name: str
    questionnaire_id: int
    day: date
    state: str


def answer_place(session: ScopedSession, answer_id: UUID) -> AnswerPlace | None:
    """Return where the answer was given, or None where the scope does not show it or nobody gave it."""
    statement = (
        select(
            Response.unit_id,
            Response.office_id,
            Office.name,
            Response.questionnaire_id,
            Response.day,
            Response.state,
        )
        .join(Office, Office.id == Response.office_id)
        .where(Response.id == answer_id)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else AnswerPlace(*row)


def answer_to_change(session: ScopedSession, answer_id: UUID) -> Response | None:
    """Return the answer, locked until the transaction ends: of two changes at once one comes after the other."""
    statement = select(Response).where(Response.id == answer_id).with_for_update()
    return session.scalar(statement.execution_options(populate_existing=True))
