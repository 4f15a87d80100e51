"""What is older than it should be: comments by the day of their answer, sign-ins by the moment they ended."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, delete, func, select

from khaosat.access import ScopedSession
from khaosat.db import ZONE
from khaosat.models.account import SignIn
from khaosat.models.response import Response


def count_comments(session: ScopedSession, *, before: date) -> int:
    """Return how many comments of answers before that day are still there (one statement)."""
    return session.scalar(select(func.count()).select_from(Response).where(*_old(before))) or 0


def old_comments(session: ScopedSession, *, before: date, most: int) -> Sequence[Response]:
    """Return answers before that day that still have a comment, to be changed; the oldest first."""
    wanted = select(Response).where(*_old(before)).order_by(Response.day, Response.id).limit(most)
    return session.scalars(wanted.with_for_update()).all()


def count_sign_ins(session: ScopedSession, *, before: date) -> int:
    """Return how many sign-ins ended before that day (one statement)."""
    return session.scalar(select(func.count()).select_from(SignIn).where(SignIn.ends_at < _start(before))) or 0


def drop_sign_ins(session: ScopedSession, *, before: date) -> None:
    """Delete the sign-ins that ended before that day."""
    session.execute(delete(SignIn).where(SignIn.ends_at < _start(before)))


def _old(before: date) -> tuple[ColumnElement[bool], ...]:
    return Response.day < before, Response.comment.is_not(None)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
