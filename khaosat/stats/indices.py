"""The figures made of one distribution of answers, and the registry of named, versioned index definitions.

Every function takes counts of shape (…, 5), very dissatisfied → very satisfied,
and returns floats of shape (…). Where nobody answered (n = 0) a figure takes the
middle of its range: .5, mean 3, score 50, net 0. That is the centre of the
interval that knows nothing, [0, 1], so value and interval stay consistent; it is
never a finding. ``answered`` tells where a figure exists; pages withhold n = 0
together with every other small n. Counts that are none raise what ``scale.counts`` raises.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import scale
from khaosat.stats.errors import UnknownNameError, WrongShapeError
from khaosat.stats.scale import Floats, Mask


def answered(counts: ArrayLike) -> Mask:
    """True where at least one answer exists, shape (…)."""
    return np.asarray(scale.answers(scale.counts(counts)) > 0)


def percent_satisfied(counts: ArrayLike) -> Floats:
    """Share (0–1) of answers 4 and 5 among all answers: (c4 + c5) / n.

    Source: the satisfaction index of the Vietnamese public administration (SIPAS),
    decision 1001/QĐ-BNV of 11 December 2023.
    """
    return _weighted(counts, (0.0, 0.0, 0.0, 1.0, 1.0), empty=0.5)


def mean_score(counts: ArrayLike) -> Floats:
    """Mean of the answers on the 1–5 scale: sum k c_k / n."""
    return _weighted(counts, (1.0, 2.0, 3.0, 4.0, 5.0), empty=3.0)


def score100(counts: ArrayLike) -> Floats:
    """Mean of the answers on the 0–100 scale: 25 (mean − 1)."""
    return _weighted(counts, (0.0, 25.0, 50.0, 75.0, 100.0), empty=50.0)


def top_box(counts: ArrayLike) -> Floats:
    """Share (0–1) of the best answer: c5 / n."""
    return _weighted(counts, (0.0, 0.0, 0.0, 0.0, 1.0), empty=0.5)


def net(counts: ArrayLike) -> Floats:
    """Satisfied minus dissatisfied, −1 to 1: (c4 + c5 − c1 − c2) / n."""
    return _weighted(counts, (-1.0, -1.0, 0.0, 1.0, 1.0), empty=0.0)


def pooled_percent_satisfied(counts: ArrayLike) -> Floats:
    """Share (0–1) of satisfied answers over all items together; counts (…, items, 5) → (…).

    An item that fewer people answered weighs less. Its uncertainty is
    ``interval.pooled``: n is persons, not answers.
    """
    return percent_satisfied(_items(counts).sum(axis=-2))


def mean_of_item_percentages(counts: ArrayLike) -> Floats:
    """Plain mean over the answered items of each item's share of satisfied; (…, items, 5) → (…).

    Every answered item weighs the same; .5 where no item was answered.
    """
    table = _items(counts)
    shares, known = percent_satisfied(table), scale.answers(table) > 0
    items = known.sum(axis=-1)
    total = np.where(known, shares, 0.0).sum(axis=-1)
    return np.where(items > 0, total / np.maximum(items, 1), 0.5)[()]


@dataclass(frozen=True)
class Definition:
    """One index, so precisely named that a report of ten years ago can be recomputed.

    ``low`` and ``high`` bound the value; ``items`` is True where ``compute`` wants
    counts of shape (…, items, 5) instead of (…, 5). A changed formula is a new version.
    """

    name: str
    version: int
    formula: str
    source: str
    low: float
    high: float
    items: bool
    compute: Callable[[ArrayLike], Floats]


_SIPAS = "QĐ 1001/QĐ-BNV of 11 December 2023 (pooled answers 4 and 5)"
_OWN = "own definition"

DEFINITIONS: Final[Mapping[tuple[str, int], Definition]] = MappingProxyType(
    {
        (d.name, d.version): d
        for d in (
            Definition("percent_satisfied", 1, "(c4 + c5) / n", _SIPAS, 0, 1, items=False, compute=percent_satisfied),
            Definition("mean_score", 1, "sum k c_k / n", _OWN, 1, 5, items=False, compute=mean_score),
            Definition("score100", 1, "25 (sum k c_k / n - 1)", _OWN, 0, 100, items=False, compute=score100),
            Definition("top_box", 1, "c5 / n", _OWN, 0, 1, items=False, compute=top_box),
            Definition("net", 1, "(c4 + c5 - c1 - c2) / n", _OWN, -1, 1, items=False, compute=net),
            Definition(
                "pooled_percent_satisfied",
                1,
                "sum over items of (c4 + c5) / sum over items of n",
                _SIPAS,
                0,
                1,
                items=True,
                compute=pooled_percent_satisfied,
            ),
            Definition(
                "mean_of_item_percentages",
                1,
                "mean over answered items of (c4 + c5) / n",
                _OWN,
                0,
                1,
                items=True,
                compute=mean_of_item_percentages,
            ),
        )
    }
)


def definition(name: str, version: int | None = None) -> Definition:
    """The definition of that name, its newest version unless one is given. Raises UnknownNameError."""
    versions = {v: d for (n, v), d in DEFINITIONS.items() if n == name}
    if not versions:
        known = ", ".join(sorted({n for n, _ in DEFINITIONS}))
        raise UnknownNameError(f"no index {name!r}; known: {known}", where="name")
    wanted = max(versions) if version is None else version
    if wanted not in versions:
        raise UnknownNameError(f"index {name!r} has no version {version!r}", where="version")
    return versions[wanted]


def _weighted(counts: ArrayLike, weights: tuple[float, ...], *, empty: float) -> Floats:
    table = scale.counts(counts)
    n = scale.answers(table)
    value: Floats = np.where(n > 0, table @ np.array(weights) / np.maximum(n, 1), empty)[()]
    return value


def _items(counts: ArrayLike) -> scale.Counts:
    table = scale.counts(counts)
    if table.ndim < 2:  # noqa: PLR2004  items and categories
        raise WrongShapeError(f"expected items × categories, got shape {table.shape}", where="counts")
    return table
