"""Units of one kind beside each other: who lies further from the common share than chance explains. No ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure
from khaosat.queries.closed_tallies import unit_tallies
from khaosat.queries.offices_of_units import units_with_office
from khaosat.queries.unit_names import unit_names
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.figures import NOBODY, Counts, Figure
from khaosat.services.placing import FunnelLimits, Place, Placing, limit_curve, placed

LONGEST = 1830  # days: five years


class Peers(StrEnum):
    """The kind of units compared; a figure is that of the unit's own office."""

    COMMUNES = "commune"
    DISTRICTS = "district"
    DEPARTMENTS = "department"


@dataclass(frozen=True, slots=True)
class FunnelUnit:
    """One unit; `place` is None where the figure is withheld, `otherwise` its place were held answers treated anew."""

    unit: UnitLabel
    figure: Figure
    held: int  # answers held in these days, counted or not as the reader chose
    place: Place | None
    otherwise: Place | None


@dataclass(frozen=True, slots=True)
class UnitFunnel:
    """All units of a kind over closed days, in alphabetical order (communes: district by district).

    `target` is None where nobody answered; `phi` is how much units differ, in multiples of what chance alone does.
    """

    peers: Peers
    first: date
    last: date
    with_held: bool
    target: float | None
    phi: float
    limits: FunnelLimits | None
    units: tuple[FunnelUnit, ...]


def unit_funnel(
    session: ScopedSession, *, peers: Peers, first: date, last: date, closed_until: date, with_held: bool
) -> UnitFunnel:
    """Return the funnel of the units of that kind over closed days; days after `closed_until` are left out.

    Raises InvalidFailure(field='tu') for days in the wrong order or more than five years.
    """
    if first > last or (last - first).days > LONGEST:
        raise InvalidFailure(field="tu", reason="out_of_range")
    last = min(last, closed_until)
    tree = DatedTree(unit_names(session), first=first, last=max(first, last))
    order = compared_units(session, tree, peers)
    counted, held = dict.fromkeys(order, NOBODY), dict.fromkeys(order, NOBODY)
    for tally in unit_tallies(session, first=first, last=last):
        if tally.unit_id in counted:
            (held if tally.held else counted)[tally.unit_id] = tally.counts
    plain = [counted[unit] for unit in order]
    full = [_sum(counted[unit], held[unit]) for unit in order]
    chosen, other = (full, plain) if with_held else (plain, full)
    placing, found, places = placed(chosen)
    _, _, otherwise = placed(other)
    units = (
        FunnelUnit(tree.label(unit), found[k], sum(held[unit]), places[k], otherwise[k]) for k, unit in enumerate(order)
    )
    curve = _curve(placing, [one.n for one in found if one.shown]) if placing else None
    target, phi = (placing.target, placing.phi) if placing else (None, 1.0)
    return UnitFunnel(peers, first, last, with_held, target, phi, curve, tuple(units))


def compared_units(session: ScopedSession, tree: DatedTree, peers: Peers) -> list[int]:
    """Return the units of that kind which had an office in the tree's days, under each parent in alphabetical order."""
    wanted = _peers_of(tree, peers)
    with_office = units_with_office(session, units=wanted, first=tree.first, last=tree.last)
    return [unit_id for unit_id in wanted if unit_id in with_office]


def _peers_of(tree: DatedTree, peers: Peers) -> list[int]:
    """The units of that kind, under each parent in alphabetical order."""
    found: list[int] = []
    for root in tree.roots():
        children = tree.children(root)
        below = [unit for child in children for unit in tree.children(child)]
        found += [unit for unit in (*children, *below) if tree.label(unit).kind == peers]
    return found


def _curve(placing: Placing, n: Sequence[int]) -> FunnelLimits | None:
    """The curves from before the smallest unit to after the largest."""
    return limit_curve(placing, max(1, min(n) // 2), max(n) * 2) if n else None


def _sum(one: Counts, other: Counts) -> Counts:
    return tuple(a + b for a, b in zip(one, other, strict=True))
