"""Leagues with known truth, from a documented seed: the worlds in which fairness is measured.

An officer's merit is a shift on the logit scale of five ordered answers; the truth is the score he would
get on average at the reference mix. Nothing here is taken from the statistics it judges.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from khaosat.stats.casemix import Cells

Floats = NDArray[np.float64]
SCORES = np.arange(1.0, 6.0)
LIMITS = logit(np.cumsum([0.03, 0.03, 0.09, 0.27]))
FIELDS = np.array([0.0, 0.17, 0.11, -0.17, -0.9])
"""How much fields are liked, on the logit scale; the last is land."""
AGES = np.array([-0.25, 0.0, 0.25])
FIELD_MIX = np.full(5, 0.2)
AGE_MIX = np.array([0.3, 0.4, 0.3])
DAYS = 60
"""On which an officer meets citizens: about one day in four, so that a bad day weighs."""


@dataclass(frozen=True)
class World:
    """How a league comes about; the defaults are the base case of docs/statistics.md."""

    officers: int = 504
    sd: float = 0.45
    median: float = 120.0
    heavy_tails: bool = False
    volume_merit: float = 0.0
    always_five: bool = False
    day_sd: float = 0.0
    mixed: bool = False
    stuffed: float = 0.0


@dataclass(frozen=True, eq=False)
class Sample:
    """One year: counts (officers, 5), true scores (officers,), and what only some worlds have.

    ``days`` (officers, days, 5); ``cells`` and ``mix`` for the case mix; ``hard`` True for officers with
    more than half of their ratings in the disliked field; ``stuffed`` True for who stuffed the box.
    """

    counts: NDArray[np.int64]
    truth: Floats
    hard: NDArray[np.bool_]
    stuffed: NDArray[np.bool_]
    days: NDArray[np.int64] | None = None
    cells: Cells | None = None
    mix: dict[str, dict[int, float]] | None = None


def shares(merit: Floats) -> Floats:
    """Probability of each answer, (…, 5), at a merit on the logit scale (…)."""
    below = expit(LIMITS - merit[..., None])
    ends = np.zeros((*merit.shape, 1))
    return np.diff(np.concatenate([ends, below, ends + 1], axis=-1), axis=-1)


def sample(world: World, seed: int | list[int]) -> Sample:
    """One year of that world."""
    rng = np.random.default_rng(seed)
    n, merit = _officers(world, rng)
    if world.mixed:
        return _mixed(world, rng, n, merit)
    if world.day_sd:
        return _daily(world, rng, n, merit)
    p = shares(merit)
    if world.always_five:
        share = rng.beta(1.5, 6.0, world.officers)[:, None]
        p = (1 - share) * p + share * np.eye(5)[4]
    counts = rng.multinomial(n, p)
    stuffed = rng.random(world.officers) < world.stuffed
    counts[stuffed, 4] += np.round(0.2 * n[stuffed]).astype(np.int64)
    return Sample(counts, p @ SCORES, np.zeros(world.officers, np.bool_), stuffed)


def _officers(world: World, rng: np.random.Generator) -> tuple[NDArray[np.int64], Floats]:
    """Numbers of ratings and merits; ``volume_merit`` is the correlation of log n and merit."""
    size = world.officers
    merit = rng.standard_t(3, size) / np.sqrt(3) if world.heavy_tails else rng.standard_normal(size)
    r = world.volume_merit
    log_n = np.log(world.median) + 1.3 * (r * merit + np.sqrt(1 - r * r) * rng.standard_normal(size))
    return np.clip(np.round(np.exp(log_n)), 3, 3000).astype(np.int64), world.sd * merit


def _daily(world: World, rng: np.random.Generator, n: NDArray[np.int64], merit: Floats) -> Sample:
    per_day = rng.multinomial(n, np.full(DAYS, 1 / DAYS))
    mood = rng.normal(0, world.day_sd, (world.officers, DAYS))
    days = rng.multinomial(per_day, shares(merit[:, None] + mood))
    usual = world.day_sd * np.sqrt(2) * np.polynomial.hermite.hermgauss(31)[0]
    weight = np.polynomial.hermite.hermgauss(31)[1] / np.sqrt(np.pi)
    truth = shares(merit[:, None] + usual) @ SCORES @ weight
    nobody = np.zeros(world.officers, np.bool_)
    return Sample(days.sum(axis=1), truth, nobody, nobody, days=days)


def _mixed(world: World, rng: np.random.Generator, n: NDArray[np.int64], merit: Floats) -> Sample:
    """Each officer has fields and ages of his own; the truth is the score at the reference mix."""
    size = world.officers
    fields, ages = rng.dirichlet(np.full(5, 0.5), size), rng.dirichlet(10 * AGE_MIX, size)
    per_cell = rng.multinomial(n, (fields[:, :, None] * ages[:, None, :]).reshape(size, -1)).reshape(size, 5, 3)
    p = shares(merit[:, None, None] + FIELDS[:, None] + AGES)
    counts = rng.multinomial(per_cell, p)
    truth = np.einsum("ofak,k,f,a->o", p, SCORES, FIELD_MIX, AGE_MIX)
    officer, field, age = np.nonzero(per_cell)
    cells = Cells(officer, {"field": field, "age": age}, counts[officer, field, age])
    mix = {"field": dict(enumerate(FIELD_MIX.tolist())), "age": dict(enumerate(AGE_MIX.tolist()))}
    hard = per_cell[:, -1].sum(axis=1) > n / 2
    return Sample(counts.sum(axis=(1, 2)), truth, hard, np.zeros(size, np.bool_), cells=cells, mix=mix)
