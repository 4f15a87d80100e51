"""Where units lie to the limits around their common share: exact binomial ones, wider where units differ anyway."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from khaosat import stats
from khaosat.services import figures
from khaosat.services.figures import Counts, Figure

CURVE: Final = 60  # points of a limit curve
PROBABILITIES: Final = (0.001, 0.025, 0.975, 0.999)  # the outer limits 99.8 %, the inner ones 95 %


class Place(StrEnum):
    """Where a unit lies to the limits around the common share."""

    FAR_BELOW = "far_below"  # below the 99.8 % limit
    BELOW = "below"  # below the 95 % limit
    INSIDE = "inside"
    ABOVE = "above"
    FAR_ABOVE = "far_above"


@dataclass(frozen=True, slots=True)
class Placing:
    """The common share and what is needed to place a unit."""

    target: float
    phi: float
    tau2: float

    def limits(self, n: Sequence[int]) -> list[tuple[float, ...]]:
        """The four limits at each n, lowest first: exact binomial, times the spread beyond chance."""
        exact = stats.funnel.binomial_limits(list(n), self.target, list(PROBABILITIES))
        wider = [(1 + 4 * size * self.tau2) ** 0.5 for size in n]
        return [
            tuple(min(1.0, max(0.0, self.target + (float(limit) - self.target) * by)) for limit in row)
            for row, by in zip(exact, wider, strict=True)
        ]

    def places(self, found: Sequence[Figure]) -> list[Place | None]:
        """Where each figure lies, None for those withheld."""
        shown = [one for one in found if one.value is not None]
        limits = iter(self.limits([one.n for one in shown]))
        return [None if one.value is None else place_of(one.value, next(limits)) for one in found]


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """Limit curves over ascending `n`, shares; widened by what differs between units beyond chance."""

    n: tuple[float, ...]
    outer_low: tuple[float, ...]
    inner_low: tuple[float, ...]
    inner_high: tuple[float, ...]
    outer_high: tuple[float, ...]


def limit_curve(placing: Placing, start: int, end: int, *, points: int = CURVE) -> FunnelLimits:
    """Return the limits between two numbers of answers, denser where they bend."""
    grid = sorted({round(start * (end / start) ** (k / (points - 1))) for k in range(points)})
    outer_low, inner_low, inner_high, outer_high = zip(*placing.limits(grid), strict=True)
    return FunnelLimits(tuple(map(float, grid)), outer_low, inner_low, inner_high, outer_high)


def placed(table: Sequence[Counts]) -> tuple[Placing | None, list[Figure], list[Place | None]]:
    """Return how units are placed, their figures and places; None for all where nobody answered."""
    found = figures.percents(table)
    n = [sum(counts) for counts in table]
    hits = [counts[3] + counts[4] for counts in table]
    if not sum(n):
        return None, found, [None] * len(found)
    target = sum(hits) / sum(n)
    scores = stats.funnel.z_scores(hits, n, target)
    placing = Placing(target, scores.phi, scores.tau2)
    return placing, found, placing.places(found)


def place_of(share: float, limits: tuple[float, ...]) -> Place:
    """Return where a share lies to its four limits, lowest first."""
    far_low, low, high, far_high = limits
    if share < low:
        return Place.FAR_BELOW if share < far_low else Place.BELOW
    if share > high:
        return Place.FAR_ABOVE if share > far_high else Place.ABOVE
    return Place.INSIDE
