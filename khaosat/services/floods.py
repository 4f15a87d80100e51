"""An hour in which an office sees far more answers than on a usual day is noted, to be looked at. Nothing is held."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from math import exp, lgamma, log
from statistics import median
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.models.hold import Flood
from khaosat.queries.held_answers import clear_floods, usual_days
from khaosat.queries.usual_volume import LOOKED_BACK
from khaosat.services.calendar import ONE_DAY

HOUR: Final = 4  # slots
BUSIEST: Final = 0.3
"""Share of a day's answers that its busiest hour may hold on a usual day."""
LEAST: Final = 10
"""Answers: fewer are no flood at any office."""
FALSE_ALARM: Final = 1e-6
"""Chance of so many in one hour of a usual day; with forty hours a week and 170 offices about one a year."""


def note_floods(session: ScopedSession, *, day: date, answers: Iterable[Mapping[str, Any]]) -> int:
    """Note each office's worst hour of a day where it is a flood; a step of settling. Returns how many."""
    slots: dict[int, Counter[int]] = defaultdict(Counter)
    for row in answers:
        slots[row["office_id"]][row["slot"]] += 1
    clear_floods(session, day)
    crowded = {office: worst_hour(found) for office, found in slots.items() if found.total() >= LEAST}
    crowded = {office: (slot, number) for office, (slot, number) in crowded.items() if number >= LEAST}
    if not crowded:
        return 0
    before = usual_days(session, first=day - LOOKED_BACK, last=day - ONE_DAY)
    found = []
    for office, (slot, number) in crowded.items():
        usual = max(1.0, median(before.get(office, [0])))
        chance = tail(number, usual * BUSIEST)
        if chance < FALSE_ALARM:
            found.append(Flood(office_id=office, day=day, slot=slot, answers=number, usual=usual, chance=chance))
    _note(session, found)
    return len(found)


def _note(session: ScopedSession, found: list[Flood]) -> None:
    session.add_all(found)


def worst_hour(slots: Mapping[int, int]) -> tuple[int, int]:
    """Return the quarter hour in which the fullest hour begins, and how many answers it holds."""
    hours = {slot: sum(slots.get(slot + k, 0) for k in range(HOUR)) for slot in slots}
    slot = min(hours, key=lambda start: (-hours[start], start))
    return slot, hours[slot]


def tail(least: int, mean: float) -> float:
    """Return P(Poisson(mean) ≥ least), summed from its first term on, so that small chances keep their digits."""
    if least <= mean:
        return 1.0
    term = total = exp(least * log(mean) - mean - lgamma(least + 1))
    k = least
    while term > total * 1e-12:
        k += 1
        term *= mean / k
        total += term
    return min(1.0, total)
