"""Before a block closes: could anybody work out the answers of a few from everything an office has released.

Only the overall item needs the attack. It is shown by office, field, kind, mode and slip at once, and such looks
cross. The items and the officers' item are shown in one chain of blocks each: every block of it holds at least
`ReleaseRule.item` or `.officer` new answers that no other block of the chain holds, so a combination that leaves
only a few persons over would have to leave those over too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from khaosat.services.amounts import PICKED_BY, Person
from khaosat.services.release_book import Block, Book, Union, shown_cell
from khaosat.services.release_rule import OTHER, ReleaseRule

Column = tuple[tuple[int, int], ...]
"""(figure, how often these persons enter it), the figures ascending; −1 is a correction."""
Stay = tuple[int, int | None]
"""The block in which persons entered, and the one in which a correction took them out."""


@dataclass(frozen=True)
class Crowd:
    """Persons nobody can tell apart: the same attributes, and in the same block; `left` where one took them out."""

    person: Person
    entered: int
    left: int | None
    number: int

    @property
    def stay(self) -> Stay:
        """The blocks in which they came and went."""
        return self.entered, self.left


def within(stay: Stay, first: int, last: int) -> int:
    """How often such persons enter the sum of the blocks first to last: 1, 0, or −1 where only the correction does."""
    entered, left = stay
    return (first <= entered <= last) - (left is not None and first <= left <= last)


def crowds(blocks: Sequence[Block]) -> Iterator[Crowd]:
    """Yield who stands in these blocks; whom a correction took out again stands apart."""
    history: dict[tuple[int, Person], list[tuple[int, int]]] = {}
    for block in blocks:
        for origin, part in block.parts.items():
            for person, number in part.cells.items():
                history.setdefault((origin, person), []).append((block.ordinal, number))
    for (_, person), changes in history.items():
        there: list[tuple[int, int]] = []
        for ordinal, number in changes:
            if number > 0:
                there.append((ordinal, number))
                continue
            gone = -number
            while gone and there:
                entered, some = there.pop(0)
                taken = min(some, gone)
                gone -= taken
                yield Crowd(person, entered, ordinal, taken)
                if some > taken:
                    there.insert(0, (entered, some - taken))
        for entered, number in there:
            yield Crowd(person, entered, None, number)


@dataclass(frozen=True)
class Alike:
    """Persons who enter the same figures, and so the same blocks; `levels`: of each split, how many at which level."""

    column: Column
    members: Sequence[Crowd]

    @cached_property
    def number(self) -> int:
        """How many persons."""
        return sum(crowd.number for crowd in self.members)

    @cached_property
    def levels(self) -> tuple[dict[str, int], ...]:
        """Persons by level, for each split of PICKED_BY."""
        found: tuple[dict[str, int], ...] = tuple({} for _ in PICKED_BY)
        for crowd in self.members:
            for levels, level in zip(found, crowd.person, strict=True):
                levels[level] = levels.get(level, 0) + crowd.number
        return found


@dataclass(frozen=True)
class Attack:
    """What a reader knows: who enters which figures together, and what each figure shows."""

    classes: Sequence[Alike]
    counts: Sequence[tuple[int, ...]]

    @cached_property
    def persons(self) -> list[int]:
        """Persons in each class."""
        return [alike.number for alike in self.classes]

    @cached_property
    def together(self) -> dict[Stay, list[int]]:
        """The classes by when their persons came and went."""
        found: dict[Stay, list[int]] = {}
        for number, alike in enumerate(self.classes):
            found.setdefault(alike.members[0].stay, []).append(number)
        return found

    @cached_property
    def figures(self) -> list[list[int]]:
        """The matrix figures × classes."""
        matrix = [[0] * len(self.classes) for _ in self.counts]
        for place, alike in enumerate(self.classes):
            for figure, times in alike.column:
                matrix[figure][place] = times
        return matrix

    def small_levels(self, first: int, last: int, split: str, below: int) -> list[list[int]]:
        """Return the classes that make up the persons of a level in those blocks, where they are fewer than `below`.

        A level that cuts a class in two is left out: nobody can tell these persons apart.
        """
        place = PICKED_BY.index(split)
        persons: dict[str, int] = {}
        whole: dict[str, list[int]] = {}
        cut: set[str] = set()
        there = [numbers for stay, numbers in self.together.items() if within(stay, first, last) > 0]
        for number in sorted(chain.from_iterable(there)):
            levels = self.classes[number].levels[place]
            if len(levels) > 1:
                cut.update(levels)
                continue
            for level, some in levels.items():
                persons[level] = persons.get(level, 0) + some
                whole.setdefault(level, []).append(number)
        return [found for level, found in whole.items() if level not in cut and persons[level] < below]


def attack(blocks: Sequence[Block], unions: Sequence[Union]) -> Attack:
    """Lay everything shown by the overall item over the persons of these blocks."""
    counts = [shown_cell(block)[""] for block in blocks]
    of_block = {block.ordinal: number for number, block in enumerate(blocks)}
    rows: list[tuple[Union, int, dict[str, int]]] = []
    for union in unions:
        levels = {level: len(counts) + number for number, level in enumerate(union.cells)}
        rows.append((union, PICKED_BY.index(union.split), levels))
        counts += union.cells.values()
    classes: dict[Column, list[Crowd]] = {}
    reaches: dict[Stay, list[tuple[int, dict[str, int], int]]] = {}  # most figures are about others: looked up once
    for crowd in crowds(blocks):
        enters = [(of_block[crowd.entered], 1)]
        if crowd.left is not None:
            enters.append((of_block[crowd.left], -1))
        if crowd.stay not in reaches:
            reaches[crowd.stay] = [
                (place, levels, times)
                for union, place, levels in rows
                if (times := within(crowd.stay, union.first, union.last))
            ]
        for place, levels, times in reaches[crowd.stay]:
            row = levels.get(crowd.person[place], levels.get(OTHER))
            if row is not None:
                enters.append((row, times))
        classes.setdefault(tuple(sorted(enters)), []).append(crowd)
    return Attack([Alike(column, members) for column, members in classes.items()], counts)


def segment(book: Book, candidates: Sequence[Union], first: int) -> list[Block]:
    """Return the office's blocks, from `first` back as far as anything shown reaches over.

    What was shown before them is about other persons: its figures hold none of theirs and theirs none of its, so a
    combination of all figures is one of each side, and persons it leaves over are left over by one side alone.
    """
    start = min([first, *(union.first for union in candidates)])
    while True:
        reach = [union.first for union in book.shown_by_overall() if union.last >= start]
        reach += [min(block.parts) for block in book.blocks[start - 1 :]]
        if min(reach, default=start) >= start:
            return book.blocks[start - 1 :]
        start = min(reach)


def is_safe(book: Book, candidates: Sequence[Union], rule: ReleaseRule, *, first: int) -> bool:
    """Return whether nobody's answers follow from what the office shows with the candidates, from block `first` on."""
    if not rule.audited:
        return True
    blocks = segment(book, candidates, first)
    start = blocks[0].ordinal
    unions = [*(union for union in book.shown_by_overall() if union.last >= start), *candidates]
    against = attack(blocks, unions)
    if not against.classes:
        return True
    return not (
        _fixed(against) or _few_determined(against, rule) or _withheld_determined(against, blocks, unions, rule)
    )


def _few_determined(against: Attack, rule: ReleaseRule) -> bool:
    from khaosat.stats import disclosure  # noqa: PLC0415  numpy, only in the worker

    return not disclosure.determined(against.figures, against.persons, below=rule.group).proven


def _withheld_determined(against: Attack, blocks: Sequence[Block], unions: Sequence[Union], rule: ReleaseRule) -> bool:
    """Return whether a level too small to be shown is a combination of what is shown."""
    from khaosat.stats import disclosure  # noqa: PLC0415  numpy, only in the worker

    spans = {(block.ordinal, block.ordinal, split) for block in blocks for split in PICKED_BY}
    spans |= {(union.first, union.last, union.split) for union in unions}
    small = {
        tuple(found) for first, last, split in spans for found in against.small_levels(first, last, split, rule.level)
    }
    targets = [[int(number in found) for number in range(len(against.classes))] for found in sorted(small)]
    return bool(targets) and bool(disclosure.spans(against.figures, targets).any())


def _fixed(against: Attack) -> bool:
    """Return whether somebody can only have answered in one way, because counts are whole and not negative.

    Persons who are a combination of shown figures (a whole block, say) are known and large, see above; of them it
    matters only that they did not all give the same score.
    """
    import numpy as np  # noqa: PLC0415  only in the worker

    from khaosat.stats import disclosure, propagation  # noqa: PLC0415  the same

    figures, persons, counts = np.array(against.figures), np.array(against.persons), np.array(against.counts)
    low, high = propagation.bounds(figures, persons, counts)
    fixed = np.flatnonzero((low == high).all(axis=1))
    if not fixed.size:
        return False
    known = disclosure.spans(figures, np.eye(persons.size, dtype=np.int64)[fixed])
    unanimous = (high[fixed] > 0).sum(axis=1) == 1
    return bool((~known | unanimous).any())
