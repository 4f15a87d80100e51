"""Reference cases of the survey half: reliability, two waves, designed samples, stuffed ballot boxes."""

import csv
import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.special import ndtri

from bench.checks import Check, between, near
from khaosat.stats import comparison, detectors, reliability, sampling, weighting
from khaosat.stats.sampling import DesignEstimate

Case = Mapping[str, Any]
UNSEEN: Final = "dripdev"
"""The attack by different devices after real dossiers: honestly not detectable."""


def scales(data: Case) -> list[Check]:
    """Alpha, omega, KMO, Bartlett and eigenvalues from the raw answers."""
    cp, expected = reliability.cross_products(data["data"]), data["expected"]
    alpha, bartlett, kmo = reliability.alpha(cp), reliability.bartlett(cp), reliability.kmo(cp)
    omega = reliability.omega(cp)
    exact = {
        "raw_alpha": alpha.raw,
        "std_alpha": alpha.standardised,
        "feldt_ci95": [alpha.low, alpha.high],
        "alpha_if_dropped": alpha.if_deleted,
        "item_r_drop": alpha.item_rest,
        "kmo": kmo.overall,
        "kmo_items": kmo.items,
        "bartlett_chisq": bartlett.statistic,
        "bartlett_p": bartlett.p,
        "bartlett_df": bartlett.df,
        "eigen_cor": reliability.eigenvalues(cp).values,
    }
    likely = {
        "omega_1factor_cor": omega.standardised,
        "omega_1factor_cov": omega.raw,
        "ml_loadings": omega.loadings,
        "ml_uniq": omega.uniquenesses,
    }
    checks = [near(k, expected[k], v, data["tolerance"]) for k, v in exact.items() if k in expected]
    return checks + [near(k, expected[k], v, data["tolerance_ml"]) for k, v in likely.items() if k in expected]


def waves(data: Case) -> list[Check]:
    """Mann–Whitney and proportional odds of two waves of answers."""
    near_by, groups = data["tolerance"], [data["wave1"], data["wave2"]]
    ranks, odds = comparison.mann_whitney(*groups), comparison.proportional_odds(groups)
    expected, polr = data["mann_whitney"], data["polr"]
    return [
        near("U", expected["U"], ranks.u, near_by),
        near("p without continuity correction", expected["p_nocc"], ranks.p, near_by),
        near("probability of superiority", expected["prob_superiority"], ranks.superiority, near_by),
        near("Cliff's delta", expected["cliffs_delta"], ranks.cliffs_delta, near_by),
        near("polr beta", polr["beta"], odds.beta[0], near_by),
        near("polr se", polr["se"], odds.se[0], near_by),
        near("polr thresholds", polr["zeta"], odds.thresholds, near_by),
        near("polr log likelihood", polr["loglik"], odds.log_likelihood, near_by),
    ]


def samples(data: Case) -> list[Check]:
    """Means, totals, groups and shares of a stratified sample; a post-stratified mean."""
    allowed, api = data["tolerance_rel"], data["apistrat"]
    w, stype = np.array(api["pw"]), np.array(api["stype"])
    checks: list[Check] = []
    for name, fpc in (("svymean_strat_fpc", api["fpc"]), ("svymean_strat_nofpc", None)):
        for k, variable in enumerate(np.atleast_1d(data[name]["names"])):
            found = sampling.design_mean(api[variable], w, strata=stype, fpc=fpc)
            checks += _estimate(f"{name} {variable}", data[name], k, found, allowed)
    for k, variable in enumerate(np.atleast_1d(data["svytotal_strat"]["names"])):
        found = sampling.design_total(api[variable], w, strata=stype, fpc=api["fpc"])
        checks += _estimate(f"total {variable}", data["svytotal_strat"], k, found, allowed)
    for k, group in enumerate(data["svyby_stype"]["group"]):
        found = sampling.design_mean(api["api00"], w * (stype == group), strata=stype, fpc=api["fpc"])
        checks += _estimate(f"api00 in {group}", data["svyby_stype"], k, found, allowed)
    for k, answer in enumerate(("No", "Yes")):
        found = sampling.design_proportion(np.array(api["sch.wide"]) == answer, w, strata=stype, fpc=api["fpc"])
        checks += _estimate(f"share of {answer}", data["prop_schwide"], k, found, allowed)
    return checks + _post_stratified(data["apisrs"], data["poststrat_srs"], allowed)


def _post_stratified(api: Case, expected: Case, allowed: float) -> list[Check]:
    totals = {row["stype"]: row["Freq"] for row in expected["population"]}
    w = weighting.post_stratify(api["pw"], api["stype"], totals)
    found = sampling.design_mean(api["api00"], w, fpc=api["fpc"], residual_of=api["stype"])
    head = expected["weights_head"]
    checks = [near("post-stratified weights", head, w[: len(head)], allowed, relative=True)]
    return checks + _estimate("post-stratified api00", expected["mean_api00"], 0, found, allowed)


def _estimate(label: str, expected: Case, k: int, found: DesignEstimate, allowed: float) -> list[Check]:
    half = float(ndtri(0.975)) * found.se  # the files' intervals are by z, ours by t
    got = {"est": found.value, "se": found.se, "deff": found.deff, "ci95": [found.value - half, found.value + half]}
    checks = []
    for name, value in got.items():
        if name in expected:
            wanted = expected[name][k] if isinstance(expected[name], list) else expected[name]
            checks.append(near(f"{label} {name}", wanted, value, allowed, relative=True))
    return checks


def stuffing(folder: Path) -> list[Check]:
    """Attacks found and clean officers left alone, from the three ``stuffing_*.csv.gz``."""
    labels, events, dossiers = (
        _columns(folder / f"stuffing_{name}.csv.gz") for name in ("labels", "events", "dossiers")
    )
    numbers = [{k: np.array(v, dtype=np.float64) for k, v in t.items() if k != "fake"} for t in (events, dossiers)]
    found = detectors.screen(*numbers)
    attack = dict(zip(labels["officer"], labels["attack"], strict=True))
    by_attack: dict[str, list[bool]] = {}
    for officer, flagged in zip(found.officer, found.flagged, strict=True):
        by_attack.setdefault(attack[str(officer)], []).append(bool(flagged))
    checks = []
    for name, flags in sorted(by_attack.items()):
        share = float(np.mean(flags))
        # One alarm is always forgiven: with few clean officers 1 % is less than one of them.
        bound = {"most": max(0.01, 1.0 / len(flags))} if name == "clean" else {"least": 0.0 if name == UNSEEN else 0.95}
        checks.append(between(f"{name}: share flagged of {len(flags)}", share, **bound))
    return checks


def _columns(path: Path) -> dict[str, list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    return {key: [row[key] for row in rows] for key in rows[0]}
