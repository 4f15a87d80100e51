"""The audit trail and the sealed list, page by page, for who checks that nothing was lost or changed."""

from dataclasses import dataclass
from datetime import date, datetime

from khaosat.access import ScopedSession
from khaosat.models.event import Event
from khaosat.queries import audit, sealed_list
from khaosat.services.own_veil import own_untold

PAGE = 50


@dataclass(frozen=True)
class Change:
    """One named value of an event: what it was and what it became; None where it was not there."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class Entry:
    """One act: who did what to which subject, and each value that it touched."""

    id: int
    at: datetime
    act: str
    actor: str
    by_a_command: bool
    subject: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Trail:
    """One page of the audit trail, newest first; pages count from 1."""

    entries: tuple[Entry, ...]
    acts: tuple[str, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class SealLine:
    """One entry of the sealed list; digests in hexadecimal."""

    sequence: int
    day: date
    revision: int
    answers: int
    withdrawn: int
    root: str
    previous: str
    digest: str
    sealed_at: datetime


@dataclass(frozen=True)
class SealedList:
    """One page of the sealed list, newest first; pages count from 1."""

    lines: tuple[SealLine, ...]
    total: int
    page: int
    pages: int


def trail(session: ScopedSession, *, search: str = "", act: str = "", page: int = 1) -> Trail:
    """Return one page of the audit trail; `search` is part of an actor's or a subject's name.

    The way of the own appraisal is not in it before it is told: an officer who inspects
    waits for it like every other.
    """
    words = search.strip()
    but = {f"appraisal:{file}" for file in own_untold(session).values()}
    total = audit.count_events(session, search=words, act=act, but=but)
    page, pages = _within(page, total)
    found = audit.events(session, search=words, act=act, but=but, first=(page - 1) * PAGE, most=PAGE)
    return Trail(tuple(_entry(row) for row in found), tuple(audit.acts_done(session)), total, page, pages)


def sealed(session: ScopedSession, *, page: int = 1) -> SealedList:
    """Return one page of the sealed list."""
    total = sealed_list.count_seal_entries(session)
    page, pages = _within(page, total)
    found = sealed_list.seal_entries(session, first=(page - 1) * PAGE, most=PAGE)
    lines = tuple(
        SealLine(
            row.sequence,
            row.day,
            row.revision,
            row.answers,
            row.withdrawn,
            row.root.hex(),
            row.previous.hex(),
            row.digest.hex(),
            row.sealed_at,
        )
        for row in found
    )
    return SealedList(lines, total, page, pages)


def _within(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    return min(max(1, page), pages), pages


def _entry(row: Event) -> Entry:
    before, after = row.before or {}, row.after or {}
    names = [*before, *(name for name in after if name not in before)]
    changes = tuple(Change(name, before.get(name), after.get(name)) for name in names)
    return Entry(row.id, row.at, row.act, row.actor, row.actor_id is None, row.subject, changes)
