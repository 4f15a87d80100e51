"""Which of these answers are stored."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.response import Response


def stored_answers(session: ScopedSession, ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the ids that an answer has; some hundreds at most in one statement."""
    return frozenset(session.scalars(select(Response.id).where(Response.id.in_(ids))))
