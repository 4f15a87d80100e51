"""One officer's line of a league, with every number needed to work it out again by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from khaosat.stats import arguments, exactranks, indices, scale, selection
from khaosat.stats import top as places
from khaosat.stats.errors import OutOfRangeError
from khaosat.stats.league import League
from khaosat.stats.scale import Floats
from khaosat.stats.selection import State


@dataclass(frozen=True)
class Shift:
    """What one level of the case mix does: effect = −coefficient · (share − reference), added to the raw mean."""

    stratum: str
    level: int
    share: float
    reference: float
    coefficient: float
    effect: float


@dataclass(frozen=True, eq=False)
class Working:
    """How P(top) comes about: P = sum of weight · probability over possible true scores ``theta``.

    ``above`` others expected above theta, ``spread`` the standard deviation of their number,
    ``probability`` that fewer than ``top`` are above; arrays (nodes,).
    """

    theta: Floats
    weight: Floats
    above: Floats
    spread: Floats
    probability: Floats


@dataclass(frozen=True, eq=False)
class Explanation:
    """The whole decision on one page; names as in ``League``, for one officer.

    mean = raw_mean + sum of the shifts' effects; variance = kappa · room · deff / n + added with
    room = (5 − steady)(steady − 1); kept = tau2 / (tau2 + variance); posterior_mean = mu + kept (mean − mu);
    posterior_sd² = kept · variance + (1 − kept)² var_mu; p_below = Phi((mu − posterior_mean) / posterior_sd);
    p_top by ``working`` (None without answers or where tau2 = 0). ``cut`` is the lowest p_top among the
    ``proposed`` (None if there are none), ``reason`` a code for the state: ``few_ratings``, ``chosen``,
    ``below_mean``, ``no_difference`` (tau2 = 0), ``not_eligible``, ``at_border``, ``unlikely``.
    """

    officer: int
    counts: tuple[int, ...]
    n: int
    raw_mean: float
    shifts: tuple[Shift, ...]
    share_unknown: float
    mean: float
    low: float
    high: float
    kappa: float
    deff: float
    steady: float
    room: float
    added: float
    variance: float
    mu: float
    var_mu: float
    tau2: float
    kept: float
    posterior_mean: float
    posterior_sd: float
    p_top: float
    p_limit: float
    p_below: float
    expected_rank: float
    rank_low: int
    rank_high: int
    working: Working | None
    peers: int
    top: int
    fdr: float
    minimum: int
    proposed: int
    cut: float | None
    expected_undeserved: float
    volume_z: float
    volume_used: bool
    state: str
    reason: str


_NUMBERS = (
    "mean", "low", "high", "steady", "added", "variance", "kept", "posterior_mean", "posterior_sd",
    "p_top", "p_limit", "p_below", "expected_rank", "deff",
)  # fmt: skip
_EACH = ("n", "counts", "rank_low", "rank_high", "state")
_REASONS = {
    State.TOO_FEW.value: "few_ratings",
    State.PROPOSED.value: "chosen",
    State.BELOW.value: "below_mean",
    State.NOT_PROPOSED.value: "unlikely",
}
_TIED = "no_difference"
_SHARED = ("kappa", "mu", "var_mu", "tau2", "expected_undeserved", "volume_z")


def explain(league: League, i: int) -> Explanation:
    """The line of officer ``i`` (0-based, in the order of the input).

    Raises OutOfRangeError, NotWholeError, WrongTypeError.
    """
    officer = arguments.count(i, where="i")
    arguments.instance(league, League, where="league")
    if officer >= league.n.size:
        raise OutOfRangeError(f"there are only {league.n.size} officers, got {officer}", where="i")
    rules, proposed = league.terms, league.proposed
    numbers: dict[str, Any] = {name: float(getattr(league, name)[officer]) for name in _NUMBERS}
    numbers |= {name: getattr(league, name) for name in _SHARED}
    return Explanation(
        officer=officer,
        counts=tuple(int(c) for c in league.counts[officer]),
        n=int(league.n[officer]),
        raw_mean=float(indices.mean_score(league.counts[officer])),
        shifts=_shifts(league, slice(officer, officer + 1))[0],
        share_unknown=_unknown(league)[officer],
        room=float((scale.HIGHEST - league.steady[officer]) * (league.steady[officer] - scale.LOWEST)),
        rank_low=int(league.rank_low[officer]),
        rank_high=int(league.rank_high[officer]),
        working=_working(league, officer),
        top=rules.top,
        fdr=rules.fdr,
        minimum=rules.minimum,
        proposed=int(proposed.sum()),
        cut=float(league.p_top[proposed].min()) if proposed.any() else None,
        state=str(league.state[officer]),
        reason=_reasons(league, slice(officer, officer + 1))[0],
        volume_used=league.volume_used,
        peers=league.peers,
        **numbers,
    )


def explain_all(league: League, *, nodes: bool = True) -> Iterator[Explanation]:
    """Everybody's line, in the order of the input, as ``explain`` gives it and in time that grows with their number.

    ``nodes`` False leaves ``working`` out. Above ``EXACT_UP_TO`` peers it holds the very nodes that P(top) was summed
    over, looked up in the common grid, where ``explain`` counts every other officer anew.
    """
    columns = {name: getattr(league, name).tolist() for name in (*_NUMBERS, *_EACH)}
    columns["raw_mean"] = np.asarray(indices.mean_score(league.counts)).tolist()
    columns["room"] = ((scale.HIGHEST - league.steady) * (league.steady - scale.LOWEST)).tolist()
    columns["share_unknown"], everybody = _unknown(league), slice(None)
    columns |= {"shifts": _shifts(league, everybody), "reason": _reasons(league, everybody)}
    columns["working"] = _workings(league) if nodes else [None] * league.n.size
    proposed = league.proposed
    shared: dict[str, Any] = {name: getattr(league, name) for name in (*_SHARED, "volume_used", "peers")}
    shared |= {name: getattr(league.terms, name) for name in ("top", "fdr", "minimum")}
    shared |= {"proposed": int(proposed.sum()), "cut": float(league.p_top[proposed].min()) if proposed.any() else None}
    for officer, row in enumerate(zip(*columns.values(), strict=True)):
        numbers = dict(zip(columns, row, strict=True))
        numbers["counts"] = tuple(numbers["counts"])
        yield Explanation(officer=officer, **numbers, **shared)


def _unknown(league: League) -> list[float]:
    known = league.casemix.share_unknown.tolist() if league.casemix is not None else []
    return known + [0.0] * (league.n.size - len(known))


def _workings(league: League) -> list[Working | None]:
    size, peer = league.n.size, league.n > 0
    if not league.classified or int(peer.sum()) <= places.EXACT_UP_TO:
        return [_working(league, officer) for officer in range(size)]
    found = places.nodes(league.posterior_mean[peer], league.posterior_sd[peer], top=league.terms.top)
    rows = iter(zip(found.theta, found.above, found.spread, found.probability, strict=True))
    return [_of_nodes(*next(rows)) if there else None for there in peer.tolist()]


def _of_nodes(theta: Floats, above: Floats, spread: Floats, probability: Floats) -> Working:
    return Working(theta, places.WEIGHTS, above, spread, probability)


def _shifts(league: League, whose: slice) -> list[tuple[Shift, ...]]:
    casemix, number = league.casemix, league.n[whose].size
    if casemix is None:
        return [()] * number
    b = [casemix.coefficients[column] for column in casemix.columns]
    mix = casemix.mix[whose]
    effects = -np.array(b) * (mix - casemix.reference)
    found = [
        tuple(
            Shift(stratum, level, share, reference, coefficient, effect)
            for (stratum, level), share, reference, coefficient, effect in zip(
                casemix.columns, shares, casemix.reference.tolist(), b, its, strict=True
            )
        )
        if n
        else ()
        for n, shares, its in zip(casemix.n[whose].tolist(), mix.tolist(), effects.tolist(), strict=True)
    ]
    return found + [()] * (number - len(found))


def _working(league: League, i: int) -> Working | None:
    if league.n[i] == 0 or not league.classified:
        return None
    peer = league.n > 0
    mean, sd, top = league.posterior_mean[peer], league.posterior_sd[peer], league.terms.top
    me = int(peer[:i].sum())
    small = mean.size <= places.EXACT_UP_TO
    theta = mean[me] + sd[me] * (exactranks.steps() if small else places.STEPS)
    p = np.delete(ndtr((mean[:, None] - theta) / sd[:, None]), me, axis=0)
    above, spread = p.sum(axis=0), np.sqrt(np.maximum((p * (1 - p)).sum(axis=0), 1e-12))
    if small:
        chances = exactranks.others_above(me, mean, sd, np.ones(mean.size, np.int64))
        weight = np.full(theta.size, 1 / theta.size)
        return Working(theta, weight, above, spread, chances[:top].sum(axis=0))
    sure = np.full(theta.size, float(top > 0))
    probability = ndtr((top - 0.5 - above) / spread) if 0 < top < mean.size else sure
    return Working(theta, places.WEIGHTS, above, spread, probability)


def _reasons(league: League, whose: slice) -> list[str]:
    worth = (league.eligible & (league.p_top >= selection.WORTH_A_LOOK))[whose].tolist()
    undecided = {True: "at_border", False: "not_eligible"} if league.classified else dict.fromkeys((True, False), _TIED)
    return [
        _REASONS.get(state) or undecided[looked]
        for state, looked in zip(league.state[whose].tolist(), worth, strict=True)
    ]
