"""Officer-years of an anonymous office QR, clean or stuffed, for measuring the detectors.

Everything about a person is drawn from a fixed seed, so a run can be repeated. The numbers of
the clean world: 250 days of 480 minutes, two peaks a day, lognormal dossiers per year
(median 900) and response rates (median .15) that vary from day to day, answers a few minutes
after the dossier, 15 % in the evening (filed under the day's last minute), 3 % from
the device of the answer before, straight-lining that depends on the score.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from khaosat.stats.scale import HIGHEST, Floats, Whole

DAYS: Final = 250
MINUTES: Final = 480.0
ATTACKS: Final = ("burst_one_device", "burst_many_devices", "drip_one_device", "drip_five_per_device", "drip")
"""The last one, all devices different and after real dossiers, is the one no detector sees."""


@dataclass(frozen=True, eq=False)
class World:
    """Columns as ``detectors.screen`` takes them, and the attack of each officer ("clean" for none)."""

    events: dict[str, Floats]
    dossiers: dict[str, Floats]
    attack: tuple[str, ...]


def world(attacks: list[tuple[str, float]], *, seed: int) -> World:
    """One officer-year per entry (attack or "clean", share of stuffed fives added)."""
    rng = np.random.default_rng(seed)
    rows, closed = [], []
    for officer, (attack, dose) in enumerate(attacks):
        served = _dossiers(rng)
        honest = _honest(rng, served)
        if attack != "clean":
            honest = np.vstack([honest, _stuffed(rng, attack, max(1, round(dose * len(honest))), served, honest)])
        rows.append(np.column_stack([np.full(len(honest), officer), honest]))
        closed.append(np.column_stack([np.full(served.size, officer), served]))
    table, dossiers = np.vstack(rows), np.vstack(closed)
    table = table[rng.permutation(len(table))]
    names = ("officer", "minute", "score", "straightline", "device", "evening")
    return World(
        dict(zip(names, table.T, strict=True)),
        {"officer": dossiers[:, 0], "minute_closed": dossiers[:, 1]},
        tuple(a for a, _ in attacks),
    )


def _dossiers(rng: np.random.Generator) -> Floats:
    """Minutes at which an officer's dossiers are closed, ascending."""
    n = max(60, int(rng.lognormal(np.log(900), 0.5)))
    weight = rng.gamma(6, 1 / 6, DAYS)
    day = rng.choice(DAYS, n, p=weight / weight.sum())
    morning = rng.random(n) < 0.6
    minute = np.where(morning, rng.normal(130, 45, n), rng.normal(330, 45, n))
    return np.sort(day * MINUTES + np.clip(minute, 0, MINUTES - 1))


def _honest(rng: np.random.Generator, served: Floats) -> Floats:
    """Rows (minute, score, straightline, device, evening) of real citizens."""
    rate = rng.normal(np.log(0.15 / 0.85), 0.6) + rng.normal(0, 0.5, DAYS)
    day = (served // MINUTES).astype(int)
    answers = served[rng.random(served.size) < 1 / (1 + np.exp(-rate[day]))]
    n = answers.size
    evening = rng.random(n) < 0.15
    late = np.minimum(answers + rng.exponential(4.5, n), (answers // MINUTES + 1) * MINUTES - 1)
    minute = np.where(evening, (answers // MINUTES + 1) * MINUTES - 1, late)
    mood = rng.normal(0, 0.45) + rng.normal(0, 0.3, DAYS)[(answers // MINUTES).astype(int)]
    felt = rng.logistic(0, 1, n) + mood
    score = 1 + np.searchsorted(np.array([-3.9, -3.0, -1.9, -0.4]), felt)
    straight = rng.random(n) < np.where(score == HIGHEST, rng.uniform(0.4, 1), 0.1)
    device = np.arange(n, dtype=np.float64)
    for i in (rng.random(n) < 0.03).nonzero()[0].tolist():  # one after another: a chain may form
        device[i] = device[max(i - 1, 0)]
    return np.column_stack([minute, score, straight, device, evening]).astype(np.float64)


def _stuffed(rng: np.random.Generator, attack: str, n: int, served: Floats, honest: Floats) -> Floats:
    """Rows of ``n`` straight-lined fives."""
    if attack.startswith("burst"):
        start = rng.choice(DAYS, -(-n // 10)) * MINUTES + rng.uniform(0, MINUTES - 20, -(-n // 10))
        minute = np.repeat(start, 10)[:n] + rng.uniform(0, 15, n)
    else:
        minute = rng.choice(served, n) + rng.exponential(4.5, n)
    own: Whole = np.arange(n)
    size = {"burst_one_device": n, "drip_one_device": n, "drip_five_per_device": 5}.get(attack, 1)
    device = len(honest) + own // size
    return np.column_stack([minute, np.full(n, HIGHEST), np.ones(n), device, np.zeros(n)]).astype(np.float64)
