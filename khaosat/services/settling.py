"""Settling: a closed day's answers become tallies and a seal; the same day settled again changes nothing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from khaosat.access import ScopedSession, lay_in_order, store
from khaosat.errors import ConflictFailure
from khaosat.models.response import DueDay, Response
from khaosat.models.seal import SealEntry
from khaosat.models.tally import Tally
from khaosat.queries.day_answers import day_answers
from khaosat.queries.day_tallies import clear_day_tallies, day_tallies
from khaosat.queries.due_days import due_days, first_answered_day, newest_sealed_day
from khaosat.queries.office_units import office_units
from khaosat.queries.scored_items import scored_items
from khaosat.queries.seal_list import newest_seal, newest_seal_of, seal_list
from khaosat.services.acts import own_record
from khaosat.services.calendar import ONE_DAY, every_day, last_closed
from khaosat.services.counting import count_day
from khaosat.services.days import is_closed
from khaosat.services.floods import note_floods
from khaosat.services.garbage import rarely_collected
from khaosat.services.leaves import DaySeal, day_seal
from khaosat.services.placard_days import note_placards
from khaosat.services.seal_chain import BEFORE_ALL, entry_digest, sign

Answers = Iterable[Mapping[str, Any]]
GRACE = timedelta(minutes=1)
"""A change that began just before its day closed may be written a moment after: nobody counts before that."""


def unsettled_days(session: ScopedSession, *, now: datetime) -> list[date]:
    """Return the closed days to settle, in order: never settled, or marked because something came after.

    A day without answers is settled too, from the first answer's day on: a missing day would be seen.
    """
    until = last_closed(now - GRACE)
    first = _first_new_day(session)
    new = every_day(first, until) if first else ()
    return sorted({*new, *due_days(session, until=until)})


def has_new_day(session: ScopedSession, *, now: datetime) -> bool:
    """Return whether a day has closed that was never settled: true once a day, whenever the night's work is done."""
    first = _first_new_day(session)
    return first is not None and first <= last_closed(now - GRACE)


def _first_new_day(session: ScopedSession) -> date | None:
    sealed = newest_sealed_day(session)
    return sealed + ONE_DAY if sealed else first_answered_day(session)


def settle_due(session: ScopedSession, *, now: datetime, keys: Path) -> list[date]:
    """Settle every closed day that waits, each in a transaction of its own; returns the days."""
    waiting = unsettled_days(session, now=now)
    with rarely_collected():
        for day in waiting:
            settle(session, day=day, at=now, keys=keys)
    return waiting


@own_record("the sealed list is the record")
def settle(session: ScopedSession, *, day: date, at: datetime, keys: Path) -> None:
    """Count a closed day anew and seal it; a new revision is appended only where the seal has changed.

    Needs a session that may read answers and change tallies and seals. Raises ConflictFailure before the day
    has closed.
    """
    if not is_closed(day, at=at):
        raise ConflictFailure(reason="day_open", day=day)
    due = session.get(DueDay, day, with_for_update=True)
    if due is not None:  # first, so that what comes while we count marks the day again
        session.delete(due)
        session.flush()
    answers = day_answers(session, day)
    clear_day_tallies(session, day)
    store(session, Tally, tally_rows(session, day, answers))
    note_placards(session, day=day, answers=answers)
    note_floods(session, day=day, answers=answers)
    _append_seal(session, day, day_seal(answers), at, keys)
    lay_in_order(session, Response, Response.day == day)  # until now they lay as they had come


def tally_rows(session: ScopedSession, day: date, answers: Answers) -> list[Mapping[str, Any]]:
    """Return the rows of `tallies` that a day's answers amount to."""
    units = office_units(session)
    cells = count_day(answers, scored_items(session))
    return [
        {
            "day": day,
            "office_id": office,
            "unit_id": units[office],
            "held": held,
            "split": split,
            "level": level,
            "n": cell.n,
            "counts": cell.counts,
            "pooled": cell.pooled,
        }
        for (office, held, split, level), cell in cells.items()
    ]


def _append_seal(session: ScopedSession, day: date, seal: DaySeal, at: datetime, keys: Path) -> None:
    stands = newest_seal_of(session, day)
    if stands and DaySeal(stands.answers, stands.withdrawn, stands.root) == seal:
        return
    before = newest_seal(session)
    sequence, previous = (before.sequence + 1, before.digest) if before else (1, BEFORE_ALL)
    revision = stands.revision + 1 if stands else 1
    digest = entry_digest(sequence=sequence, day=day, revision=revision, seal=seal, previous=previous, sealed_at=at)
    session.add(
        SealEntry(
            sequence=sequence,
            day=day,
            revision=revision,
            answers=seal.answers,
            withdrawn=seal.withdrawn,
            root=seal.root,
            previous=previous,
            digest=digest,
            signature=sign(keys, digest),
            sealed_at=at,
        )
    )


def different_tallies(session: ScopedSession) -> list[date]:
    """Return the settled days whose tallies are not what their answers amount to; days that wait are left out."""
    waiting = set(due_days(session, until=date.max))
    sealed = sorted({entry.day for entry in seal_list(session)} - waiting)
    return [day for day in sealed if _as_set(day_tallies(session, day)) != _as_set(_counted(session, day))]


def _counted(session: ScopedSession, day: date) -> list[Mapping[str, Any]]:
    return tally_rows(session, day, day_answers(session, day))


def _as_set(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    return {repr(sorted((name, _plain(value)) for name, value in row.items())) for row in rows}


def _plain(value: object) -> object:
    return sorted(value.items()) if isinstance(value, dict) else value


@own_record("tallies are made of the answers and of nothing else")
def rebuild(session: ScopedSession) -> list[date]:
    """Put every settled day's tallies right; returns the days that were wrong (none, where all is well)."""
    wrong = different_tallies(session)
    for day in wrong:
        clear_day_tallies(session, day)
        store(session, Tally, _counted(session, day))
    return wrong
