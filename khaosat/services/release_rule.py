"""How large a block must be before it closes: the numbers, and what each of them asks of counts. Pure.

docs/decisions/0005-releases.md says why these numbers and not others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khaosat.services.amounts import OFFICERS_ITEM, OVERALL, Part

OTHER = "other"
"""The level that holds the rare ones and the unknown."""


@dataclass(frozen=True)
class ReleaseRule:
    """What a block of results needs to close."""

    office: int = 10
    """New answers of an office's release."""
    officer: int = 10
    """New answers about an officer."""
    item: int = 10
    """New answers of every item that has any (product.md asks for 5; below 10 only a band may be shown)."""
    level: int = 10
    """New answers of every level shown, and of the others together (the same)."""
    rest: int = 5
    """Persons, and answers about officers, left in an office beside an officer's, where there are any."""
    group: int = 5
    """Nobody may work out the answers of fewer persons than that."""
    unanimous: bool = False
    """Whether a block may close in which all gave the same score."""
    audited: bool = True
    """Whether everything released so far is attacked before a block of a split closes."""
    officers_for_steps: int = 3
    """An office with fewer officers on a quarter's first day closes at month ends only."""

    def shows(self, counts: Sequence[int], least: int) -> bool:
        """Return whether five counts may stand in a block: enough, none negative, not all the same."""
        return min(counts) >= 0 and sum(counts) >= least and (self.unanimous or sum(map(bool, counts)) > 1)

    def leaves(self, rest: int) -> bool:
        """Return whether so many may be left beside a figure."""
        return rest == 0 or rest >= self.rest

    def closes_office(self, block: Part) -> bool:
        """Return whether an office's own release may close."""
        return block.persons >= self.office and self.shows(block.counts("", "", OVERALL), self.office)

    def closes_officer(self, block: Part, officer: str) -> bool:
        """Return whether an officer's release over these answers of the office may close."""
        own = block.counts("officer", officer, OFFICERS_ITEM)
        asked = sum(block.counts("", "", OFFICERS_ITEM))
        rests = (block.persons - sum(own), asked - sum(own))
        return self.shows(own, self.officer) and all(self.leaves(rest) for rest in rests)

    def closes_items(self, block: Part, codes: Iterable[str]) -> bool:
        """Return whether these items may be shown together: each has nobody's answers or enough."""
        found = [counts for code in codes if any(counts := block.counts("", "", code))]
        return bool(found) and block.persons >= self.office and all(self.shows(counts, self.item) for counts in found)


def folded(rule: ReleaseRule, block: Part, split: str) -> dict[str, tuple[int, ...]] | None:
    """Return the counts of the levels a split would show, rare and unknown ones folded; None where it must wait."""
    shown: dict[str, tuple[int, ...]] = {}
    rare: list[tuple[int, ...]] = [(0, 0, 0, 0, 0)]
    for level in block.levels(split):
        counts = block.counts(split, level, OVERALL)
        if level and sum(counts) >= rule.level:
            shown[level] = counts
        else:
            rare.append(counts)
    others = tuple(map(sum, zip(*rare, strict=True)))
    if not shown:
        return None
    if any(others):
        shown[OTHER] = others
    return shown if all(rule.shows(counts, rule.level) for counts in shown.values()) else None
