"""Our own reference cases of the ranking half, in the format of ``bench/reference.py``.

Every expected value comes another way than the product's: published tables, exact fractions, solving
the defining equation by halving, closed forms, brute force over all pairs, or the known truth of a simulation.
"""

from collections.abc import Callable
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.leagues import Sample, World, sample

Case = dict[str, Any]


def cases() -> dict[str, Case]:
    """File name without ``.json`` → case."""
    return {
        "wilson": _wilson(),
        "funnel_binomial": _limits(),
        "empirical_bayes": _empirical_bayes(),
        "csranks": _rank_sets(),
        "league_sim": _league(),
        "casemix_sim": _case_mix(),
    }


def _wilson() -> Case:
    """The ends solve |x/n − p| = z sqrt(p (1 − p) / n): found by halving, not by the formula."""
    found = []
    for x, n, level in ((81, 263, 0.95), (15, 148, 0.95), (0, 20, 0.95), (1, 29, 0.95), (7, 7, 0.9), (400, 1000, 0.99)):
        z, share = NormalDist().inv_cdf((1 + level) / 2), x / n

        def outside(p: float, z: float = z, share: float = share, n: int = n) -> bool:
            return abs(share - p) > z * sqrt(p * (1 - p) / n)

        ends = [0.0 if x == 0 else _halve(outside, 0.0, share), 1.0 if x == n else _halve(outside, 1.0, share)]
        found.append({"x": x, "n": n, "conf": level, "wilson": ends})
    return {"cases": found, "tolerance": 1e-9}


def _halve(outside: Callable[[float], bool], far: float, near: float) -> float:
    for _ in range(80):
        middle = (far + near) / 2
        far, near = (middle, near) if outside(middle) else (far, middle)
    return (far + near) / 2


def _limits() -> Case:
    """Binomial probabilities as exact fractions."""
    target, probabilities, r, n = Fraction(23, 25), [0.001, 0.025, 0.975, 0.999], [9, 33, 120], [10, 40, 131]
    limits = [[_limit(size, target, Fraction(p)) for p in probabilities] for size in n]
    share = float(target)
    z = [(k / size - share) / sqrt(share * (1 - share) / size) for k, size in zip(r, n, strict=True)]
    case = {"r": r, "n": n, "target": share, "limit_probs": probabilities, "limits": limits, "z_naive": z}
    return {**case, "tolerance": 1e-8}


def _limit(n: int, target: Fraction, p: Fraction) -> float:
    below, k = Fraction(0), 0
    while (at := below + comb(n, k) * target**k * (1 - target) ** (n - k)) < p:
        below, k = at, k + 1
    return float((k - (at - p) / (at - below)) / n)


def _empirical_bayes() -> Case:
    """Eight schools (Gelman et al., BDA3, 5.5: mean 7.7, se 4.1, no variance); equal variances in closed form."""
    y, v, k = np.array([1.0, 4.0, 2.0, 9.0, 4.0, 4.0]), 2.0, 6
    tau2 = float(np.var(y, ddof=1)) - v
    keep = tau2 / (tau2 + v)
    var_mu = (tau2 + v) / k
    closed: Case = {"tau2": tau2, "mu": float(y.mean()), "se_mu": sqrt(var_mu)}
    closed |= {"blup": (y.mean() + keep * (y - y.mean())).tolist()}
    closed |= {"blup_se": [sqrt(keep * v + (1 - keep) ** 2 * var_mu)] * k}
    schools = {"y": [28, 8, -3, 7, -1, 1, 18, 12], "v": [225, 100, 256, 121, 81, 121, 100, 324]}
    weight = [Fraction(1, x) for x in schools["v"]]
    mean = float(sum(w * x for w, x in zip(weight, schools["y"], strict=True)) / sum(weight))
    none = {"tau2": 0.0, "mu": mean, "se_mu": 1 / sqrt(sum(weight)), "blup": [mean] * 8}
    return {
        "tolerance": 1e-6,
        "eight_schools": {**schools, "expected": dict.fromkeys(("REML", "ML", "DL", "PM"), none)},
        "equal": {"y": y.tolist(), "v": [v] * k, "expected": dict.fromkeys(("REML", "DL", "PM"), closed)},
    }


def _rank_sets() -> Case:
    """Critical values by drawing all pairs, five seeds; ranks by looking at all pairs."""
    rng = np.random.default_rng(20)
    se = np.exp(rng.uniform(-2.5, -0.5, 14))
    x = rng.normal(0, 1, 14) + se * rng.standard_normal(14)
    apart = np.hypot(se[:, None], se)
    results = []
    for simultaneous in (True, False):
        ends = []
        for seed in range(5):
            z = np.random.default_rng(seed).standard_normal((20_000, 14)) * se
            t = np.abs(z[:, :, None] - z[:, None, :]) / apart
            c = (
                np.full(14, np.quantile(t.max(axis=(1, 2)), 0.95))
                if simultaneous
                else np.quantile(t.max(axis=2), 0.95, axis=0)
            )
            above = (x[None, :] - x[:, None] > c[:, None] * apart).sum(axis=1)
            below = (x[:, None] - x[None, :] > c[:, None] * apart).sum(axis=1)
            ends.append([1 + above, 14 - below])
        low, high = np.min(ends, axis=0), np.max(ends, axis=0)
        kind = {"simul": simultaneous, "stepdown": False, "cstype": "two-sided"}
        span = {"L_min": low[0], "U_min": low[1], "L_max": high[0], "U_max": high[1]}
        results.append(kind | {k: v.tolist() for k, v in span.items()})
    return {"coverage": 0.95, "data": {"drawn": {"x": x.tolist(), "se": se.tolist(), "results": results}}}


def _league() -> Case:
    years = [sample(World(), [31, r]) for r in range(4)]
    bars = {"recall_min": 0.70, "precision_fdr10_min": 0.85, "awards_fdr10_min": 45, "coverage95_min": 0.93}
    rows = [{"counts": y.counts.tolist(), "truth": y.truth.tolist(), "K": 100} for y in years]
    return {"pass_if": bars, "replicates": rows}


def _case_mix() -> Case:
    years = [sample(World(mixed=True), [32, r]) for r in range(4)]
    bars = {"recall_min": 0.70, "precision_fdr10_min": 0.83, "coverage95_min": 0.92}
    bars |= {"land_officer_share_min": 0.75, "land_officer_share_max": 1.4}
    rows = [{"cells": _cells(y).tolist(), "truth": y.truth.tolist(), "K": 100} for y in years]
    mix = {name: list(shares.values()) for name, shares in (years[0].mix or {}).items()}
    columns = ["officer", *mix, "c1", "c2", "c3", "c4", "c5"]
    return {"columns": columns, "reference_mix": mix, "pass_if": bars, "replicates": rows}


def _cells(year: Sample) -> NDArray[np.int64]:
    given = year.cells
    if given is None:
        raise ValueError("a world without case mix has no cells")
    return np.column_stack(
        [np.asarray(given.officer), *map(np.asarray, given.strata.values()), np.asarray(given.counts)]
    )
