"""Answers into tallies: pure counting, one pass over the rows of a day."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from khaosat.queries.scored_items import ScoredItem
from khaosat.services.amounts import CROSSED, PICKED_BY, beside
from khaosat.services.checking import PUNCTUALITY, TRIPS

Items = Mapping[int, tuple[ScoredItem, ...]]
Key = tuple[int, bool, str, str]  # office, held, split, level
SATISFIED_FROM: Final = 4
COUNTED: Final = {"counted": False, "held": True}
"""States that are tallied, and whether apart from the others; voided and withdrawn answers are not."""


class Cell:
    """One tally while it grows: persons, five counts by item code, and the pooled sums of its persons.

    `sums` by factor item are what `amounts.beside` says; they join the counts when all are counted.
    """

    __slots__ = ("counts", "n", "pooled", "sums")

    def __init__(self) -> None:
        self.n = 0
        self.counts: dict[str, list[int]] = {}
        self.pooled = [0, 0, 0, 0, 0]
        self.sums: dict[str, list[int]] = {}

    def count(self, code: str, score: int) -> None:
        """Count one answer to one item, 1 … 5."""
        if code not in self.counts:
            self.counts[code] = [0, 0, 0, 0, 0]
        self.counts[code][score - 1] += 1

    def tell(self, code: str, place: int, of: int) -> None:
        """Count what one person told of the visit, one of so many possible answers."""
        if code not in self.counts:
            self.counts[code] = [0] * of
        self.counts[code][place] += 1

    def add(self, other: "Cell") -> None:
        """Add the counts of other persons."""
        self.n += other.n
        for code, counts in other.counts.items():
            held = self.counts.setdefault(code, [0] * len(counts))
            for place, value in enumerate(counts):
                held[place] += value

    def pool(self, scores: Mapping[str, int]) -> None:
        """Add one person's answers to the factor items: sums of s, t, s², st, t² (statistics.md, section 1).

        And for each item what `amounts.beside` says.
        """
        s, t = sum(score >= SATISFIED_FROM for score in scores.values()), len(scores)
        pooled = self.pooled
        pooled[0] += s
        pooled[1] += t
        pooled[2] += s * s
        pooled[3] += s * t
        pooled[4] += t * t
        for code, score in scores.items():
            sums = self.sums.setdefault(code, [0, 0, 0, 0])
            if score >= SATISFIED_FROM:
                sums[0] += s
                sums[1] += t
            sums[2] += s
            sums[3] += t


def count_day(rows: Iterable[Mapping[str, Any]], items: Items) -> dict[Key, Cell]:
    """Return the cells of one day's answers.

    The split '' counts every item and what was told of the visit; 'field', 'mode', 'kind', 'verified' and all four at
    once ('crossed') the overall one; 'officer' the one about the officer, where it was answered. Level '' is unknown;
    an item that does not apply (0) is not counted.
    """
    cells: dict[Key, Cell] = {}
    for row in rows:
        held = COUNTED.get(row["state"])
        if held is not None:
            _count_person(cells, row, items[row["questionnaire_id"]], held=held)
    for (office, held, split, person), cell in list(cells.items()):
        if split == CROSSED:  # once for all who share all four: cheaper than four times a person
            for one, level in zip(PICKED_BY, person.split("|"), strict=True):
                _cell(cells, (office, held, one, level)).add(cell)
        elif not split:
            cell.counts |= {beside(code): sums for code, sums in cell.sums.items()}
    return cells


def _count_person(cells: dict[Key, Cell], row: Mapping[str, Any], items: tuple[ScoredItem, ...], *, held: bool) -> None:
    office = row["office_id"]
    whole = _cell(cells, (office, held, "", ""))
    whole.n += 1
    factors = {}
    for item in items:
        score = row[item.column]
        if not score:
            continue
        whole.count(item.code, score)
        if item.about == "factor":
            factors[item.code] = score
        elif item.about == "officer":
            named = _cell(cells, (office, held, "officer", _text(row["officer_id"])))
            named.n += 1
            named.count(item.code, score)
    if factors:
        whole.pool(factors)
    if row["trips"]:
        whole.tell("trips", TRIPS.index(row["trips"]), len(TRIPS))
    if row["punctuality"]:
        whole.tell("punctuality", PUNCTUALITY.index(row["punctuality"]), len(PUNCTUALITY))
    crossed = _cell(cells, (office, held, CROSSED, _person(row)))
    crossed.n += 1
    crossed.count(items[0].code, row[items[0].column])


def _person(row: Mapping[str, Any]) -> str:
    """What picks a person out, in the order of PICKED_BY."""
    return f"{_text(row['field_id'])}|{row['kind'] or ''}|{row['mode']}|{'yes' if row['verified'] else 'no'}"


def _cell(cells: dict[Key, Cell], key: Key) -> Cell:
    found = cells.get(key)
    if found is None:
        found = cells[key] = Cell()
    return found


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
