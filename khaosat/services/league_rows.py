"""A league as the tables keep it: plain numbers, every one as it was computed (floats to the last bit)."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from khaosat import stats
from khaosat.services.officer_evidence import islands, level_key

if TYPE_CHECKING:
    from khaosat.services.ranking import Outcome
    from khaosat.stats.casemix import CaseMix
    from khaosat.stats.explaining import Explanation
    from khaosat.stats.ranking import League

WANTED_RELIABILITY: Final = 0.8
_COLUMNS: Final = ("state", "n", "mean", "posterior_mean", "posterior_sd", "p_top", "rank_low", "rank_high")
_LEAST_GAP: Final = 1e-6  # points of the scale: closer than this nobody can be told apart
_SCALARS: Final = ("kappa", "mu", "var_mu", "tau2", "reliability", "expected_undeserved", "volume_z", "volume_used",
                   "peers")  # fmt: skip  # one list, one line of thought


def rules_of(outcome: "Outcome") -> dict[str, Any]:
    """Return the rules the league was computed by, the ceiling with its source and how sure we are of it."""
    rules, cap = outcome.rules, outcome.rules.cap
    return {
        "fdr": rules.fdr,
        "minimum": rules.minimum,
        "least_days": rules.least_days,
        "places": outcome.places,
        "cap": {
            "share": float(cap.share),
            "base": cap.base,
            "since": cap.since.isoformat(),
            "citation": cap.citation,
            "certainty": cap.certainty,
            "doubt": dict(cap.doubt),
        },
    }


def results_of(outcome: "Outcome") -> dict[str, Any]:
    """Return what concerns everybody: both leagues' shared numbers, the case mix, what did not count."""
    said = outcome.heard
    return {
        "plain": _shared(outcome.plain, outcome.deff),
        "adjusted": _shared(outcome.adjusted, outcome.deff),
        "casemix": _case_mix(outcome),
        "deff": outcome.deff,
        "answers": int(sum(map(sum, said.counts))),
        "set_aside": sum(said.set_aside),
        "unverified": sum(evidence == "unverified" for evidence in said.evidence),
        "held": outcome.held,
        "too_short": list(outcome.group.too_short),
        "islands": islands(said),
    }


def lines_of(outcome: "Outcome", *, nodes: bool = True) -> Iterator[dict[str, Any]]:
    """Yield the rows of `league_lines` without their league: every officer without, then with case mix.

    `nodes` False leaves out how P(top) was summed up: of a league that only stands beside another.
    """
    for adjusted, league in ((False, outcome.plain), (True, outcome.adjusted)):
        border = _border(league)
        for place, said in enumerate(stats.ranking.explain_all(league, nodes=nodes)):
            working = _written(said)
            working["telling"] = _telling(league, said, border, outcome.deff)
            peer = outcome.group.peers[place]
            yield {
                "adjusted": adjusted,
                "officer_id": peer.officer_id,
                "unit_id": peer.unit_id,
                "evidence": outcome.heard.evidence[place].value,
                "set_aside": outcome.heard.set_aside[place],
                **{name: working[name] for name in _COLUMNS},
                "working": working,
            }


def _shared(league: "League", deff: float) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(league, name) for name in _SCALARS}
    found["proposed"] = int(league.proposed.sum())
    found["proposed_constant"] = None if league.proposed_constant is None else int(league.proposed_constant.sum())
    found["needed"] = stats.ranking.ratings_needed(
        kappa=league.kappa, tau2=league.tau2, mean=league.mu, reliability=WANTED_RELIABILITY, deff=deff
    )
    found["border"] = _border(league)
    return found


def _case_mix(outcome: "Outcome") -> list[dict[str, Any]]:
    """Every level's effect with its standard error and its share of all answers, each stratum's base first."""
    mixed = outcome.casemix
    if mixed is None:
        return []
    free = set(mixed.not_estimable)
    bases = [_base(outcome, mixed, stratum) for stratum in sorted(outcome.heard.strata)]
    rest = [
        {
            "stratum": stratum,
            "level": level_key(stratum, level),
            "share": float(share),
            "coefficient": mixed.coefficients[stratum, level],
            "standard_error": mixed.standard_errors[stratum, level],
            "estimable": (stratum, level) not in free,
        }
        for (stratum, level), share in zip(mixed.columns, mixed.reference, strict=True)
    ]
    return sorted(bases + rest, key=lambda one: str(one["stratum"]))  # stable: each base stays first


def _base(outcome: "Outcome", mixed: "CaseMix", stratum: str) -> dict[str, Any]:
    """The level the others are held against; its effect is 0 by definition."""
    rest = [
        float(share) for (name, _level), share in zip(mixed.columns, mixed.reference, strict=True) if name == stratum
    ]
    levels = set(outcome.heard.strata[stratum].tolist())
    base = min(levels, key=lambda level: (level < 0, level))
    nothing = {"share": 1 - sum(rest), "coefficient": 0.0, "standard_error": 0.0, "estimable": True}
    return {"stratum": stratum, "level": level_key(stratum, base), "base": True, **nothing}


def _written(said: "Explanation") -> dict[str, Any]:
    """An explanation as JSON knows it; levels by their keys."""
    found = {**vars(said), "counts": list(said.counts)}
    found["shifts"] = [{**vars(one), "level": level_key(one.stratum, one.level)} for one in said.shifts]
    if said.working is not None:
        found["working"] = {name: values.tolist() for name, values in vars(said.working).items()}
    return found


def _border(league: "League") -> float | None:
    """The shrunken mean of the last who has a place, if all places went to the highest means; None without places."""
    means = sorted(league.posterior_mean[league.n > 0].tolist(), reverse=True)
    places = min(league.terms.top, len(means))
    return float(means[places - 1]) if places else None


def _telling(league: "League", said: "Explanation", border: float | None, deff: float) -> Mapping[str, Any]:
    """How many answers would tell: up to the minimum, or to know somebody from one who stands at the border."""
    if said.state == "too_few":
        return {"gap": None, "needed": league.terms.minimum}
    if said.state != "undecided" or border is None or not league.classified:
        return {"gap": None, "needed": None}
    gap = said.posterior_mean - border
    if abs(gap) < _LEAST_GAP:
        return {"gap": gap, "needed": None}
    needed = stats.ranking.ratings_needed(
        kappa=league.kappa, tau2=league.tau2, mean=border, difference=abs(gap), deff=deff
    )
    return {"gap": gap, "needed": needed if needed is None or needed > said.n else said.n}
