"""What was done, by whom, before and after."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, or_, select

from khaosat.access import ScopedSession
from khaosat.models.event import Event


def events(
    session: ScopedSession, *, search: str, act: str, first: int, most: int, but: Collection[str] = ()
) -> Sequence[Event]:
    """Return the events that fit, newest first, those about the subjects in `but` left out."""
    statement = select(Event).where(*_conditions(search, act, but)).order_by(Event.at.desc(), Event.id.desc())
    return session.scalars(statement.offset(first).limit(most)).all()


def count_events(session: ScopedSession, *, search: str, act: str, but: Collection[str] = ()) -> int:
    """Return how many events fit, as `events` lists them."""
    return session.scalar(select(func.count()).select_from(Event).where(*_conditions(search, act, but))) or 0


def acts_done(session: ScopedSession) -> Sequence[str]:
    """Return the names of the acts that have left an event."""
    return session.scalars(select(Event.act).distinct().order_by(Event.act)).all()


def _conditions(search: str, act: str, but: Collection[str]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if search:
        conditions.append(
            or_(Event.actor.icontains(search, autoescape=True), Event.subject.icontains(search, autoescape=True))
        )
    if but:
        conditions.append(Event.subject.not_in(sorted(but)))
    if act:
        conditions.append(Event.act == act)
    return conditions
