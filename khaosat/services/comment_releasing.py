"""Comments reach a unit in groups of five at least: scrubbed, shuffled, dated by their release and nothing finer.

An office's comments of released days wait until five have gathered. What still waits when a quarter has ended is
put together with the others of the unit above, and shown there. A comment goes when its answer does, or its time.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

from config import key_ring
from khaosat.access import ScopedSession, store
from khaosat.models.comment import CommentScore, ReleasedComment
from khaosat.queries import comments
from khaosat.queries.comments import WaitingComment
from khaosat.queries.released_so_far import last_released_days
from khaosat.queries.unit_names import unit_names
from khaosat.services.acts import own_record
from khaosat.services.calendar import ONE_DAY, quarter_start
from khaosat.services.dated_tree import DatedTree
from khaosat.services.retention import COMMENT_MONTHS, months_before
from khaosat.services.scrubbing import scrub

GROUP = 5
LOOKED_BACK = 190  # days: two quarters, so that what came late still finds a group


@dataclass(frozen=True)
class Done:
    """What a run did: comments released, comments taken away."""

    released: int
    forgotten: int


@dataclass
class Waiting:
    """What one unit's next group would be made of."""

    unit_id: int
    office_id: int | None
    comments: list[WaitingComment] = field(default_factory=list)

    def enough(self) -> bool:
        """Whether a group may be shown."""
        return len(self.comments) >= GROUP


@own_record("a released comment is its own record; a withdrawal needs no other")
def release_comments(session: ScopedSession, *, now: datetime, keys: Path) -> Done:
    """Release what has gathered on days that are released, and take away what must go; asked again it adds nothing."""
    ring = key_ring(keys, "comments")
    today = now.date()
    gone = [link_of(key, answer.bytes) for answer in comments.taken_back(session) for key in ring]
    forgotten = comments.forget(session, links=gone, before=months_before(today, COMMENT_MONTHS))
    released = last_released_days(session)
    fresh = _fresh(session, ring, released, since=_days_before(today, LOOKED_BACK))
    groups, left = _by_office(fresh, released)
    groups += _with_the_unit_above(session, left, released, today)
    names = comments.names_by_office(session)
    newest = comments.newest_groups(session)
    for group in groups:
        _write(session, group, names, ring[0], _span(group, newest, released))
    return Done(sum(len(group.comments) for group in groups), forgotten)


def link_of(key: bytes, answer_id: bytes) -> bytes:
    """Return the keyed digest that leads from an answer to its released comment, never back."""
    return hmac.new(key, b"khaosat:comment:1|" + answer_id, hashlib.sha256).digest()


def _fresh(
    session: ScopedSession, ring: Sequence[bytes], released: Mapping[int, date], *, since: date
) -> list[WaitingComment]:
    """Return the comments of released days that have not been shown, under whichever key of the ring."""
    ripe = [
        one
        for one in comments.waiting_comments(session, since=since)
        if one.office_id in released and one.day <= released[one.office_id]
    ]
    links = {one.answer_id: {link_of(key, one.answer_id.bytes) for key in ring} for one in ripe}
    shown = comments.released_links(session, frozenset[bytes]().union(*links.values()))
    return [one for one in ripe if shown.isdisjoint(links[one.answer_id])]


def _by_office(
    fresh: Iterable[WaitingComment], released: Mapping[int, date]
) -> tuple[list[Waiting], list[WaitingComment]]:
    """Return the groups offices fill by themselves, and what is left over."""
    offices: dict[int, Waiting] = {}
    for one in fresh:
        offices.setdefault(one.office_id, Waiting(one.unit_id, one.office_id)).comments.append(one)
    full = [group for group in offices.values() if group.enough() and group.office_id in released]
    return full, [one for group in offices.values() if not group.enough() for one in group.comments]


def _with_the_unit_above(
    session: ScopedSession, left: Sequence[WaitingComment], released: Mapping[int, date], today: date
) -> list[Waiting]:
    """Return groups of what waits since a quarter that has ended, put together under the unit above."""
    old = [one for one in left if one.day < quarter_start(min(today, released[one.office_id] + ONE_DAY))]
    if not old:
        return []
    tree = DatedTree(unit_names(session), first=today, last=today)
    above: dict[int, Waiting] = {}
    for one in old:
        over = tree.above(one.unit_id)
        unit_id = over[-1] if over else one.unit_id
        above.setdefault(unit_id, Waiting(unit_id, None)).comments.append(one)
    return [group for group in above.values() if group.enough()]


def _span(group: Waiting, newest: Mapping[int | None, date], released: Mapping[int, date]) -> tuple[date, date]:
    """Return the days a group is dated by: whole quarters of an upper unit, else the office's releases since."""
    if group.office_id is None:
        first = quarter_start(min(one.day for one in group.comments))
        return first, quarter_start(max(released[one.office_id] for one in group.comments) + ONE_DAY) - ONE_DAY
    last = released[group.office_id]
    before = newest.get(group.office_id)
    earliest = quarter_start(min(one.day for one in group.comments))
    return min(max(earliest, before + ONE_DAY) if before else earliest, last), last


def _write(
    session: ScopedSession,
    group: Waiting,
    names: Mapping[int, frozenset[str]],
    key: bytes,
    span: tuple[date, date],
) -> None:
    rows, scores = [], []
    place = {"unit_id": group.unit_id}

    @cache  # many say the same
    def scrubbed(text: str, office_id: int) -> str:
        return scrub(text, officers=names.get(office_id, frozenset())).text

    for one in group.comments:
        comment_id, text = uuid4(), scrubbed(one.text, one.office_id)
        dated = {"first_day": span[0], "last_day": span[1], "office_id": group.office_id}
        link = link_of(key, one.answer_id.bytes)
        rows.append(
            {"id": comment_id, "text": text, "link": link, "handled_at": None, "handled_by": None, **dated, **place}
        )
        scores.append({"comment_id": comment_id, "score": one.score, **place})
    store(session, ReleasedComment, sorted(rows, key=lambda row: row["id"].bytes))
    store(session, CommentScore, sorted(scores, key=lambda row: row["comment_id"].bytes))


def _days_before(day: date, days: int) -> date:
    return date.fromordinal(day.toordinal() - days)
