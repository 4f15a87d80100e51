"""One unit in one period as one reader may see it: the sums every figure of its page is made of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from khaosat import stats
from khaosat.access import Everything, ScopedSession
from khaosat.queries import released_cells as released
from khaosat.queries.dossier_sums import DossierSum, dossier_sums
from khaosat.queries.released_cells import Blocks, LevelSum, MonthSum
from khaosat.services import figures
from khaosat.services.dated_tree import DatedTree
from khaosat.services.figures import NOBODY, Counts
from khaosat.services.memory import Memory
from khaosat.services.periods import Month, Period, between
from khaosat.services.unit_figures import Reference

TREND = 12  # months, more where the period itself is longer
REFERENCE_FROM = 5  # units: of fewer, a sum would give a neighbour away
Found = TypeVar("Found")


@dataclass(frozen=True)
class Asked:
    """What is asked, and the means: `session` is the reader's own, `wide` reads every release for the reference."""

    session: ScopedSession
    wide: ScopedSession
    memory: Memory
    stamp: int
    tree: DatedTree
    unit_id: int
    units: frozenset[int]
    period: Period

    def may_read(self, unit_id: int) -> bool:
        """Whether the reader may open that unit's page."""
        return may_read(self.session, unit_id)

    def months(self) -> list[MonthSum]:
        """The overall item by unit and month: the period, the one before it, and the trend's months."""
        first = min(self.period.before().first, self.trend_period().first)
        return self._remember(
            "months",
            self.units,
            lambda: released.month_sums(self.session, units=self.units, first=first, last=self.period.last),
        )

    def trend_period(self) -> Period:
        """The months of the trend: the period itself, or the twelve that end with it."""
        return between(self.period.end.plus(1 - max(TREND, self.period.months)), self.period.end)

    def items(self) -> list[LevelSum]:
        """The factor items."""
        days = self.period
        return self._remember(
            "items",
            self.units,
            lambda: released.item_sums(self.session, units=self.units, first=days.first, last=days.last),
        )

    def levels(self, split: str) -> list[LevelSum]:
        """The overall item by level of that split."""
        days = self.period
        return self._remember(
            f"split {split}",
            self.units,
            lambda: released.level_sums(self.session, units=self.units, split=split, first=days.first, last=days.last),
        )

    def officers(self) -> list[LevelSum]:
        """The officers' item by officer of the unit itself."""
        days, own = self.period, frozenset({self.unit_id})
        return self._remember(
            "officers",
            own,
            lambda: released.officer_sums(self.session, units=own, first=days.first, last=days.last),
        )

    def reference(self) -> Reference:
        """The whole province in the same period."""
        return reference(self.wide, memory=self.memory, stamp=self.stamp, period=self.period)

    def dossiers(self) -> list[DossierSum]:
        """What these units received or decided; asked each time: dossiers come in when somebody imports them."""
        days = self.period
        return dossier_sums(self.session, units=self.units, first=days.first, last=days.last)

    def _remember(self, what: str, units: frozenset[int], ask: Callable[[], Found]) -> Found:
        question = (what, self.session.scope.reads, units, self.period)
        return self.memory.recall(self.stamp, question, ask)


def reference(wide: ScopedSession, *, memory: Memory, stamp: int, period: Period) -> Reference:
    """Return what the figures of a period are held against: the province's share, and how widely answers spread."""

    def ask() -> Reference:
        found = released.province_sums(wide, first=period.first, last=period.last)
        percent = figures.percent(added(found.units)) if len(found.units) >= REFERENCE_FROM else None
        return Reference(percent, _kappa(found.units), _kappa(found.officers))

    return memory.recall(stamp, ("reference", period), ask)


def _kappa(table: Sequence[Counts]) -> float:
    return stats.interval.pooled_kappa(table) if table else 1.0


def may_read(session: ScopedSession, unit_id: int) -> bool:
    """Return whether a session's scope holds that unit."""
    reads = session.scope.reads
    return isinstance(reads, Everything) or unit_id in reads


def within(months: Iterable[MonthSum], period: Period) -> list[MonthSum]:
    """Return the sums of the months of that period."""
    return [found for found in months if period.start <= Month(found.year, found.month) <= period.end]


def added(table: Iterable[Sequence[int]]) -> Counts:
    """Return the sum of count vectors; nobody's where there are none."""
    rows = list(table)
    return tuple(map(sum, zip(*rows, strict=True))) if rows else NOBODY


def joined(blocks: Iterable[Blocks]) -> Blocks | None:
    """Return blocks of different days or offices as one: first day, last day, how many."""
    found = list(blocks)
    return replace(_covering(found), number=sum(block.number for block in found)) if found else None


def overlaid(blocks: Iterable[Blocks]) -> Blocks | None:
    """Return the same blocks seen level by level as one: first day, last day, the most there are of any level."""
    found = list(blocks)
    return _covering(found) if found else None


def _covering(found: list[Blocks]) -> Blocks:
    first: date = min(block.first for block in found)
    return Blocks(first, max(block.last for block in found), max(block.number for block in found))
