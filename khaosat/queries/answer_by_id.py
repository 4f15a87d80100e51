"""The one answer a citizen holds the token or receipt of."""

from uuid import UUID

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.response import Response


def answer_by_id(session: ScopedSession, answer_id: UUID) -> Response | None:
    """Return the answer, or None where the scope does not show it or nobody gave it."""
    return session.scalar(select(Response).where(Response.id == answer_id))


def answer_to_change(session: ScopedSession, answer_id: UUID) -> Response | None:
    """Return the answer, locked until the transaction ends: of two changes at once one comes after the other."""
    statement = select(Response).where(Response.id == answer_id).with_for_update()
    return session.scalar(statement.execution_options(populate_existing=True))
