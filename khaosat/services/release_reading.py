"""An office's book and what is new since, read from the tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache

from khaosat.access import ScopedSession
from khaosat.queries.office_days import DayCell, DayLevel, day_cells, day_levels
from khaosat.queries.released_so_far import Released, released_so_far
from khaosat.services.amounts import OVERALL, PERSONS, PICKED_BY, POOLED, Key, Part, Person, added, from_json, without
from khaosat.services.calendar import CLOSES_AFTER, ONE_DAY, ZONE, every_day, step_end
from khaosat.services.release_book import Block, Book, Union

step_end_of = cache(step_end)


def read_book(session: ScopedSession, office_id: int) -> Book:
    """Return what the office has released so far."""
    released = released_so_far(session, office_id, with_cells=PICKED_BY)
    blocks = [_block(row) for row in released if not row.split]
    starts = {block.first: block.ordinal for block in blocks}
    ends = {block.last: block.ordinal for block in blocks}
    unions = [
        Union(row.split, starts[row.first_day], ends[row.last_day], _by_overall(row)) for row in released if row.split
    ]
    return Book(blocks, unions)


def _block(row: Released) -> Block:
    kept = row.ground or {}
    parts = {int(origin): from_json(part) for origin, part in kept.items()}
    return Block(row.ordinal, row.first_day, row.last_day, parts)


def _by_overall(row: Released) -> dict[str, tuple[int, ...]]:
    return {level: tuple(counts[OVERALL]) for level, counts in row.cells.items()}


def new_steps(session: ScopedSession, office_id: int, *, first: date, last: date) -> Mapping[date, Part]:
    """Return the counted answers of those days by the last day of their step."""
    levels = day_levels(session, office_id, first=first, last=last)
    days = {level.day for level in levels}
    cells = day_cells(session, office_id, days=sorted(days)) if days else []
    gathered: dict[date, Gathering] = {}
    for level in levels:
        gathered.setdefault(step_end_of(level.day), Gathering()).count(level)
    for cell in cells:
        gathered[step_end_of(cell.day)].place(cell)
    return {end: gathered[end].part() for end in sorted(gathered)}


class Gathering:
    """The rows of a step while they are added up."""

    def __init__(self) -> None:
        self.amounts: dict[Key, list[int]] = {}
        self.cells: dict[Person, int] = {}

    def count(self, row: DayLevel) -> None:
        """Add one day's tally."""
        for code, counts in row.counts.items():
            self._add((row.split, row.level, code), counts)
        if row.pooled is not None:
            self._add(("", "", PERSONS), [row.n])
            self._add(("", "", POOLED), row.pooled)

    def _add(self, key: Key, vector: list[int]) -> None:
        held = self.amounts.get(key)
        if held is None:
            self.amounts[key] = vector
        else:
            for place, value in enumerate(vector):
                held[place] += value

    def place(self, row: DayCell) -> None:
        """Add persons of one day who share everything that picks them out."""
        field = "" if row.field_id is None else str(row.field_id)
        person: Person = (field, row.kind or "", row.mode, "yes" if row.verified else "no")
        self.cells[person] = self.cells.get(person, 0) + row.number

    def part(self) -> Part:
        """Return the sums."""
        return Part({key: tuple(vector) for key, vector in self.amounts.items()}, self.cells)


def corrections(
    session: ScopedSession, office_id: int, book: Book, revised: Mapping[date, datetime]
) -> Mapping[int, Part]:
    """Return by ordinal what has changed in blocks released already, as far as they hold days settled again.

    Since the newest block closed: it holds every correction of what was settled again before, or there was none.
    """
    if book.last_day is None:
        return {}
    since = book.last_day + CLOSES_AFTER - ONE_DAY  # a night that had begun the day before may have ended after it
    fresh = {day for day, at in revised.items() if at.astimezone(ZONE).date() >= since}
    found = {}
    for block in book.blocks:
        if fresh.isdisjoint(every_day(block.first, block.last)):
            continue
        now = added(new_steps(session, office_id, first=block.first, last=block.last).values())
        change = without(now, book.released(block.ordinal))
        if change:
            found[block.ordinal] = change
    return found


def agrees(parts: Iterable[Part]) -> bool:
    """Return whether tallies and answers speak of as many persons: not so between a withdrawal and its settling."""
    return all(part.persons == sum(part.cells.values()) for part in parts)


def next_ordinals(book: Book, splits: Sequence[str]) -> dict[str, int]:
    """Return the ordinal the next block of each split gets."""
    return {
        split: 1 + (sum(union.split == split for union in book.unions) if split else len(book.blocks))
        for split in splits
    }
