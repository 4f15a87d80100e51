"""Reading a unit's comments: found by their words, by what they speak of, and by whether somebody has seen to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.policy import Realm
from khaosat.queries.comments import CommentLine, Narrowed, comment_by_id, comment_lines, number_of_comments
from khaosat.queries.unit_names import unit_names
from khaosat.services.acts import Actor, act, record
from khaosat.services.asked import may_read
from khaosat.services.comment_topics import FACTORS, topics
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.periods import Period
from khaosat.services.searching import found_in

PAGE: Final = 25
SEEN_TO: Final[Mapping[str, bool | None]] = {"": None, "chua": False, "roi": True}  # all, not yet, done


@dataclass(frozen=True)
class Wanted:
    """What to look for: words, a factor's letter, seen to or not, and a score 1–5 for who may read scores."""

    words: str = ""
    topic: str = ""
    seen_to: str = ""
    score: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """One comment on the page, with the unit it was said to and what it speaks of."""

    line: CommentLine
    unit: UnitLabel
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Comments:
    """One page of a unit's comments; `total` counts what was found, `everything` what the period holds."""

    unit: UnitLabel
    period: Period
    wanted: Wanted
    shown: tuple[Shown, ...]
    total: int
    everything: int
    pages: int
    with_scores: bool


def comments_of(session: ScopedSession, *, unit_key: str, period: Period, wanted: Wanted) -> Comments:
    """Return the comments to a unit and those below it in the groups that ended in the period.

    Raises NotFoundFailure for a unit the session may not read, InvalidFailure for an unknown topic or mark.
    """
    if wanted.topic not in ("", *FACTORS) or wanted.seen_to not in SEEN_TO:
        raise InvalidFailure(field="ve", reason="unknown", value=wanted.topic or wanted.seen_to)
    tree = DatedTree(unit_names(session), first=period.first, last=period.last)
    unit_id = tree.find(unit_key)
    if not may_read(session, unit_id):
        raise NotFoundFailure(unit=unit_key)
    units = [below for below in tree.below(unit_id) if may_read(session, below)]
    every = Narrowed(units, period.first, period.last)
    which = replace(every, score=wanted.score, seen_to=SEEN_TO[wanted.seen_to])
    total, pages, lines = _page(session, which, wanted)
    everything = number_of_comments(session, every)
    return Comments(
        unit=tree.label(unit_id),
        period=period,
        wanted=replace(wanted, page=min(max(wanted.page, 1), pages)),
        shown=tuple(Shown(line, tree.label(line.unit_id), topics(line.text)) for line in lines),
        total=total,
        everything=everything,
        pages=pages,
        with_scores=bool(everything) and Realm.TALLIES in session.scope.realms,
    )


def _page(session: ScopedSession, which: Narrowed, wanted: Wanted) -> tuple[int, int, list[CommentLine]]:
    """Return how many are found, on how many pages, and those of the page.

    What the database can tell apart it pages; words without tone marks, and what a comment speaks of, are looked for
    in the texts.
    """
    found = None
    if wanted.words or wanted.topic:
        found = [line for line in comment_lines(session, which) if _fits(line, wanted)]
    total = number_of_comments(session, which) if found is None else len(found)
    pages = max(1, -(-total // PAGE))
    start = (min(max(wanted.page, 1), pages) - 1) * PAGE
    lines = comment_lines(session, which, start=start, number=PAGE) if found is None else found[start : start + PAGE]
    return total, pages, lines


def _fits(line: CommentLine, wanted: Wanted) -> bool:
    return (not wanted.topic or wanted.topic in topics(line.text)) and found_in(wanted.words, line.text)


@act("comments:see_to")
def see_to(session: ScopedSession, *, unit_key: str, comment_id: UUID, done: bool, by: Actor, at: datetime) -> None:
    """Mark a comment of a unit's page as seen to, or not yet; raises NotFoundFailure for one not on it."""
    row = comment_by_id(session, comment_id)
    tree = DatedTree(unit_names(session), first=at.date(), last=at.date())
    if row is None or row.unit_id not in tree.below(tree.find(unit_key)):
        raise NotFoundFailure(what="comment")
    before = row.handled_at is not None
    row.handled_at, row.handled_by = (at, by.account_id) if done else (None, None)
    record(session, subject=f"comment:{comment_id}", before={"seen_to": before}, after={"seen_to": done})


def waiting_for_a_hand(session: ScopedSession, *, units: Sequence[int], since: date, until: date) -> int:
    """Return how many comments of groups that ended in those days nobody has seen to."""
    return number_of_comments(session, Narrowed(units, since, until, seen_to=False))
