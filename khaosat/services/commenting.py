"""Reading a unit's comments: found by their words, by what they speak of, and by whether somebody has seen to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.queries.comments import CommentLine, comment_by_id, comment_lines
from khaosat.queries.unit_names import unit_names
from khaosat.services.acts import Actor, act, record
from khaosat.services.asked import may_read
from khaosat.services.comment_topics import FACTORS, topics
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.periods import Period
from khaosat.services.searching import found_in

PAGE: Final = 25
SEEN_TO: Final = ("", "chua", "roi")  # all, not yet, done


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
    lines = comment_lines(session, units=units, first=period.first, last=period.last)
    found = [line for line in lines if _fits(line, wanted)]
    pages = max(1, -(-len(found) // PAGE))
    start = (min(max(wanted.page, 1), pages) - 1) * PAGE
    shown = tuple(Shown(line, tree.label(line.unit_id), topics(line.text)) for line in found[start : start + PAGE])
    with_scores = any(line.score is not None for line in lines)
    return Comments(tree.label(unit_id), period, wanted, shown, len(found), len(lines), pages, with_scores)


def _fits(line: CommentLine, wanted: Wanted) -> bool:
    return (
        (wanted.score is None or line.score == wanted.score)
        and (not wanted.seen_to or (line.handled_at is not None) == (wanted.seen_to == "roi"))
        and (not wanted.topic or wanted.topic in topics(line.text))
        and found_in(wanted.words, line.text)
    )


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
    lines = comment_lines(session, units=units, first=since, last=until)
    return sum(line.handled_at is None for line in lines)
