"""What an office has released so far, in memory while its next blocks are decided. No database here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from khaosat.services.amounts import OVERALL, PICKED_BY, Part, added


@dataclass(frozen=True)
class Block:
    """An office's own release. `parts` by origin: its own ordinal holds its new days, an earlier one corrections.

    So the parts of one origin over all blocks add up to what has been released of that origin's days.
    """

    ordinal: int
    first: date
    last: date
    parts: Mapping[int, Part]

    @cached_property
    def whole(self) -> Part:
        """All it shows: new days and corrections."""
        return added(self.parts.values())


@dataclass(frozen=True)
class Union:
    """A closed block of a split: it joins the office's blocks `first` to `last`; `cells` are the counts shown."""

    split: str
    first: int
    last: int
    cells: Mapping[str, tuple[int, ...]]


@dataclass
class Book:
    """An office's blocks in order, and the blocks of its splits."""

    blocks: list[Block] = field(default_factory=list)
    unions: list[Union] = field(default_factory=list)

    @property
    def last_day(self) -> date | None:
        """The last day released, None before the first block."""
        return self.blocks[-1].last if self.blocks else None

    def covered(self, split: str) -> int:
        """The ordinal up to which a split is closed; 0 before its first block."""
        return max((union.last for union in self.unions if union.split == split), default=0)

    def open_blocks(self, split: str) -> list[Block]:
        """The office's blocks that no block of the split covers yet."""
        return self.blocks[self.covered(split) :]

    def released(self, origin: int) -> Part:
        """What has been released of the days of one block, corrections included."""
        return added(block.parts[origin] for block in self.blocks[origin - 1 :] if origin in block.parts)

    def shown_by_overall(self) -> Iterator[Union]:
        """The blocks of splits that show the overall item, as the office's own do."""
        return (union for union in self.unions if union.split in PICKED_BY)


def shown_cell(block: Block) -> dict[str, tuple[int, ...]]:
    """Return what an office's own release shows: the overall item."""
    return {"": block.whole.counts("", "", OVERALL)}


def joined(blocks: Iterable[Block]) -> Part:
    """Return the sum of several blocks as they were released."""
    return added(part for block in blocks for part in block.parts.values())
