"""One unit in one period as one reader may see it: the sums every figure of its page is made of."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from khaosat import stats
from khaosat.access import Everything, ScopedSession
from khaosat.queries import released_cells as released
from khaosat.queries.dossier_sums import DossierSum, dossier_sums
from khaosat.queries.released_cells import Blocks, ModeMonth, MonthSum
from khaosat.queries.released_levels import LevelSum, level_sums
from khaosat.queries.split_ends import level_ends
from khaosat.queries.standing_rounds import Asking
from khaosat.services import figures
from khaosat.services.dated_tree import DatedTree
from khaosat.services.figures import NOBODY, Counts
from khaosat.services.memory import Memory
from khaosat.services.periods import Period, between
from khaosat.services.split_standing import SplitStanding, standings
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
    tree: DatedTree
    unit_id: int
    units: frozenset[int]
    period: Period
    asking: Asking

    def may_read(self, unit_id: int) -> bool:
        """Whether the reader may open that unit's page."""
        return may_read(self.session, unit_id)

    def months(self) -> list[MonthSum]:
        """The overall item by unit and month: the period, the one before it, and the trend's months."""
        return self._months()[0]

    def modes(self) -> list[ModeMonth]:
        """How many answers came by which mode in the same months."""
        return self._months()[1]

    def _months(self) -> tuple[list[MonthSum], list[ModeMonth]]:
        first = min(self.period.before().first, self.trend_period().first)
        return self.remember(
            "months",
            lambda: released.month_sums(self.session, units=self.units, first=first, last=self.period.last),
        )

    def trend_period(self) -> Period:
        """The months of the trend: the period itself, or the twelve that end with it."""
        return between(self.period.end.plus(1 - max(TREND, self.period.months)), self.period.end)

    def levels(self, split: str) -> list[LevelSum]:
        """The levels of an attribute, the factor items ('item'), the visit, or the unit's own officers ('officer')."""
        days = self.period
        found = self.remember(
            f"levels with the officers of {self.unit_id}",
            lambda: level_sums(
                self.session, units=self.units, officers_of=self.unit_id, first=days.first, last=days.last
            ),
        )
        return [level for level in found if level.split == split]

    def standings(self) -> dict[str, SplitStanding]:
        """How far each split has been released up to today, a year back at most."""
        since = self.period.end.plus(-TREND).first
        return self.remember("standings", lambda: standings(level_ends(self.session, units=self.units, since=since)))

    def reference(self) -> Reference:
        """The whole province in the same period."""
        return reference(self.wide, memory=self.memory, stamp=self.asking.stamp, period=self.period)

    def dossiers(self) -> list[DossierSum]:
        """What these units received or decided."""
        days = self.period
        return self.remember(
            "dossiers", lambda: dossier_sums(self.session, units=self.units, first=days.first, last=days.last)
        )

    def remember(self, what: Hashable, ask: Callable[[], Found]) -> Found:
        """Return what was found before for the same reader, units and period.

        It holds as long as nothing new is released and no file of dossiers is imported.
        """
        question = (what, self.session.scope.reads, self.units, self.period)
        return self.memory.recall(self.asking.stamp, question, ask)


def reference(wide: ScopedSession, *, memory: Memory, stamp: Hashable, period: Period) -> Reference:
    """Return what the figures of a period are held against: the province's share, and how widely answers spread."""

    def ask() -> Reference:
        found = released.province_sums(wide, first=period.first, last=period.last)
        everywhere = list(found.units.values())
        percent = figures.percent(added(everywhere)) if len(everywhere) >= REFERENCE_FROM else None
        return Reference(percent, _kappa(everywhere), _kappa(found.officers), found.units)

    return memory.recall(stamp, ("reference", period), ask)


def _kappa(table: Sequence[Counts]) -> float:
    return stats.interval.pooled_kappa(table) if table else 1.0


def may_read(session: ScopedSession, unit_id: int) -> bool:
    """Return whether a session's scope holds that unit."""
    reads = session.scope.reads
    return isinstance(reads, Everything) or unit_id in reads


def within(months: Iterable[MonthSum], period: Period) -> list[MonthSum]:
    """Return the sums of the months of that period."""
    first, last = (month.year * 12 + month.number for month in (period.start, period.end))
    return [found for found in months if first <= found.year * 12 + found.month <= last]


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
