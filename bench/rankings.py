"""Reference cases of the ranking half: intervals, funnel, empirical Bayes, rank sets, leagues, case mix."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bench.checks import Check, between, near
from khaosat.stats import casemix, funnel, interval, ranking, ranksets, shrinkage
from khaosat.stats.ranking import League

Case = Mapping[str, Any]
DISLIKED: Final = 4
"""The field called land in the case-mix files."""


def wilson(data: Case) -> list[Check]:
    """Intervals of x of n at a level."""
    return [
        near(
            f"{c['x']} of {c['n']} at {c['conf']:g}",
            c["wilson"],
            [*interval.wilson(c["x"], c["n"], level=c["conf"])],
            data["tolerance"],
        )
        for c in data["cases"]
    ]


def limits(data: Case) -> list[Check]:
    """Funnel limits (compared inside [0, 1]) and naive z-scores."""
    found = funnel.binomial_limits(data["n"], data["target"], data["limit_probs"])
    z = funnel.z_scores(data["r"], data["n"], data["target"]).naive
    return [
        near("limits", np.clip(data["limits"], 0, 1), np.clip(found, 0, 1), data["tolerance"]),
        near("naive z", data["z_naive"], z, data["tolerance"]),
    ]


def empirical_bayes(data: Case) -> list[Check]:
    """Prior and posterior by each method; and that shrinking foretells where a truth is given."""
    checks = []
    for study, case in data.items():
        if not isinstance(case, Mapping):
            continue
        if "hits" in case:
            checks.append(_foretold(study, case))
        for method, expected in case.get("expected", {}).items():
            prior = shrinkage.fit(case["y"], case["v"], method=method)
            after = shrinkage.posterior(case["y"], case["v"], prior)
            got = {"tau2": prior.tau2, "mu": prior.mu, "se_mu": np.sqrt(prior.var_mu)}
            got |= {"blup": after.mean, "blup_se": after.sd}
            checks += [
                near(f"{study} {method} {k}", expected[k], v, data["tolerance"])
                for k, v in got.items()
                if k in expected
            ]
    return checks


def _foretold(study: str, case: Case) -> Check:
    rate, truth = np.array(case["hits"]) / case["n"], np.array(case["truth"])
    v = np.full(rate.size, rate.mean() * (1 - rate.mean()) / case["n"])
    after = shrinkage.posterior(rate, v, shrinkage.fit(rate, v)).mean
    ratio = float(np.sum((after - truth) ** 2) / np.sum((rate - truth) ** 2))
    return between(f"{study}: squared error, shrunken over raw", ratio, most=0.5)


def rank_sets(data: Case) -> list[Check]:
    """Ends of the sets against the range of the bootstrap's seeds, one rank either way; single step."""
    checks = []
    for subject, case in data["data"].items():
        for r in case["results"]:
            method = ranksets.simultaneous if r["simul"] else ranksets.marginal
            found = method(case["x"], case["se"], level=data["coverage"])
            kind = "simultaneous" if r["simul"] else "marginal"
            steps = "stepdown, two ranks" if r["stepdown"] else "single step"
            for name, ends in (("L", found.low), ("U", found.high)):
                if r["cstype"] != "two-sided" and name == "U":
                    continue
                least, most = np.array(r[f"{name}_min"]), np.array(r[f"{name}_max"])
                outside = np.maximum(np.maximum(least - ends, ends - most), 0)
                label = f"{subject} {kind} {r['cstype']} {name} ({steps}): ranks outside"
                checks.append(near(label, 0, outside.max(), 2 if r["stepdown"] else 1))
                if not r["stepdown"]:
                    checks.append(between(f"{label}, share inside", float(np.mean(outside == 0)), least=0.97))
    return checks


def leagues(data: Case) -> list[Check]:
    """Recall, precision, awards and coverage over the replicates; and the prototype's own numbers."""
    checks, measured = [], []
    for r in data["replicates"]:
        found = ranking.league(r["counts"], top=r["K"])
        measured.append(_judged(found, np.array(r["truth"]), r["K"]))
        if "prototype" in r:
            checks += _prototype(
                ranking.league(r["counts"], top=r["K"], minimum=0), r["prototype"], data["tolerance_prototype"]
            )
    return [*checks, *_bars(data["pass_if"], measured)]


def _prototype(found: League, expected: Case, allowed: Case) -> list[Check]:
    same = np.flatnonzero(found.proposed).tolist() == expected["selected_fdr10"]
    return [
        near("posterior mean", expected["post_mean"], found.posterior_mean, allowed["post_mean"]),
        near("posterior sd", expected["post_sd"], found.posterior_sd, allowed["post_mean"]),
        near("P(top)", expected["p_top"], found.p_top, allowed["p_top"]),
        near("expected rank", expected["expected_rank"], found.expected_rank, allowed["rank"]),
        near("rank interval, low", expected["L"], found.rank_low, allowed["rank"]),
        near("rank interval, high", expected["U"], found.rank_high, allowed["rank"]),
        between("the same are proposed", float(same), least=1),
    ]


def case_mix(data: Case) -> list[Check]:
    """As ``leagues`` with the case mix on, and the share of the officers of the disliked field."""
    measured = []
    strata = data["columns"][1:-5]
    mix = {name: dict(enumerate(data["reference_mix"][name])) for name in strata}
    for r in data["replicates"]:
        cells, truth = np.array(r["cells"]), np.array(r["truth"])
        officer, levels, answers = cells[:, 0], cells[:, 1 : 1 + len(strata)], cells[:, -5:]
        given = casemix.Cells(officer, dict(zip(strata, levels.T, strict=True)), answers)
        counts = np.zeros((truth.size, 5), np.int64)
        np.add.at(counts, officer, answers)
        adjusted = casemix.adjust(given, mix, officers=truth.size)
        found = ranking.league(counts, top=r["K"], casemix=adjusted)
        hard = np.bincount(officer, answers.sum(axis=1) * (levels[:, 0] == DISLIKED), truth.size) > found.n / 2
        row = _judged(found, truth, r["K"])
        row["land_officer_share"] = (hard & _best(found.p_top, r["K"])).sum() / (hard & _best(truth, r["K"])).sum()
        measured.append(row)
    return _bars(data["pass_if"], measured)


def _judged(found: League, truth: NDArray[np.float64], places: int) -> dict[str, float]:
    due = _best(truth, places)
    rank = np.argsort(np.argsort(-truth, kind="stable"), kind="stable") + 1
    inside = (found.rank_low <= rank) & (rank <= found.rank_high)
    return {
        "recall": float((due & _best(found.p_top, places)).sum() / places),
        "precision_fdr10": float(due[found.proposed].mean()) if found.proposed.any() else 1.0,
        "awards_fdr10": float(found.proposed.sum()),
        "coverage95": float(inside.mean()),
    }


def _best(values: ArrayLike, places: int) -> NDArray[np.bool_]:
    array = np.asarray(values, dtype=np.float64)
    best = np.zeros(array.size, np.bool_)
    best[np.argsort(-array, kind="stable")[:places]] = True
    return best


def _bars(wanted: Case, measured: list[dict[str, float]]) -> list[Check]:
    checks = []
    for name, value in wanted.items():
        key, _, end = name.rpartition("_")
        if end not in {"min", "max"} or not measured or key not in measured[0]:
            continue
        mean = float(np.mean([row[key] for row in measured]))
        bound = {"least": value} if end == "min" else {"most": value}
        checks.append(between(f"{key}, mean of {len(measured)} replicates", mean, **bound))
    return checks
