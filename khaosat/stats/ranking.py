"""The league: from counts to states, for like officers of one period. No number here is drawn by chance.

Case mix → sampling variance from the pooled spread → prior by REML → posterior → P(top), expected rank,
rank interval → selection under a ceiling and a limit on undeserved awards. See docs/statistics.md.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from khaosat.stats import arguments, evidence, indices, interval, scale, selection, shrinkage
from khaosat.stats import top as places
from khaosat.stats.casemix import CaseMix
from khaosat.stats.errors import InconsistentError, UnknownNameError, WrongShapeError
from khaosat.stats.evidence import Evidence
from khaosat.stats.explaining import Explanation, explain, explain_all
from khaosat.stats.league import League, Terms
from khaosat.stats.ratings import day_deff, day_deff_of_sums, ratings_needed
from khaosat.stats.scale import Counts, Floats, Mask, Whole
from khaosat.stats.selection import State
from khaosat.stats.shrinkage import Posterior
from khaosat.stats.top import Ranks

__all__ = [
    "Explanation",
    "League",
    "State",
    "day_deff",
    "day_deff_of_sums",
    "explain",
    "explain_all",
    "league",
    "ratings_needed",
]

LEVEL: Final = 0.95
"""Of every interval in a league."""
VOLUME_PRIORS: Final = ("auto", "always", "never")
_VOLUME_Z: Final = 3.0


@dataclass(frozen=True, eq=False)
class _Input:
    """Checked arguments; arrays (officers,) or (officers, 5)."""

    counts: Counts
    n: Whole
    deff: Floats
    mean: Floats
    added: Floats
    eligible: Mask
    terms: Terms


@dataclass(frozen=True, eq=False)
class _Stand:
    """Where the peers stand; arrays (peers,). ``p_limit``, ``p_below_limit`` are those the limits are judged on."""

    ranks: Ranks
    p_below: Floats
    p_limit: Floats
    p_below_limit: Floats
    volume_z: float
    volume_used: bool


def league(
    counts: ArrayLike,
    *,
    top: int,
    fdr: float = 0.10,
    minimum: int = 10,
    deff: ArrayLike = 1.0,
    casemix: CaseMix | None = None,
    volume_prior: str = "auto",
    eligible: ArrayLike | None = None,
) -> League:
    """The league of like officers from their answers, ``counts`` (officers, 5) of the item about the officer.

    ``top`` is the ceiling, a count (a float raises); ``fdr`` the largest expected share of undeserved
    among the proposed; officers with n < ``minimum`` are peers but end as too_few; ``deff`` the design
    effect of days (one number or one per officer, from ``day_deff``); ``casemix`` the result of
    ``casemix.adjust`` for the same answers; ``volume_prior`` lets log n into the prior mean for the
    limit: "auto" where |z| > 3, "always", "never"; who is not ``eligible`` (mask) is a peer and gets
    every number, but is never proposed. Raises the errors of ``arguments``, InconsistentError where
    case mix and counts disagree, WrongTypeError for another ``casemix``, UnknownNameError for ``volume_prior``.
    """
    asked = _read(counts, deff, casemix, eligible, _terms(top, fdr, minimum, volume_prior))
    peer = asked.n > 0
    found = evidence.weigh(asked.counts[peer], asked.deff[peer], asked.mean[peer], asked.added[peer])
    stand = _stand(found, asked.terms)
    return League(
        **_numbers(asked, peer, found, stand),
        **_verdict(asked, peer, found, stand),
        **_common(found),
        volume_z=stand.volume_z,
        volume_used=stand.volume_used,
        peers=int(peer.sum()),
        n=asked.n,
        eligible=asked.eligible,
        counts=asked.counts,
        deff=asked.deff,
        casemix=casemix,
        terms=asked.terms,
    )


def _numbers(asked: _Input, peer: Mask, found: Evidence, stand: _Stand) -> dict[str, Any]:
    """Every per-officer number of the League; who has no answers gets what is known without any."""
    prior, peers = found.prior, int(peer.sum())
    low, high = _interval_of_mean(asked, found.kappa)
    known = {
        "mean": (found.mean, scale.MIDDLE),
        "posterior_mean": (found.posterior.mean, prior.mu),
        "posterior_sd": (found.posterior.sd, np.sqrt(prior.tau2 + prior.var_mu)),
        "p_top": (stand.ranks.p_top, 0.0),
        "p_below": (stand.p_below, 0.0),
        "p_limit": (stand.p_limit, 0.0),
        "expected_rank": (stand.ranks.expected, (peers + 1) / 2),
        "rank_low": (stand.ranks.low, 1),
        "rank_high": (stand.ranks.high, max(peers, 1)),
        "variance": (found.variance, evidence.WIDEST),
        "added": (found.added, 0.0),
        "steady": (found.steady, prior.mu),
        "kept": (_kept(found), 0.0),
    }
    return {"low": low, "high": high, **{k: _place(peer, *v) for k, v in known.items()}}


def _common(found: Evidence) -> dict[str, Any]:
    """What all peers share: the pooled spread, the prior and the mean reliability."""
    prior, reliability = found.prior, float(_kept(found).mean()) if found.n.size else 0.0
    shared = {"mu": prior.mu, "var_mu": prior.var_mu, "tau2": prior.tau2}
    return {"kappa": found.kappa, "reliability": reliability, **shared}


def _verdict(asked: _Input, peer: Mask, found: Evidence, stand: _Stand) -> dict[str, Any]:
    """Who is proposed, in which state everybody is, and how much of it is expected to be undeserved."""
    rules, classified = asked.terms, found.prior.tau2 > 0
    enough = found.n >= rules.minimum
    may = enough & asked.eligible[peer] & classified
    p_top = stand.ranks.p_top
    proposed = selection.select(p_top, stand.p_limit, may, cap=rules.top, fdr=rules.fdr)
    constant = selection.select(p_top, p_top, may, cap=rules.top, fdr=rules.fdr)
    fallen = selection.fallen(stand.p_below, stand.p_below_limit, enough & classified, found.n)
    state = selection.states(p_top, enough, proposed, fallen, classified=classified)
    return {
        "state": _place(peer, state, State.TOO_FEW.value),
        "expected_undeserved": float(np.mean(1 - stand.p_limit[proposed])) if proposed.any() else 0.0,
        "proposed_constant": _place(peer, constant, fill=False) if stand.volume_used else None,
    }


def _stand(found: Evidence, rules: Terms) -> _Stand:
    """Ranks and probabilities of the peers, and those on which the limits are judged."""
    peers, prior = found.n.size, found.prior
    line = shrinkage.fit_line(found.mean, found.common, np.log(found.n)) if peers else None
    z = line.z if line else 0.0
    if prior.tau2 <= 0:
        ranks, half = places.tied(peers, top=rules.top), np.full(peers, 0.5)
        return _Stand(ranks, half, ranks.p_top, half, z, volume_used=False)
    ranks = places.ranks(found.posterior.mean, found.posterior.sd, top=rules.top, level=rules.level)
    below = _below(found.posterior, prior.mu)
    used = rules.volume_prior == "always" or (rules.volume_prior == "auto" and abs(z) > _VOLUME_Z)
    if not used or line is None:
        return _Stand(ranks, below, ranks.p_top, below, z, volume_used=False)
    other = shrinkage.posterior(found.mean, found.variance, line)
    limit = places.ranks(other.mean, other.sd, top=rules.top, level=rules.level)
    return _Stand(ranks, below, limit.p_top, _below(other, prior.mu), z, volume_used=True)


def _kept(found: Evidence) -> Floats:
    """B = tau2 / (tau2 + v): the reliability of each mean."""
    tau2 = found.prior.tau2
    return tau2 / (tau2 + found.variance) if tau2 > 0 else np.zeros(found.n.size)


def _below(posterior: Posterior, mu: float) -> Floats:
    return np.asarray(ndtr((mu - posterior.mean) / np.maximum(posterior.sd, 1e-12)))


def _interval_of_mean(asked: _Input, kappa: float) -> interval.Interval:
    """kappa-Wilson around the raw mean, moved by the case mix and widened by its uncertainty."""
    plain = interval.kappa_wilson(asked.counts, kappa=kappa, deff=asked.deff, level=asked.terms.level)
    raw = indices.mean_score(asked.counts)
    extra = ndtri((1 + asked.terms.level) / 2) * np.sqrt(asked.added)
    low = asked.mean - np.hypot(raw - plain.low, extra)
    high = asked.mean + np.hypot(plain.high - raw, extra)
    empty = asked.n == 0
    return interval.Interval(np.where(empty, plain.low, low), np.where(empty, plain.high, high))


def _place(peer: Mask, values: NDArray[Any], fill: Any) -> NDArray[Any]:  # noqa: ANN401  of the arrays' own type
    """The peers' values at their places among all officers."""
    out = np.full(peer.shape, fill, dtype=values.dtype)
    out[peer] = values
    return out


def _terms(top: object, fdr: object, minimum: object, volume_prior: str) -> Terms:
    if volume_prior not in VOLUME_PRIORS:
        raise UnknownNameError(
            f"no volume prior {volume_prior!r}; known: {', '.join(VOLUME_PRIORS)}", where="volume_prior"
        )
    return Terms(
        top=arguments.count(top, where="top"),
        fdr=arguments.number(fdr, where="fdr", least=0.0, below=1.0),
        minimum=arguments.count(minimum, where="minimum"),
        level=LEVEL,
        volume_prior=volume_prior,
    )


def _read(
    counts: ArrayLike, deff: ArrayLike, casemix: CaseMix | None, eligible: ArrayLike | None, terms: Terms
) -> _Input:
    table = scale.counts(counts, dimensions=2)
    n = scale.answers(table)
    effect = arguments.positive(deff, where="deff")
    if effect.shape not in ((), n.shape):
        raise WrongShapeError(f"expected one number or shape {n.shape}, got {effect.shape}", where="deff")
    mask = np.ones(n.shape, np.bool_) if eligible is None else arguments.mask(eligible, where="eligible", shape=n.shape)
    mean, added = np.asarray(indices.mean_score(table)), np.zeros(n.shape)
    if casemix is not None:
        known = arguments.instance(casemix, CaseMix, where="casemix").n.size
        if known > n.size or (casemix.n != n[:known]).any() or n[known:].any():
            raise InconsistentError("was not computed from the same answers as counts", where="casemix")
        mean[:known], added[:known] = casemix.adjusted, casemix.variance
    return _Input(table, n, np.broadcast_to(effect, n.shape), mean, added, mask, terms)
