"""An officer's own results: the released answers to the item about them, and nobody else's."""

from collections import defaultdict
from dataclasses import dataclass

from khaosat.access import ScopedSession
from khaosat.errors import NotFoundFailure
from khaosat.queries import released_cells as released
from khaosat.queries.postings_of_officer import postings_of_officer
from khaosat.queries.released_cells import Blocks
from khaosat.queries.standing_rounds import asking
from khaosat.queries.unit_names import unit_names
from khaosat.services import figures
from khaosat.services.asked import TREND, added, joined, reference, within
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.figures import Counts, Figure
from khaosat.services.periods import Month, Period, between
from khaosat.services.results import Means
from khaosat.services.unit_figures import MonthFigure


@dataclass(frozen=True, slots=True)
class OwnResults:
    """What an officer sees of themself in one period; withheld figures say why."""

    name: str
    units: tuple[UnitLabel, ...]  # where they were posted in the period
    period: Period
    blocks: Blocks | None
    mean: Figure
    percent: Figure
    distribution: tuple[int, ...] | None
    trend: tuple[MonthFigure, ...]  # mean scores


def own_results(session: ScopedSession, *, means: Means, officer_id: int | None, period: Period) -> OwnResults:
    """Return the officer's own figures; raises NotFoundFailure for an account that is no officer's.

    The session may read more of the unit's releases than these: the officer's id is the narrower door.
    """
    if officer_id is None:
        raise NotFoundFailure(what="officer")
    posts = postings_of_officer(session, officer_id=officer_id, first=period.first, last=period.last)
    shown = between(period.end.plus(1 - max(TREND, period.months)), period.end)
    months = released.officer_months(session, officer_id=officer_id, first=shown.first, last=period.last)
    stamp = asking(means.wide).stamp
    kappa = reference(means.wide, memory=means.memory, stamp=stamp, period=period).officer_kappa if months else 1.0
    inside = within(months, period)
    counts = added(month.counts for month in inside)
    percent = figures.percent(counts)
    tree = DatedTree(unit_names(session), first=period.first, last=period.last)
    by_month: dict[Month, list[Counts]] = defaultdict(list)
    for month in months:
        by_month[Month(month.year, month.month)].append(month.counts)
    scores = figures.means([added(by_month[month]) for month in shown], kappa=kappa)
    return OwnResults(
        name=posts[-1].display_name if posts else "",
        units=tuple(tree.label(unit_id) for unit_id in dict.fromkeys(post.unit_id for post in posts)),
        period=period,
        blocks=joined(month.blocks for month in inside),
        mean=figures.mean(counts, kappa=kappa),
        percent=percent,
        distribution=tuple(counts) if percent.shown else None,
        trend=tuple(MonthFigure(month, score) for month, score in zip(shown, scores, strict=True)),
    )
