"""What is measured in a simulated league, and the bars it has to pass (docs/fairness.md).

Sums are kept, not means, so that replicates add up and a share is one sum over another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.leagues import SCORES, World, sample
from khaosat.stats import casemix, interval, ranking, ranksets

PLACES: Final = 100
"""The ceiling of 504 officers; other sizes in proportion."""
PARTS: Final = ("all", "few", "many", "best")
WORLDS: Final[dict[str, World]] = {
    "base": World(),
    "day effects": World(day_sd=0.5),
    "t3 merit": World(heavy_tails=True),
    "n~merit -.4": World(volume_merit=-0.4),
    "n~merit +.4": World(volume_merit=0.4),
    "case mix": World(mixed=True),
    "always five": World(always_five=True),
    "small differences": World(sd=0.25),
    "many ratings": World(median=400.0),
    "stuffed": World(stuffed=0.05),
}
SIZES: Final = (3, 5, 10, 30, 100)
Sums = dict[str, float]


@dataclass(frozen=True)
class Bar:
    """A claim: ``value`` of the sums of ``world`` must lie in [least, most]."""

    claim: str
    world: str
    value: Callable[[Sums], float]
    least: float = -np.inf
    most: float = np.inf


def measure(world: World, seed: list[int]) -> Sums:
    """One replicate: everything the bars ask for, as sums."""
    year = sample(world, seed)
    adjusted = casemix.adjust(year.cells, year.mix, officers=world.officers) if year.cells and year.mix else None
    deff = ranking.day_deff(year.days) if year.days is not None else 1.0
    places = round(PLACES * world.officers / 504)
    league = ranking.league(year.counts, top=places, casemix=adjusted, deff=deff)
    raw = year.counts @ SCORES / np.maximum(league.n, 1)
    rank = np.argsort(np.argsort(-year.truth, kind="stable"), kind="stable") + 1
    due, full, naive = rank <= places, _first(league.p_top, places), _first(raw, places)
    few, proposed = league.n < 30, league.proposed
    found: Sums = {"leagues": 1.0, "deff": deff, "awards": proposed.sum(), "undeserved": (proposed & ~due).sum()}
    found |= {"grave": (proposed & (year.truth < np.median(year.truth))).sum(), "places": places}
    found |= {"recalled": (full & due).sum(), "naive_recalled": (naive & due).sum()}
    for name, group in (("few", few), ("hard", year.hard)):
        found |= {f"{name}_due": (group & due).sum(), f"{name}_awards": (group & full).sum()}
        found |= {f"{name}_naive": (group & naive).sum()}
    inside = (league.rank_low <= rank) & (rank <= league.rank_high)
    for part, group in zip(PARTS, (few | True, few, league.n >= 300, due), strict=True):
        found |= {f"inside_{part}": (inside & group).sum(), f"of_{part}": group.sum()}
    return {k: float(v) for k, v in found.items()}


def _first(values: NDArray[np.float64], places: int) -> NDArray[np.bool_]:
    first = np.zeros(values.size, np.bool_)
    first[np.argsort(-values, kind="stable")[:places]] = True
    return first


def add(rows: Iterable[Sums]) -> Sums:
    """The sums of several replicates."""
    total: Sums = {}
    for row in rows:
        for key, value in row.items():
            total[key] = total.get(key, 0.0) + value
    return total


def over(part: str, whole: str) -> Callable[[Sums], float]:
    """The share of one sum in another; 0 where there is nothing to share."""
    return lambda s: s[part] / s[whole] if s[whole] else 0.0


def bars() -> list[Bar]:
    """All bars on leagues."""
    undeserved, recall = over("undeserved", "awards"), over("recalled", "places")
    found = [Bar("undeserved among proposed", w, undeserved, most=0.17) for w in WORLDS]
    found += [
        Bar("undeserved among proposed", "base", undeserved, most=0.13),
        Bar("undeserved among proposed", "n~merit -.4", undeserved, most=0.145),
        Bar("recall at the full ceiling", "base", recall, least=0.725),
        Bar(
            "recall above the plain mean's",
            "base",
            lambda s: recall(s) - over("naive_recalled", "places")(s),
            least=0.01,
        ),
        Bar("recall at the full ceiling", "case mix", recall, least=0.71),
        Bar("awards to n < 30 over their due", "base", over("few_awards", "few_due"), least=0.75, most=1.25),
        Bar("awards in the disliked field over their due", "case mix", over("hard_awards", "hard_due"), 0.85, 1.30),
    ]
    found += [Bar("awards below the median, a league", w, over("grave", "leagues"), most=1.0) for w in WORLDS]
    least = {"base": (0.93, 0.92, 0.92, 0.89), "day effects": (0.93,)}
    least |= dict.fromkeys(("t3 merit", "n~merit -.4", "n~merit +.4", "case mix"), (0.92, 0.88, 0.88, 0.88))
    for world, limits in least.items():
        for part, limit in zip(PARTS, limits, strict=False):
            found.append(
                Bar(f"rank intervals hold the truth: {part}", world, over(f"inside_{part}", f"of_{part}"), limit)
            )
    return found


def score_coverage(n: int, seed: int, *, replicates: int = 20_000) -> float:
    """How often kappa-Wilson at n skewed answers (2/2/8/22/66) holds the mean; kappa pooled over 500 officers."""
    rng = np.random.default_rng([seed, n])
    share = np.array([0.02, 0.02, 0.08, 0.22, 0.66])
    kappa = interval.pooled_kappa(rng.multinomial(100, share, 500))
    found = interval.kappa_wilson(rng.multinomial(n, share, replicates), kappa=kappa)
    truth = float(share @ SCORES)
    return float(np.mean((found.low <= truth) & (truth <= found.high)))


def set_coverage(seed: list[int]) -> float:
    """Share of 504 officers whose marginal rank set holds the true rank."""
    year = sample(World(), seed)
    league = ranking.league(year.counts, top=PLACES)
    found = ranksets.marginal(league.mean, np.sqrt(league.variance))
    rank = np.argsort(np.argsort(-year.truth, kind="stable"), kind="stable") + 1
    return float(np.mean((found.low <= rank) & (rank <= found.high)))
