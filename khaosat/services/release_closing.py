"""Which blocks of one office close at the ends of steps, in order. No database here: a book in, new blocks out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from khaosat.services.amounts import OFFICERS_ITEM, OVERALL, PICKED_BY, POOLED, VISIT, Part, added, beside
from khaosat.services.calendar import CLOSES_AFTER, ONE_DAY, month_end, quarter_start, step_start
from khaosat.services.release_audit import is_safe
from khaosat.services.release_book import Block, Book, Union, joined, shown_cell
from khaosat.services.release_rule import ReleaseRule, folded


@dataclass(frozen=True)
class ShownCell:
    """One level of a block that closes: persons or answers, counts by item, and the pooled sums of 'item'."""

    n: int
    counts: Mapping[str, Sequence[int]]
    pooled: Sequence[int] | None = None


@dataclass(frozen=True)
class Closed:
    """A block that has just closed; `block` is the office's own, None for a split."""

    split: str
    first: date
    last: date
    closed_on: date
    cells: Mapping[str, ShownCell]
    block: Block | None = None


@dataclass
class Office:
    """What is known of an office when its blocks are decided.

    `steps` holds the new answers by the last day of their step, `corrections` what has changed in released blocks by
    their ordinal; `few(day)` says whether too few officers were posted that day; `factors` are the factor items.
    """

    book: Book
    steps: Mapping[date, Part]
    corrections: dict[int, Part]
    small_on: Mapping[date, bool]
    factors: Sequence[str]
    rule: ReleaseRule = field(default_factory=ReleaseRule)

    def close_until(self, ends: Sequence[date]) -> Iterator[Closed]:
        """Decide at each of these ends of steps, in order, and yield what closes; the book grows with it."""
        for end in ends:
            block = self._next_block(end)
            if block is not None:
                self.book.blocks.append(block)
                self.corrections.clear()
                cells = {"": ShownCell(block.whole.persons, _by_overall(shown_cell(block)[""]))}
                yield Closed("", block.first, block.last, end + CLOSES_AFTER, cells, block)
                yield from self._items(end)
                yield from self._visit(end)
            if self.book.blocks and end == month_end(end):
                yield from self._officers(end)
                yield from self._by_attributes(end)

    def _next_block(self, end: date) -> Block | None:
        """Return the office's block that ends here, None where it waits."""
        if end != month_end(end) and self.small_on[quarter_start(end)]:
            return None
        after = self.book.last_day
        steps = [step for step in self.steps if step <= end and (after is None or step > after)]
        if not steps and not self.corrections:
            return None
        first = after + ONE_DAY if after else step_start(min(steps))
        ordinal = len(self.book.blocks) + 1
        parts = {ordinal: added(self.steps[step] for step in steps)} | self.corrections
        block = Block(ordinal, first, end, parts)
        if not self.rule.closes_office(block.whole):
            return None
        if self.corrections:
            grown = Book([*self.book.blocks, block], self.book.unions)
            if not is_safe(grown, [], self.rule, first=min(parts)):
                return None
        return block

    def _items(self, end: date) -> Iterator[Closed]:
        blocks = self.book.open_blocks("item")
        whole = joined(blocks)
        if not self.rule.closes_items(whole, self.factors):
            return
        persons = ShownCell(whole.persons, {}, whole.amounts.get(("", "", POOLED), (0,) * 5))
        found = {code: counts for code in self.factors if any(counts := whole.counts("", "", code))}
        sums = _beside(whole, found)
        items = {code: ShownCell(sum(counts), {code: counts} | sums.get(code, {})) for code, counts in found.items()}
        yield self._join("item", blocks, end, {"": persons} | items)

    def _visit(self, end: date) -> Iterator[Closed]:
        """Close what people told of their visit: a chain of blocks of its own, crossed with nothing."""
        blocks = self.book.open_blocks("visit")
        whole = joined(blocks)
        if self.rule.closes_items(whole, VISIT):
            found = {code: counts for code in VISIT if any(counts := whole.counts("", "", code))}
            yield self._join("visit", blocks, end, {c: ShownCell(sum(v), {c: v}) for c, v in found.items()})

    def _officers(self, end: date) -> Iterator[Closed]:
        named = {level for block in self.book.blocks for level in block.whole.levels("officer") if level}
        for officer in sorted(named, key=int):
            blocks = self.book.open_blocks(f"officer:{officer}")
            whole = joined(blocks)
            if blocks and self.rule.closes_officer(whole, officer):
                counts = whole.counts("officer", officer, OFFICERS_ITEM)
                cell = ShownCell(sum(counts), {OFFICERS_ITEM: counts})
                yield self._join(f"officer:{officer}", blocks, end, {"": cell})

    def _by_attributes(self, end: date) -> Iterator[Closed]:
        """Close what splits the overall item: all that is ready, or as much of it, in a fixed order, as is safe."""
        ready = [union for split in PICKED_BY if (union := self._ready(split))]
        if not ready:
            return
        first = min(union.first for union in ready)
        if not is_safe(self.book, ready, self.rule, first=first):
            safe: list[Union] = []
            for union in ready:
                if len(ready) > 1 and is_safe(self.book, [*safe, union], self.rule, first=union.first):
                    safe.append(union)
            ready = safe
        for union in ready:
            cells = {level: ShownCell(sum(counts), _by_overall(counts)) for level, counts in union.cells.items()}
            yield self._join(union.split, self.book.open_blocks(union.split), end, cells)

    def _ready(self, split: str) -> Union | None:
        blocks = self.book.open_blocks(split)
        cells = folded(self.rule, joined(blocks), split) if blocks else None
        return Union(split, blocks[0].ordinal, blocks[-1].ordinal, cells) if cells else None

    def _join(self, split: str, blocks: Sequence[Block], end: date, cells: Mapping[str, ShownCell]) -> Closed:
        shown = {level: tuple(next(iter(cell.counts.values()), ())) for level, cell in cells.items()}
        self.book.unions.append(Union(split, blocks[0].ordinal, blocks[-1].ordinal, shown))
        return Closed(split, blocks[0].first, blocks[-1].last, end + CLOSES_AFTER, cells)


def _beside(whole: Part, codes: Iterable[str]) -> dict[str, dict[str, Sequence[int]]]:
    """Return the sums beside each factor item; none where they do not add up to the pooled ones.

    Every person's s is found again at each answered item, so Σ over the items is Σs², Σst, Σst, Σt². It is not where
    blocks made before these sums were kept are joined in.
    """
    found = {code: whole.amounts.get(("", "", beside(code)), (0, 0, 0, 0)) for code in codes}
    _, _, ss, st, tt = whole.amounts.get(("", "", POOLED), (0,) * 5)
    if tuple(map(sum, zip(*found.values(), strict=True))) != (ss, st, st, tt):
        return {}
    return {code: {beside(code): sums} for code, sums in found.items()}


def _by_overall(counts: Sequence[int]) -> dict[str, Sequence[int]]:
    return {OVERALL: counts}
