"""Comments: which wait to be released, what has been, and which must go because their answer did."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select

from khaosat.access import ScopedSession
from khaosat.models.comment import CommentScore, ReleasedComment
from khaosat.models.officer import Officer, Posting
from khaosat.models.response import Response, uncounted

MOST_AT_ONCE = 500  # links of one statement


@dataclass(frozen=True, slots=True)
class WaitingComment:
    """A comment of a counted answer; those marked as pressed or asked for something go another way."""

    answer_id: UUID
    office_id: int
    unit_id: int
    day: date
    score: int
    text: str


def waiting_comments(session: ScopedSession, *, since: date) -> list[WaitingComment]:
    """Return the comments of counted answers from that day on, released or not (one statement)."""
    columns = (Response.id, Response.office_id, Response.unit_id, Response.day, Response.s01, Response.comment)  # type: ignore[attr-defined]  # columns s01 … are set in a loop
    marked = or_(Response.demanded.is_(True), Response.watched.is_(True))
    wanted = select(*columns).where(
        Response.day >= since, Response.state == "counted", Response.comment.is_not(None), ~func.coalesce(marked, False)
    )
    return [WaitingComment(*row) for row in session.execute(wanted)]


def released_links(session: ScopedSession, links: Collection[bytes]) -> frozenset[bytes]:
    """Return those of the links whose comments have been released."""
    every, found = sorted(links), set[bytes]()
    for start in range(0, len(every), MOST_AT_ONCE):
        part = every[start : start + MOST_AT_ONCE]
        found.update(session.scalars(select(ReleasedComment.link).where(ReleasedComment.link.in_(part))))
    return frozenset(found)


def newest_groups(session: ScopedSession) -> Mapping[int | None, date]:
    """Return the last day of each office's newest group; under None that of groups made with other offices."""
    wanted = select(ReleasedComment.office_id, func.max(ReleasedComment.last_day)).group_by(ReleasedComment.office_id)
    return {office: last for office, last in session.execute(wanted)}  # noqa: C416  mypy takes a row for no pair


def taken_back(session: ScopedSession) -> Sequence[UUID]:
    """Return the ids of answers that were withdrawn or voided: their comments are nobody's to read."""
    return session.scalars(select(Response.id).where(Response.state.in_(("withdrawn", "voided")), uncounted())).all()


def forget(session: ScopedSession, *, links: Collection[bytes], before: date) -> int:
    """Delete the released comments of those links, and all whose release ended before that day; returns how many."""
    gone = 0
    every = sorted(links)
    conditions = [ReleasedComment.link.in_(every[k : k + MOST_AT_ONCE]) for k in range(0, len(every), MOST_AT_ONCE)]
    for condition in (*conditions, ReleasedComment.last_day < before):
        ids = session.scalars(select(ReleasedComment.id).where(condition)).all()
        if ids:
            session.execute(delete(CommentScore).where(CommentScore.comment_id.in_(ids)))
            session.execute(delete(ReleasedComment).where(ReleasedComment.id.in_(ids)))
        gone += len(ids)
    return gone


def names_by_office(session: ScopedSession) -> Mapping[int, frozenset[str]]:
    """Return the display names of everybody who is or was posted at each office."""
    found: dict[int, set[str]] = {}
    wanted = select(Posting.office_id, Officer.display_name).join(Officer, Officer.id == Posting.officer_id)
    for office_id, name in session.execute(wanted):
        found.setdefault(office_id, set()).add(name)
    return {office_id: frozenset(names) for office_id, names in found.items()}


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A released comment as a reader sees it; `score` only where the reader may read tallies."""

    id: UUID
    unit_id: int
    office_id: int | None
    first_day: date
    last_day: date
    text: str
    handled_at: datetime | None
    score: int | None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which comments: to these units, of groups that ended in these days; with that score, seen to or not (None: all).

    A reader who may not read scores finds nothing by one.
    """

    units: Collection[int]
    first: date
    last: date
    score: int | None = None
    seen_to: bool | None = None

    def apply(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """Return the statement over these comments, each with its score where one may be read."""
        row = ReleasedComment
        statement = statement.select_from(row).outerjoin(CommentScore, CommentScore.comment_id == row.id)
        statement = statement.where(row.unit_id.in_(sorted(self.units)), row.last_day.between(self.first, self.last))
        if self.score is not None:
            statement = statement.where(CommentScore.score == self.score)
        if self.seen_to is not None:
            statement = statement.where(row.handled_at.is_not(None) if self.seen_to else row.handled_at.is_(None))
        return statement


def comment_lines(
    session: ScopedSession, which: Narrowed, *, start: int = 0, number: int | None = None
) -> list[CommentLine]:
    """Return these comments, newest groups first; from `start` on, `number` of them or all (one statement)."""
    row = ReleasedComment
    columns = (row.id, row.unit_id, row.office_id, row.first_day, row.last_day, row.text, row.handled_at)
    wanted = which.apply(select(*columns, CommentScore.score)).order_by(row.last_day.desc(), row.id)
    return [CommentLine(*found) for found in session.execute(wanted.offset(start).limit(number))]


def number_of_comments(session: ScopedSession, which: Narrowed) -> int:
    """Return how many they are (one statement)."""
    return int(session.scalar(which.apply(select(func.count(ReleasedComment.id)))) or 0)


def comment_by_id(session: ScopedSession, comment_id: UUID) -> ReleasedComment | None:
    """Return the comment, if the session may read it."""
    return session.scalar(select(ReleasedComment).where(ReleasedComment.id == comment_id))
