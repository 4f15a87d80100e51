"""The parts of a unit's page: trend, factors, the one split, the units below, the officers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from khaosat.queries.item_texts import factor_items, field_names
from khaosat.queries.postings_of_unit import Posted, postings_of_unit
from khaosat.queries.released_cells import LevelSum, MonthSum
from khaosat.services import figures
from khaosat.services.asked import Asked, added, overlaid
from khaosat.services.figures import NOBODY, Counts, Method, Withheld, withheld
from khaosat.services.periods import Month, Period
from khaosat.services.response_rates import Returned, of_these, response_rate
from khaosat.services.sorting import sort_key
from khaosat.services.unit_figures import (
    Factors,
    ItemFigure,
    LevelFigure,
    MonthFigure,
    OfficerFigure,
    Split,
    UnitRow,
)

SMALL_OFFICE = 3  # officers: under it a figure of the office is nearly one person's
LEVELS: Final = {
    "kind": ("person", "business"),
    "mode": ("placard", "kiosk", "link", "paper", "assisted", "recheck"),
    "verified": ("yes", "no"),
}
REST = "other"  # rare and unknown levels, folded together


@dataclass(frozen=True, slots=True)
class Officers:
    """The officers of the unit's own office, in alphabetical order, and whether they are fewer than three."""

    figures: tuple[OfficerFigure, ...]
    small_office: bool


NO_OFFICERS = Officers((), small_office=False)


def trend_of(asked: Asked, months: list[MonthSum]) -> tuple[MonthFigure, ...]:
    """Return the share satisfied month by month; a month without a closed block says why."""
    found: dict[Month, list[Counts]] = defaultdict(list)
    for month in months:
        found[Month(month.year, month.month)].append(month.counts)
    shown = list(asked.trend_period())
    shares = figures.percents([added(found[month]) for month in shown])
    return tuple(MonthFigure(month, share) for month, share in zip(shown, shares, strict=True))


def factors_of(asked: Asked) -> Factors:
    """Return the factor items and all of them together, in the questionnaire's order."""
    sums = {level.level: level for level in asked.items()}
    everybody = sums.pop("", None)
    if everybody is None:
        return Factors((), withheld(Method.POOLED, Withheld.NO_ANSWERS), None)
    items = factor_items(asked.session, codes=sums)
    shares = figures.percents([sums[item.code].counts for item in items])
    return Factors(
        tuple(ItemFigure(item.code, item.factor, item.texts, share) for item, share in zip(items, shares, strict=True)),
        figures.pooled_percent(everybody.pooled, n=_answering(everybody, [sums[item.code].counts for item in items])),
        everybody.blocks,
    )


def _answering(everybody: LevelSum, table: list[Counts]) -> int:
    """Persons who answered some factor item: the cell counts everybody, so the least that its sums allow is taken.

    As many as answered the commonest item, and as sum t and sum t² need (Cauchy's inequality).
    """
    _, answered, _, _, squares = everybody.pooled
    least = max([*map(sum, table), -(-(answered**2) // squares) if squares else 0])
    return min(least, everybody.n)


def split_of(asked: Asked, split: str) -> Split:
    """Return the levels of that split, the rest of them last."""
    sums = {level.level: level for level in asked.levels(split)}
    names = field_names(asked.session) if split == "field" and sums else {}
    order = LEVELS.get(split) or sorted(sums, key=lambda level: sort_key(names.get(level, {}).get("vi") or level))
    levels = [level for level in order if level in sums and level != REST]
    levels += sorted(sums.keys() - set(levels))
    shares = figures.percents([sums[level].counts for level in levels])
    return Split(
        split,
        tuple(LevelFigure(level, names.get(level, {}), share) for level, share in zip(levels, shares, strict=True)),
        overlaid(level.blocks for level in sums.values()),
    )


def units_below(
    asked: Asked, inside: list[MonthSum], offices: Collection[int], returned: Returned
) -> tuple[UnitRow | None, tuple[UnitRow, ...]]:
    """Return the unit's own office (where there are units below as well) and the units below, alphabetically.

    Each unit below stands for itself and everything below it.
    """
    children = [child for child in asked.tree.children(asked.unit_id) if asked.may_read(child)]
    if not children:
        return None, ()
    own: dict[int, list[MonthSum]] = defaultdict(list)
    for month in inside:
        own[month.unit_id].append(month)
    groups = [frozenset({asked.unit_id}), *(asked.tree.below(child) & asked.units for child in children)]
    months = [[month for unit in group for month in own[unit]] for group in groups]
    shares = figures.percents([added(month.counts for month in table) for table in months])
    rows = [
        UnitRow(
            asked.tree.label(unit),
            share,
            has_office=not group.isdisjoint(offices),
            response=response_rate(table, of_these(returned, group), of_months=asked.period.months),
        )
        for unit, share, group, table in zip([asked.unit_id, *children], shares, groups, months, strict=True)
    ]
    return (rows[0] if rows[0].has_office else None), tuple(rows[1:])


def officers_of(asked: Asked) -> Officers:
    """Return every officer posted in the period: their own released figure, or why there is none yet."""
    period = asked.period
    quarter = Month(period.start.year, (period.start.number - 1) // 3 * 3 + 1)
    posted = postings_of_unit(asked.session, unit_id=asked.unit_id, first=quarter.first, last=period.last)
    sums = {int(level.level): level for level in asked.officers()}
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
