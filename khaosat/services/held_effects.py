"""What counting the held answers about an officer would do to their line: read from leagues as they were kept.

The worker keeps beside each league one with every held answer about officers in its days; a page computes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from khaosat.access import ScopedSession
from khaosat.models.league import LeagueLine
from khaosat.queries.held_answers import HeldAnswer
from khaosat.queries.held_in_leagues import lines_with_held

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Side:
    """An officer's line: answers that count, mean after shrinking with its 95 % interval, state."""

    n: int
    mean: float
    low: float
    high: float
    state: str


@dataclass(frozen=True, slots=True)
class HeldEffect:
    """The league's last day, and the line without and with every held answer about the officer, with case mix."""

    last: date
    without: Side
    with_held: Side


def held_effects(session: ScopedSession, held: Sequence[HeldAnswer]) -> dict[UUID, HeldEffect]:
    """Return the effect for those held answers that are in the days of a kept league (two statements)."""
    officers = {one.officer_id for one in held if one.officer_id is not None}
    found = {one[0]: one[1:] for one in lines_with_held(session, officers)} if officers else {}
    effects = {}
    for one in held:
        if one.officer_id in found:
            league, without, with_held = found[one.officer_id]
            if league.first_day <= one.day <= league.last_day:
                effects[one.id] = HeldEffect(league.last_day, _side(without), _side(with_held))
    return effects


def _side(line: LeagueLine) -> Side:
    half = Z95 * line.posterior_sd
    low, high = max(1.0, line.posterior_mean - half), min(5.0, line.posterior_mean + half)
    return Side(line.n, line.posterior_mean, low, high, line.state)
