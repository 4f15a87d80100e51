"""Who is proposed: the most probable first, under a ceiling and a limit on undeserved awards.

The ceiling is never filled by force, and no tie is broken by chance or by order of the rows.
Source: Gu & Koenker (2023) Econometrica 91:1 (selection under capacity and false-discovery constraints).
"""

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from khaosat.stats.scale import Floats, Mask

TIE: Final = 1e-12
"""Probabilities closer than this are equal."""
WORTH_A_LOOK: Final = 0.05
"""From this probability of belonging to the best on, nobody can be told apart from those at the border."""
SURELY_BELOW: Final = 0.975
BELOW_FDR: Final = 0.05
BELOW_MINIMUM: Final = 30


class State(StrEnum):
    """What the ratings say about an officer; ``not_proposed`` says nothing bad."""

    PROPOSED = "proposed"
    UNDECIDED = "undecided"
    NOT_PROPOSED = "not_proposed"
    BELOW = "below"
    TOO_FEW = "too_few"


def select(p: Floats, p_limit: Floats, may: Mask, *, cap: int, fdr: float) -> Mask:
    """True for the chosen among ``may``; all arrays (n,).

    Highest ``p`` first: at most ``cap``, and at most so many that the mean of 1 − ``p_limit`` over them
    stays within ``fdr``. Who ties (to 1e-12) at the border is in only if all who tie fit.
    """
    chosen = np.zeros(p.size, dtype=np.bool_)
    order = np.flatnonzero(may)
    order = order[np.argsort(-p[order], kind="stable")]
    if order.size == 0:
        return chosen
    places = np.arange(1, order.size + 1)
    ends = np.flatnonzero(np.diff(p[order], append=-np.inf) < -TIE) + 1
    undeserved = np.cumsum(1 - p_limit[order]) / places
    fits = (ends <= cap) & (undeserved[ends - 1] <= fdr + TIE)
    if fits.any():
        chosen[order[: ends[fits][-1]]] = True
    return chosen


def fallen(p: Floats, p_limit: Floats, may: Mask, n: Floats) -> Mask:
    """True for who is surely below the mean: P >= .975, at least 30 answers, under its own limit of 5 %."""
    return select(p, p_limit, may & (p >= SURELY_BELOW) & (n >= BELOW_MINIMUM), cap=p.size, fdr=BELOW_FDR)


def states(p_top: Floats, enough: Mask, proposed: Mask, below: Mask, *, classified: bool) -> NDArray[np.str_]:
    """The state of each officer, strings (n,). ``classified`` False (tau2 = 0): nobody can be told apart."""
    state = np.where((p_top >= WORTH_A_LOOK) | (not classified), State.UNDECIDED.value, State.NOT_PROPOSED.value)
    state = np.where(below, State.BELOW.value, state)
    state = np.where(proposed, State.PROPOSED.value, state)
    return np.where(enough, state, State.TOO_FEW.value).astype(_STATE_TYPE)


_STATE_TYPE: Final = np.dtype(f"U{max(len(s.value) for s in State)}")
