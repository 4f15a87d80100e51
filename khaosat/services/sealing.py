"""Checking the seals: whether the answers, the sealed list and the file an inspector keeps agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure
from khaosat.queries.day_answers import day_answers
from khaosat.queries.due_days import answered_days, due_days
from khaosat.queries.seal_list import Seal, seal_list
from khaosat.services.leaves import DaySeal, day_seal
from khaosat.services.seal_chain import fault_of, public_keys
from khaosat.services.seal_file import continue_kept, read_kept

SEALS_FILE = "seals.jsonl"


@dataclass(frozen=True, order=True)
class Difference:
    """One thing that does not agree.

    `code`: 'chain', 'digest', 'signature' (the entry itself), 'answers' (the day's answers are not those that were
    sealed), 'unsealed' (an older day with answers and no seal), 'kept' (not the entry the inspector keeps),
    'missing' (the inspector keeps it, the list has lost it). `sequence` is 0 where no entry is meant.
    """

    sequence: int
    day: date
    code: str


@dataclass(frozen=True)
class Verification:
    """What a check found. `waiting`: days marked to be sealed again whose seal therefore does not fit yet.

    `revised`: (day, revision) of days sealed more than once; a withdrawal, a late answer or a decision explains each.
    """

    entries: int
    answers: int
    differences: tuple[Difference, ...]
    waiting: tuple[date, ...]
    revised: tuple[tuple[date, int], ...]


def verify(session: ScopedSession, *, keys: Path, against: Path | None = None) -> Verification:
    """Compute every day's root anew and compare it with the list, the list with itself and with the kept file.

    Needs a session that reads answers and seals. Raises SealFailure where the kept file itself is no good.
    """
    entries = seal_list(session)
    newest: dict[date, Seal] = {entry.day: entry for entry in entries}
    found = _chain_faults(entries, public_keys(keys))
    if against is not None:
        found += _unlike_kept(entries, against)
    due = set(due_days(session, until=date.max))
    waiting = []
    for day in sorted({*newest, *_old_answered_days(session, newest)}):
        difference = _unlike_answers(session, day, newest.get(day))
        if difference and day in due:
            waiting.append(day)
        elif difference:
            found.append(difference)
    revised = tuple((day, entry.revision) for day, entry in sorted(newest.items()) if entry.revision > 1)
    answers = sum(entry.answers for entry in newest.values())
    return Verification(len(entries), answers, tuple(sorted(found)), tuple(waiting), revised)


def _chain_faults(entries: Sequence[Seal], by: tuple[bytes, ...]) -> list[Difference]:
    found, before = [], None
    for entry in entries:
        fault = fault_of(entry, before, by)
        if fault:
            found.append(Difference(entry.sequence, entry.day, fault))
        before = entry
    return found


def _unlike_kept(entries: Sequence[Seal], file: Path) -> list[Difference]:
    stands = {entry.sequence: entry for entry in entries}
    for kept in read_kept(file).entries:
        now = stands.get(kept.sequence)
        if now is None:
            return [Difference(kept.sequence, kept.day, "missing")]
        if now.digest != kept.digest:
            return [Difference(kept.sequence, kept.day, "kept")]  # the first one: all that follow it differ too
    return []


def _old_answered_days(session: ScopedSession, sealed: Mapping[date, Seal]) -> list[date]:
    """Return days with answers up to the newest sealed one: each of them must have been sealed."""
    return [day for day in answered_days(session) if sealed and day <= max(sealed)]


def _unlike_answers(session: ScopedSession, day: date, entry: Seal | None) -> Difference | None:
    if entry is None:
        return Difference(0, day, "unsealed")
    sealed = DaySeal(entry.answers, entry.withdrawn, entry.root)
    try:
        now = day_seal(day_answers(session, day))
    except InvalidFailure:  # a salt was taken away or cut
        now = None
    return None if now == sealed else Difference(entry.sequence, day, "answers")


def keep(session: ScopedSession, *, keys: Path, file: Path) -> int:
    """Continue the kept file with what has been sealed since; returns the number of new entries.

    Raises SealFailure where the list does not continue the file: then the file is the witness, leave it alone.
    """
    return continue_kept(file, seal_list(session), public_keys(keys))
