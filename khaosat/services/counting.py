"""Answers into tallies: pure counting, one pass over the rows of a day."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from khaosat.queries.scored_items import ScoredItem

Items = Mapping[int, tuple[ScoredItem, ...]]
Key = tuple[int, bool, str, str]  # office, held, split, level
SATISFIED_FROM: Final = 4
COUNTED: Final = {"counted": False, "held": True}
"""States that are tallied, and whether apart from the others; voided and withdrawn answers are not."""


class Cell:
    """One tally while it grows: persons, five counts by item code, and the pooled sums of its persons."""

    __slots__ = ("counts", "n", "pooled")

    def __init__(self) -> None:
        self.n = 0
        self.counts: dict[str, list[int]] = {}
        self.pooled = [0, 0, 0, 0, 0]

    def count(self, code: str, score: int) -> None:
        """Count one answer to one item, 1 … 5."""
        if code not in self.counts:
            self.counts[code] = [0, 0, 0, 0, 0]
        self.counts[code][score - 1] += 1

    def pool(self, scores: list[int]) -> None:
        """Add one person's answers to the factor items: sums of s, t, s², st, t² (statistics.md, section 1)."""
        s, t = sum(score >= SATISFIED_FROM for score in scores), len(scores)
        for place, value in enumerate((s, t, s * s, s * t, t * t)):
            self.pooled[place] += value


def count_day(rows: Iterable[Mapping[str, Any]], items: Items) -> dict[Key, Cell]:
    """Return the cells of one day's answers.

    The split '' counts every item; 'field', 'mode', 'kind' and 'verified' the overall one; 'officer' the one about
    the officer, where it was answered. Level '' is unknown; an item that does not apply (0) is not counted.
    """
    cells: dict[Key, Cell] = {}
    for row in rows:
        held = COUNTED.get(row["state"])
        if held is not None:
            _count_person(cells, row, items[row["questionnaire_id"]], held=held)
    return cells


def _count_person(cells: dict[Key, Cell], row: Mapping[str, Any], items: tuple[ScoredItem, ...], *, held: bool) -> None:
    office = row["office_id"]
    whole = _cell(cells, (office, held, "", ""))
    whole.n += 1
    factors = []
    for item in items:
        score = row[item.column]
        if not score:
            continue
        whole.count(item.code, score)
        if item.about == "factor":
            factors.append(score)
        elif item.about == "officer":
            named = _cell(cells, (office, held, "officer", _text(row["officer_id"])))
            named.n += 1
            named.count(item.code, score)
    if factors:
        whole.pool(factors)
    for split, level in levels(row):
        part = _cell(cells, (office, held, split, level))
        part.n += 1
        part.count(items[0].code, row[items[0].column])


def levels(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return (split, level) of what a person is counted under by the overall item."""
    return (
        ("field", _text(row["field_id"])),
        ("kind", row["kind"] or ""),
        ("mode", row["mode"]),
        ("verified", "yes" if row["verified"] else "no"),
    )


def _cell(cells: dict[Key, Cell], key: Key) -> Cell:
    found = cells.get(key)
    if found is None:
        found = cells[key] = Cell()
    return found


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
