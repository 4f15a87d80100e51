"""Releases and tallies with given counts, written as the releasing service would leave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from khaosat.access import ScopedSession, store
from khaosat.models.release import Release, ReleaseCell
from khaosat.models.tally import Tally

Counts = Sequence[int]


@dataclass(frozen=True)
class Cell:
    """One level of a block: persons, counts by item, and the pooled sums (on the level '' of 'item')."""

    n: int
    counts: Mapping[str, Counts]
    pooled: Counts | None = None


def overall(*counts: int) -> dict[str, Cell]:
    """Return the only cell of an office's release: the overall item."""
    return {"": Cell(sum(counts), {"Z1": counts})}


def levels(**counts: Counts) -> dict[str, Cell]:
    """Return the cells of a split by the overall item, one per level."""
    return {level: Cell(sum(found), {"Z1": found}) for level, found in counts.items()}


def officer(*counts: int) -> dict[str, Cell]:
    """Return the only cell of an officer's release."""
    return {"": Cell(sum(counts), {"OF": counts})}


def items(persons: int, **counts: Counts) -> dict[str, Cell]:
    """Return the cells of an 'item' release in which whoever is more content is so with every item.

    Persons are ordered by how content they are; an item that fewer answered was left out by the least content.
    """
    said: list[dict[str, int]] = [{} for _ in range(persons)]
    for code, found in counts.items():
        scores = [level for level, number in enumerate(found, start=1) for _ in range(number)]
        for person, score in zip(said[persons - len(scores) :], scores, strict=True):
            person[code] = score
    pooled, beside = [0] * 5, {code: [0] * 4 for code in counts}
    for person in said:
        s, t = sum(score > 3 for score in person.values()), len(person)
        pooled = [total + one for total, one in zip(pooled, (s, t, s * s, s * t, t * t), strict=True)]
        for code, score in person.items():
            one = (s * (score > 3), t * (score > 3), s, t)
            beside[code] = [total + part for total, part in zip(beside[code], one, strict=True)]
    cells = {code: Cell(sum(found), {code: found, f"{code}+": beside[code]}) for code, found in counts.items()}
    return {"": Cell(persons, {}, tuple(pooled)), **cells}


def visit(trips: tuple[int, int, int], punctuality: tuple[int, int, int]) -> dict[str, Cell]:
    """Return the cells of a 'visit' release: once, twice, more often; early, on time, late."""
    found = {"trips": trips, "punctuality": punctuality}
    return {code: Cell(sum(counts), {code: counts}) for code, counts in found.items()}


@dataclass
class ReleaseBook:
    """Closes blocks one after another: ordinals and first days follow from what was closed before."""

    session: ScopedSession
    began: date = date(2025, 1, 1)
    _next: dict[tuple[int, str], tuple[int, date]] = field(default_factory=dict)

    def close(
        self, unit_id: int, office_id: int, split: str, last: date, cells: Mapping[str, Cell], first: date | None = None
    ) -> None:
        """Write the next block of that office's split, from the day after the last one to `last`."""
        ordinal, follows = self._next.get((office_id, split), (1, self.began))
        block = Release(
            unit_id=unit_id,
            office_id=office_id,
            split=split,
            ordinal=ordinal,
            first_day=first or follows,
            last_day=last,
            closed_on=last + timedelta(days=2),
        )
        self.session.add(block)
        self.session.flush()
        self._next[office_id, split] = (ordinal + 1, last + timedelta(days=1))
        rows: list[Mapping[str, Any]] = [
            {
                "release_id": block.id,
                "unit_id": unit_id,
                "level": level,
                "n": cell.n,
                "counts": {code: list(found) for code, found in cell.counts.items()},
                "pooled": list(cell.pooled) if cell.pooled is not None else None,
            }
            for level, cell in cells.items()
        ]
        store(self.session, ReleaseCell, rows)


def write_tally(
    session: ScopedSession, *, unit_id: int, office_id: int, day: date, counts: Counts, held: bool = False
) -> None:
    """Write the overall tally of one office's closed day."""
    row = {"unit_id": unit_id, "office_id": office_id, "day": day, "held": held, "split": "", "level": ""}
    found = {"n": sum(counts), "counts": {"Z1": list(counts)}, "pooled": [0, 0, 0, 0, 0]}
    store(session, Tally, [row | found])
