"""From numbers to positions: a stretch of the number line, its ticks, and how it is bent."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Write = Callable[[float], str]
Bend = Callable[[float], float]
_SAME = 1e-9
"""Below this difference two marks are one."""


def _straight(value: float) -> float:
    return value


@dataclass(frozen=True, slots=True)
class Axis:
    """The values from ``low`` to ``high``, the ticks worth naming, and the scale's ``bend``."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()
    bend: Bend = _straight

    def at(self, value: float, start: float, end: float) -> float:
        """Where ``value`` lies between the positions ``start`` and ``end``; outside values at the edge."""
        return self.beyond(min(max(value, self.low), self.high), start, end)

    def beyond(self, value: float, start: float, end: float) -> float:
        """The same without the edges, for curves that a frame will cut."""
        low, high = self.bend(self.low), self.bend(self.high)
        return start + (self.bend(value) - low) / (high - low) * (end - start)


def rounded_axis(
    values: Iterable[float], write: Write, *, count: int = 5, within: tuple[float, float] = (-math.inf, math.inf)
) -> Axis:
    """An axis around ``values`` with about ``count`` ticks on round numbers (1, 2, 2.5, 5 × 10ᵏ).

    It never leaves ``within`` (0 and 1 for shares), and no values or equal values still make an axis.
    """
    known = list(values)
    floor, ceiling = within
    low, high = (min(known), max(known)) if known else (max(floor, 0.0), min(ceiling, 1.0))
    if high - low < _SAME:
        room = abs(low) * 0.05 or 1.0
        low, high = max(floor, low - room), min(ceiling, high + room)
    step = _round_step((high - low) / max(count - 1, 1))
    first, last = math.floor(low / step + _SAME), math.ceil(high / step - _SAME)
    marks = [k * step for k in range(first, last + 1)]
    inside = [mark for mark in marks if floor - _SAME <= mark <= ceiling + _SAME]
    ticks = tuple((mark, write(mark)) for mark in inside)
    return Axis(max(floor, marks[0]), min(ceiling, marks[-1]), ticks)


def count_axis(counts: Iterable[int], write: Write, *, bend: Bend) -> Axis:
    """An axis of counts (at least 1) bent by ``math.log`` or ``math.sqrt``, ticks at 1, 2, 5 × 10ᵏ."""
    known = [max(count, 1) for count in counts] or [1]
    low, high = min(known) / 1.25, max(known) * 1.25
    marks = [float(lead * 10**power) for power in range(9) for lead in (1, 2, 5)]
    return Axis(low, high, tuple((mark, write(mark)) for mark in marks if low <= mark <= high), bend)


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= raw * (1 - _SAME))
