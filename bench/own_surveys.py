"""Our own reference cases of the survey half; as ``bench/own_rankings.py``, every value comes another way."""

import csv
import gzip
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import chi2, f, mannwhitneyu

from bench import stuffing

Case = dict[str, Any]
Floats = NDArray[np.float64]
NAMES: Final = {
    "burst_one_device": "burst1dev",
    "burst_many_devices": "burstdev",
    "drip_one_device": "drip1dev",
    "drip_five_per_device": "dripper5",
    "drip": "dripdev",
}


def cases() -> dict[str, Case]:
    """File name without ``.json`` → case."""
    return {"ordinal_waves": _waves(), "reliability": _scales(), "survey": _sample()}


def _waves() -> Case:
    """Raw answers through scipy's test; the likelihood maximised numerically, errors from its curvature.

    The product stops where R's polr stops, a little short of the maximum: hence the tolerance.
    """
    waves = [np.array([12, 9, 31, 140, 208]), np.array([4, 7, 22, 118, 260])]
    raw = [np.repeat(np.arange(1, 6), w) for w in waves]
    test = mannwhitneyu(*raw, use_continuity=False, method="asymptotic")
    share = float(test.statistic) / (raw[0].size * raw[1].size)

    def loss(x: Floats) -> float:
        limits = np.concatenate([[-np.inf], np.cumsum([x[1], *np.exp(x[2:])]), [np.inf]])
        return -sum(
            float(w @ np.log(np.diff(expit(limits - shift)))) for w, shift in zip(waves, (0.0, x[0]), strict=True)
        )

    best = minimize(loss, [0.3, -3.0, 0.0, 0.0, 0.0], method="BFGS", options={"gtol": 1e-7}).x
    for _ in range(4):
        best = best - np.linalg.solve(_curvature(loss, best), _slope(loss, best))
    ranks = {"U": float(test.statistic), "p_nocc": float(test.pvalue), "prob_superiority": share}
    ranks["cliffs_delta"] = 2 * share - 1
    polr = {"beta": best[0], "se": float(np.sqrt(np.linalg.inv(_curvature(loss, best))[0, 0])), "loglik": -loss(best)}
    polr["zeta"] = np.cumsum([best[1], *np.exp(best[2:])]).tolist()
    return {
        "wave1": waves[0].tolist(),
        "wave2": waves[1].tolist(),
        "mann_whitney": ranks,
        "polr": polr,
        "tolerance": 1e-3,
    }


def _slope(loss: Any, at: Floats) -> Floats:  # noqa: ANN401  a function of an array
    h = 1e-4
    return np.array([(loss(at + step) - loss(at - step)) / (2 * h) for step in np.eye(at.size) * h])


def _curvature(loss: Any, at: Floats) -> Floats:  # noqa: ANN401  a function of an array
    h, size = 1e-4, at.size
    step = np.eye(size) * h
    sides = ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
    return np.array(
        [
            [sum(s * loss(at + a * step[i] + b * step[j]) for a, b, s in sides) / (4 * h * h) for j in range(size)]
            for i in range(size)
        ]
    )


def _scales() -> Case:
    """Definitions applied to raw answers: variances of sums, residuals of regressions of each on the rest."""
    rng = np.random.default_rng(8)
    n, k = 120, 6
    x = np.clip(np.round(3.6 + rng.normal(0, 0.8, (n, 1)) + rng.normal(0, 0.9, (n, k))), 1, 5)
    alpha = _alpha(x)
    rest = [float(np.corrcoef(x[:, i], np.delete(x, i, 1).sum(axis=1))[0, 1]) for i in range(k)]
    r = np.corrcoef(x.T)
    partial = np.zeros((k, k))
    for i in range(k):
        for j in range(i):
            others = np.column_stack([np.ones(n), np.delete(x, [i, j], 1)])
            left = [x[:, m] - others @ np.linalg.lstsq(others, x[:, m], rcond=None)[0] for m in (i, j)]
            partial[i, j] = partial[j, i] = np.corrcoef(*left)[0, 1]
    off = r - np.eye(k)
    statistic = -(n - 1 - (2 * k + 5) / 6) * float(np.linalg.slogdet(r)[1])
    band = [1 - (1 - alpha) * float(f.ppf(q, n - 1, (n - 1) * (k - 1))) for q in (0.975, 0.025)]
    expected = {
        "raw_alpha": alpha,
        "std_alpha": _alpha((x - x.mean(axis=0)) / x.std(axis=0, ddof=1)),
        "feldt_ci95": band,
        "alpha_if_dropped": [_alpha(np.delete(x, i, 1)) for i in range(k)],
        "item_r_drop": rest,
        "kmo": float((off**2).sum() / ((off**2).sum() + (partial**2).sum())),
        "bartlett_chisq": statistic,
        "bartlett_p": float(chi2.sf(statistic, k * (k - 1) / 2)),
        "eigen_cor": np.sort(np.linalg.svd(r)[1])[::-1].tolist(),
    }
    return {"data": x.astype(int).tolist(), "expected": expected, "tolerance": 1e-6, "tolerance_ml": 1e-3}


def _alpha(x: Floats) -> float:
    k = x.shape[1]
    return float(k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1)))


def _sample() -> Case:
    """Textbook formulas of stratified and post-stratified means (Cochran 1977, 5.6 and 5A.9)."""
    rng = np.random.default_rng(9)
    sizes, taken = {"E": 400, "H": 90, "M": 150}, {"E": 40, "H": 20, "M": 25}
    stype = np.repeat(list(taken), list(taken.values()))
    y = np.round(rng.normal(650, 100, stype.size) + 30.0 * (stype == "E"))
    wide = rng.random(stype.size) < 0.8
    w, total = np.array([sizes[s] / taken[s] for s in stype]), sum(sizes.values())

    def stratified(v: NDArray[Any], *, fpc: bool = True) -> tuple[float, float]:
        mean = sum(sizes[s] * v[stype == s].mean() for s in sizes) / total
        parts = (
            (sizes[s] / total) ** 2 * (1 - fpc * taken[s] / sizes[s]) * v[stype == s].var(ddof=1) / taken[s]
            for s in sizes
        )
        return float(mean), float(np.sqrt(sum(parts)))

    groups = [
        (y[stype == s].mean(), np.sqrt((1 - taken[s] / sizes[s]) * y[stype == s].var(ddof=1) / taken[s])) for s in sizes
    ]
    mean, se = stratified(y)
    no, yes = stratified(1.0 - wide), stratified(wide.astype(np.float64))
    answers = np.where(wide, "Yes", "No").tolist()
    strat = {"stype": stype.tolist(), "pw": w.tolist(), "fpc": [sizes[s] for s in stype], "api00": y.tolist()}
    return {
        "tolerance_rel": 1e-6,
        "apistrat": {**strat, "sch.wide": answers},
        "svymean_strat_fpc": {"names": ["api00"], "est": [mean], "se": [se]},
        "svymean_strat_nofpc": {"names": "api00", "est": mean, "se": stratified(y, fpc=False)[1]},
        "svytotal_strat": {"names": "api00", "est": mean * total, "se": se * total},
        "svyby_stype": {"group": list(sizes), "est": [g[0] for g in groups], "se": [g[1] for g in groups]},
        "prop_schwide": {"est": [no[0], yes[0]], "se": [no[1], yes[1]]},
        **_post_stratified(stype, y, sizes),
    }


def _post_stratified(stype: NDArray[np.str_], y: Floats, sizes: dict[str, int]) -> Case:
    """A simple sample weighted to the groups: mean of group means; error by linearised residuals by hand."""
    n, total = y.size, sum(sizes.values())
    means = {s: y[stype == s].mean() for s in sizes}
    w = np.array([sizes[s] / (stype == s).sum() for s in stype])
    est = sum(sizes[s] * means[s] for s in sizes) / total
    residual = w * (y - np.array([means[s] for s in stype])) / total
    se = np.sqrt((1 - n / total) * n / (n - 1) * np.sum((residual - residual.mean()) ** 2))
    drawn = {"stype": stype.tolist(), "pw": [total / n] * n, "fpc": [total] * n, "api00": y.tolist()}
    expected = {"mean_api00": {"est": est, "se": float(se)}, "weights_head": w[:5].tolist()}
    population = [{"stype": s, "Freq": size} for s, size in sizes.items()]
    return {"apisrs": drawn, "poststrat_srs": {"population": population, **expected}}


def write_stuffing(folder: Path) -> None:
    """The three ``stuffing_*.csv.gz`` of a world whose stuffed officers are known."""
    attacks = [("clean", 0.0)] * 40 + [(a, dose) for a in stuffing.ATTACKS for dose in (0.2, 0.5)]
    world = stuffing.world(attacks, seed=77)
    _write(folder / "stuffing_events.csv.gz", list(world.events), zip(*world.events.values(), strict=True))
    _write(folder / "stuffing_dossiers.csv.gz", list(world.dossiers), zip(*world.dossiers.values(), strict=True))
    labels = [(i, NAMES.get(attack, attack), dose) for i, (attack, dose) in enumerate(attacks)]
    _write(folder / "stuffing_labels.csv.gz", ["officer", "attack", "dose"], labels)


def _write(path: Path, header: list[str], rows: Any) -> None:  # noqa: ANN401  rows of any columns
    with gzip.open(path, "wt", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([header, *rows])
