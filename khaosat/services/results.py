"""A unit's results in one period: sums of closed releases, as figures that carry their honesty."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from khaosat.access import Everything, ScopedSession
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.queries.for_a_hand import for_a_hand
from khaosat.queries.offices_of_units import units_with_office
from khaosat.queries.released_cells import Blocks, MonthSum
from khaosat.queries.standing_rounds import asking
from khaosat.queries.successors import successions_of
from khaosat.queries.unit_names import unit_names
from khaosat.queries.waiting_answers import waiting_answers
from khaosat.services import figures, splits, unit_parts
from khaosat.services.asked import Asked, added, joined, may_read, within
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.deciding import handled, punctuality
from khaosat.services.figures import Counts, Figure, Method, Withheld, withheld
from khaosat.services.memory import Memory
from khaosat.services.peer_place import place_of_unit
from khaosat.services.periods import Period
from khaosat.services.response_rates import ResponseRate, Returned, response_rate, returned_by_month
from khaosat.services.unit_figures import Headline, Neighbour, State, UnitResults, standing_of

SPLITS = ("kind", "mode", "field", "verified")
BESIDE = ("kind", "mode")  # on every page


@dataclass(frozen=True)
class Means:
    """What answering needs beside the reader's session.

    `wide` reads every release, the tallies and the audit trail, for three numbers only: the province as a reference,
    how many answers wait, and how often dossiers were imported. `memory` is the program's.
    """

    wide: ScopedSession
    memory: Memory


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the headline takes from releases and dossiers alone."""

    counts: Counts
    blocks: Blocks | None
    response: ResponseRate
    change: Figure


def readable_tops(session: ScopedSession, *, today: date) -> list[UnitLabel]:
    """Return the highest units the session may read today, in alphabetical order: where its reader begins."""
    tree = DatedTree(unit_names(session), first=today, last=today)
    if isinstance(session.scope.reads, Everything):
        return [tree.label(unit_id) for unit_id in tree.roots()]
    mine = {unit_id for unit_id in session.scope.reads if tree.exists(unit_id)}
    return [tree.label(unit_id) for unit_id in tree.in_order(mine) if mine.isdisjoint(tree.above(unit_id))]


def unit_results(
    session: ScopedSession, *, means: Means, unit_key: str, period: Period, split: str = "kind"
) -> UnitResults:
    """Return everything the unit's page shows.

    Raises NotFoundFailure for a unit the session may not read or that never was, InvalidFailure(field='theo') for
    an unknown split.
    """
    if split not in SPLITS:
        raise InvalidFailure(field="theo", reason="unknown", value=split)
    asked = _asked(session, means, unit_key, period)
    tree, unit_id = asked.tree, asked.unit_id
    offices = units_with_office(session, units=asked.units, first=period.first, last=period.last)
    dossiers = asked.dossiers()
    returned, who = asked.remember("returned", lambda: returned_by_month(dossiers)), handled(dossiers, tree)
    headline = _headline(asked, offices, waiting_answers(means.wide, units=asked.units), returned)
    own, below = unit_parts.units_below(asked, offices, returned)
    officers = unit_parts.officers_of(asked) if unit_id in offices else unit_parts.NO_OFFICERS
    chosen, *beside = splits.splits_of(asked, [split, *(name for name in BESIDE if name != split)])
    return UnitResults(
        unit=tree.label(unit_id),
        names=tuple(tree.names(unit_id)),
        successions=_successions(asked),
        above=tuple(tree.label(over) for over in tree.above(unit_id) if may_read(session, over)),
        period=period,
        headline=headline,
        punctuality=asked.remember("punctuality", lambda: punctuality(dossiers)),
        handled=who,
        trend=unit_parts.trend_of(asked),
        changes=unit_parts.changes_of(asked),
        factors=splits.factors_of(asked, who),
        told=splits.told_of(asked, who),
        split=chosen,
        beside=tuple(beside),
        own=own,
        below=below,
        officers=officers.figures,
        small_office=officers.small_office,
    )


def _asked(session: ScopedSession, means: Means, unit_key: str, period: Period) -> Asked:
    tree = DatedTree(unit_names(session), first=period.first, last=period.last)
    unit_id = tree.find(unit_key)
    if not may_read(session, unit_id):
        raise NotFoundFailure(unit=unit_key)
    units = frozenset(below for below in tree.below(unit_id) if may_read(session, below))
    return Asked(session, means.wide, means.memory, tree, unit_id, units, period, asking(means.wide))


def _successions(asked: Asked) -> tuple[Neighbour, ...]:
    if not asked.tree.is_young_or_gone(asked.unit_id, since=asked.period.before().first):
        return ()  # as good as every unit: nothing is asked
    return tuple(
        Neighbour(one.after, one.key if may_read(asked.session, one.unit_id) else None, one.name, one.kind, one.on)
        for one in successions_of(asked.session, asked.unit_id)
    )


def _headline(asked: Asked, offices: Collection[int], waiting: int, returned: Returned) -> Headline:
    sums, reference = asked.remember("headline", lambda: _sums(asked, returned)), asked.reference()
    percent = _with_reason(figures.percent(sums.counts), offices, waiting)
    of_the_province = asked.unit_id in asked.tree.roots()
    province = None if of_the_province else reference.percent
    return Headline(
        state=_state(percent, offices, waiting),
        offices=len(offices),
        blocks=sums.blocks,
        waiting=waiting,
        percent=percent,
        response=sums.response,
        mean=_with_reason(figures.mean(sums.counts, kappa=reference.kappa), offices, waiting),
        province=province,
        standing=standing_of(percent, province.value if province else None),
        change=sums.change,
        before=asked.period.before(),
        distribution=tuple(sums.counts) if percent.shown else None,
        place=place_of_unit(asked) if percent.shown else None,
        hand=for_a_hand(asked.session, units=asked.units, first=asked.period.first, last=asked.period.last),
    )


def _sums(asked: Asked, returned: Returned) -> _Sums:
    months, period = asked.months(), asked.period
    inside = within(months, period)
    counts = added(month.counts for month in inside)
    return _Sums(
        counts=counts,
        blocks=joined(month.blocks for month in inside),
        response=response_rate(inside, returned, of_months=period.months),
        change=_change(counts, within(months, period.before()), period),
    )


def _change(counts: Counts, earlier: list[MonthSum], period: Period) -> Figure:
    """The change since the period before, where at least half of its months have blocks."""
    months = {(month.year, month.month) for month in earlier}
    if 2 * len(months) < period.months:
        return withheld(Method.DIFFERENCE, Withheld.NOT_COMPARED, n=sum(counts))
    return figures.difference(counts, added(month.counts for month in earlier))


def _with_reason(figure: Figure, offices: Collection[int], waiting: int) -> Figure:
    """No answers has three causes, and each reads otherwise."""
    if figure.reason is not Withheld.NO_ANSWERS or (offices and not waiting):
        return figure
    return withheld(figure.method, Withheld.WAITING if offices else Withheld.NO_OFFICE)


def _state(percent: Figure, offices: Collection[int], waiting: int) -> State:
    if percent.n:
        return State.READY
    if not offices:
        return State.NO_OFFICE
    return State.WAITING if waiting else State.NO_ANSWERS
