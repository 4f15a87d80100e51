"""What a league is once computed: per-officer arrays in the order of the input, and the numbers they rest on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khaosat.stats.casemix import CaseMix
from khaosat.stats.scale import Counts, Floats, Mask, Whole
from khaosat.stats.selection import State


@dataclass(frozen=True, eq=False)
class Terms:
    """The rules a league was asked for: see ``ranking.league``."""

    top: int
    fdr: float
    minimum: int
    level: float
    volume_prior: str


@dataclass(frozen=True, eq=False)
class League:
    """Everything known of each officer; arrays (officers,), ranks 1-based with 1 = largest.

    ``mean`` adjusted mean 1–5 (raw without case mix) with its interval ``low``, ``high``;
    ``posterior_mean``, ``posterior_sd`` after shrinking; ``p_top`` = P(among the ``top`` best peers);
    ``p_below`` = P(below the peers' mean); ``expected_rank``; ``rank_low`` … ``rank_high`` interval of
    ranks; ``state`` strings of ``State``. ``n`` answers, ``variance`` of the mean (``added`` of it by the
    case mix), ``steady`` mean at which it was taken, ``kept`` = tau2 / (tau2 + variance), the officer's own
    reliability. ``p_limit`` is the P(top) on which the limit on undeserved awards was judged.

    Scalars: pooled ``kappa``; prior ``mu`` (sampling variance ``var_mu``) and ``tau2`` (0: everybody ties,
    nobody is classified); ``reliability`` mean of ``kept``; ``expected_undeserved`` mean of 1 − p_limit
    over the proposed, 0 if none; ``volume_z`` of log n in the prior mean; ``volume_used`` whether it
    entered the limit, and then ``proposed_constant`` who would be proposed without it (else None);
    ``peers`` officers with n >= 1. As given: ``counts``, ``deff``, ``eligible``, ``casemix``, ``terms``.

    An officer with n = 0 changes nothing: mean 3 in [1, 5], the prior as posterior, any rank, P = 0, too few.
    """

    mean: Floats
    low: Floats
    high: Floats
    posterior_mean: Floats
    posterior_sd: Floats
    p_top: Floats
    p_below: Floats
    expected_rank: Floats
    rank_low: Whole
    rank_high: Whole
    state: NDArray[np.str_]
    kappa: float
    tau2: float
    reliability: float
    expected_undeserved: float
    volume_z: float
    volume_used: bool
    proposed_constant: Mask | None
    mu: float
    var_mu: float
    peers: int
    n: Whole
    variance: Floats
    added: Floats
    steady: Floats
    kept: Floats
    p_limit: Floats
    eligible: Mask
    counts: Counts
    deff: Floats
    casemix: CaseMix | None
    terms: Terms

    @property
    def proposed(self) -> Mask:
        """True for the proposed."""
        return np.asarray(self.state == State.PROPOSED.value)

    @property
    def classified(self) -> bool:
        """False where the officers differ no more than chance makes them (tau2 = 0): then nobody is proposed."""
        return self.tau2 > 0
