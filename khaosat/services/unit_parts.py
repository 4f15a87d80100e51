"""The parts of a unit's page: trend and what changed in it, the units below, the officers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from khaosat.queries.postings_of_unit import Posted, postings_of_unit
from khaosat.queries.released_cells import MonthSum
from khaosat.services import figures
from khaosat.services.asked import Asked, added, within
from khaosat.services.figures import NOBODY, Counts, Figure
from khaosat.services.periods import Month, Period
from khaosat.services.response_rates import ResponseRate, Returned, of_each, response_rate
from khaosat.services.splits import REST
from khaosat.services.unit_figures import MethodChange, MonthFigure, OfficerFigure, UnitRow

SMALL_OFFICE = 3  # officers: under it a figure of the office is nearly one person's


@dataclass(frozen=True, slots=True)
class Officers:
    """The officers of the unit's own office, in alphabetical order, and whether they are fewer than three."""

    figures: tuple[OfficerFigure, ...]
    small_office: bool


NO_OFFICERS = Officers((), small_office=False)


def trend_of(asked: Asked) -> tuple[MonthFigure, ...]:
    """Return the share satisfied month by month; a month without a closed block says why."""
    return asked.remember("trend", lambda: _trend(asked))


def _trend(asked: Asked) -> tuple[MonthFigure, ...]:
    found: dict[Month, list[Counts]] = defaultdict(list)
    for month in asked.months():
        found[Month(month.year, month.month)].append(month.counts)
    shown = list(asked.trend_period())
    shares = figures.percents([added(found[month]) for month in shown])
    return tuple(MonthFigure(month, share) for month, share in zip(shown, shares, strict=True))


def changes_of(asked: Asked) -> tuple[MethodChange, ...]:
    """Return the months of the trend from which the questionnaire is another, or a mode is there for the first time.

    A mode is new where the months before it have blocks of modes without it, and without a rest it may hide in.
    """
    shown = asked.trend_period()
    asks = [MethodChange(month, None) for day in asked.asking.changed if (month := Month.of(day)) in set(shown)]
    seen: dict[str, Month] = {}
    for one in asked.modes():
        month = Month(one.year, one.month)
        if month >= shown.start:
            seen[one.mode] = min(month, seen.get(one.mode, month))
    began, hidden = min(seen.values(), default=None), seen.pop(REST, shown.end)
    modes = [MethodChange(month, mode) for mode, month in seen.items() if began != month <= hidden]
    return tuple(sorted([*asks, *modes], key=lambda change: (change.month, change.mode or "")))


def units_below(
    asked: Asked, offices: Collection[int], returned: Returned
) -> tuple[UnitRow | None, tuple[UnitRow, ...]]:
    """Return the unit's own office (where there are units below as well) and the units below, alphabetically.

    Each unit below stands for itself and everything below it.
    """
    children = [child for child in asked.tree.children(asked.unit_id) if asked.may_read(child)]
    if not children:
        return None, ()
    groups = (frozenset({asked.unit_id}), *(asked.tree.below(child) & asked.units for child in children))
    found = asked.remember(groups, lambda: _figures_of(asked, groups, returned))
    rows = [
        UnitRow(asked.tree.label(unit), share, has_office=not group.isdisjoint(offices), response=response)
        for unit, group, (share, response) in zip([asked.unit_id, *children], groups, found, strict=True)
    ]
    return (rows[0] if rows[0].has_office else None), tuple(rows[1:])


def _figures_of(
    asked: Asked, groups: Sequence[frozenset[int]], returned: Returned
) -> list[tuple[Figure, ResponseRate]]:
    """Return the share satisfied and the response rate of each group of units."""
    own: dict[int, list[MonthSum]] = defaultdict(list)
    for month in within(asked.months(), asked.period):
        own[month.unit_id].append(month)
    months = [[month for unit in group for month in own[unit]] for group in groups]
    shares = figures.percents([added(month.counts for month in table) for table in months])
    pairs = zip(months, of_each(returned, groups), strict=True)
    rates = [response_rate(table, known, of_months=asked.period.months) for table, known in pairs]
    return list(zip(shares, rates, strict=True))


def officers_of(asked: Asked) -> Officers:
    """Return every officer posted in the period: their own released figure, or why there is none yet."""
    period = asked.period
    quarter = Month(period.start.year, (period.start.number - 1) // 3 * 3 + 1)
    posted = postings_of_unit(asked.session, unit_id=asked.unit_id, first=quarter.first, last=period.last)
    sums = {int(level.level): level for level in asked.levels("officer")}
    names = {one.officer_id: one.display_name for one in posted if one.valid_to is None or one.valid_to > period.first}
    kappa = asked.reference().officer_kappa if sums else 1.0
    scores = figures.means([sums[k].counts if k in sums else NOBODY for k in names], kappa=kappa)
    return Officers(
        tuple(
            OfficerFigure(k, name, score, sums[k].blocks if k in sums else None)
            for (k, name), score in zip(names.items(), scores, strict=True)
        ),
        small_office=any(_is_small(posted, first) for first in _quarters(quarter, period)),
    )


def _is_small(posted: list[Posted], day: date) -> bool:
    there = {one.officer_id for one in posted if one.valid_from <= day and (not one.valid_to or one.valid_to > day)}
    return 0 < len(there) < SMALL_OFFICE


def _quarters(quarter: Month, period: Period) -> list[date]:
    return [quarter.plus(3 * k).first for k in range(period.months // 3 + 2) if quarter.plus(3 * k) <= period.end]
