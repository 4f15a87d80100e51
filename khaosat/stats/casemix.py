"""Case mix: what an officer's mean would be if everybody served the same mix of procedures and citizens.

Ordinary least squares of the answers on the strata with an effect for every officer, so that the effect
of a stratum is read only within officers and never from comparing them; then each mean is moved to the
reference mix. Source: the patient-mix adjustment of CMS HCAHPS. Adjust only for what an officer cannot
influence: never for waiting time, number of ratings or unit.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from khaosat.stats import arguments, scale
from khaosat.stats.errors import InconsistentError, MissingError, NotWholeError, OutOfRangeError, WrongShapeError
from khaosat.stats.scale import Floats, Mask, Whole

UNKNOWN: Final = -1
"""Level of answers whose stratum is not known (every negative level counts as unknown)."""
_SHARES_ADD_UP_TO = 1e-6
_SINGULAR = 1e-10
_WIDEST_VARIANCE = 4.0


@dataclass(frozen=True, eq=False)
class Cells:
    """Answers by officer and strata: ``officer`` int[k], ``strata`` name → int[k], ``counts`` int[k, 5].

    Officers are numbered from 0. Levels are whole numbers; a negative one means unknown and is a level
    of its own. Several rows may describe the same cell.
    """

    officer: ArrayLike
    strata: Mapping[str, ArrayLike]
    counts: ArrayLike


@dataclass(frozen=True, eq=False)
class CaseMix:
    """Adjusted means and how they came about.

    Per officer (officers,): ``adjusted`` mean at the reference mix (1–5, but not clipped to it; 3 where
    n = 0), ``raw`` mean, ``n``, ``share_unknown`` of answers with any unknown stratum, ``variance`` that
    the coefficients' uncertainty adds. ``coefficients`` and ``standard_errors`` map (stratum, level) → value
    relative to the stratum's first level, which is the smallest that is not unknown and has value 0.
    ``covariance`` (c, c) of the coefficients in the order of ``columns``. ``not_estimable`` names the
    columns of which no officer's own answers tell (their coefficient is taken as 0 as far as it is free).
    ``mix`` (officers, c) and ``reference`` (c,): shares of each column in the answers and in the reference.
    """

    adjusted: Floats
    coefficients: Mapping[tuple[str, int], float]
    standard_errors: Mapping[tuple[str, int], float]
    covariance: Floats
    share_unknown: Floats
    raw: Floats
    n: Whole
    variance: Floats
    columns: tuple[tuple[str, int], ...]
    not_estimable: tuple[tuple[str, int], ...]
    mix: Floats
    reference: Floats


@dataclass(frozen=True, eq=False)
class _Table:
    """Checked cells: officer (k,), strata name → (k,), answers n (k,), their sum (k,) and sum of squares."""

    officer: Whole
    strata: dict[str, Whole]
    n: Floats
    total: Floats
    squares: float
    officers: int

    def per_officer(self, values: Floats, empty: float) -> Floats:
        """The mean over each officer's answers of what ``values`` (k,) holds per cell."""
        n = np.bincount(self.officer, self.n, self.officers)
        total = np.bincount(self.officer, self.n * values, self.officers)
        return np.where(n > 0, total / np.maximum(n, 1.0), empty)


@dataclass(frozen=True, eq=False)
class _Regression:
    """Coefficients (c,), their covariance (c, c) and which of them the data leave free (c,)."""

    b: Floats
    covariance: Floats
    free: Mask


def adjust(cells: Cells, reference_mix: Mapping[str, Mapping[int, float]], *, officers: int | None = None) -> CaseMix:
    """Means of officers 0 … officers − 1 (by default as many as occur) at the reference mix.

    ``reference_mix``: stratum → level → share, shares of a stratum adding up to 1; a level that occurs in
    the cells but not here has share 0 there. b = (sum N D D' − sum_o n x̄ x̄')⁻¹ (sum Y D − sum_o n x̄ ȳ);
    adjusted = ȳ − (x̄ − x_ref)'b; Cov(b) = s² (…)⁻¹ with s² the residual variance within officers.
    Raises MissingError (a stratum in one argument only), InconsistentError (shares not adding up),
    OutOfRangeError (officer above ``officers``), WrongShapeError, NotWholeError, NegativeError.
    """
    table = _read(cells, officers)
    columns, reference = _columns(table, reference_mix)
    design = np.array([table.strata[stratum] == level for stratum, level in columns], dtype=np.float64)
    design = design.reshape(len(columns), table.n.size)
    n = np.bincount(table.officer, table.n, table.officers)
    raw = table.per_officer(table.total / np.maximum(table.n, 1.0), 3.0)
    mix = np.array([table.per_officer(x, 0.0) for x in design]).reshape(len(columns), table.officers).T
    found = _regress(table, raw, design.T - mix[table.officer])
    away = np.where(n[:, None] > 0, mix - reference, 0.0)
    unknown = np.any([level < 0 for level in table.strata.values()] or [table.n < 0], axis=0)
    se = np.sqrt(np.maximum(np.diag(found.covariance), 0.0))
    return CaseMix(
        adjusted=raw - away @ found.b,
        coefficients=dict(zip(columns, map(float, found.b), strict=True)),
        standard_errors=dict(zip(columns, map(float, se), strict=True)),
        covariance=found.covariance,
        share_unknown=table.per_officer(unknown.astype(np.float64), 0.0),
        raw=raw,
        n=n.astype(np.int64),
        variance=np.maximum(((away @ found.covariance) * away).sum(axis=1), 0.0),
        columns=columns,
        not_estimable=tuple(c for c, free in zip(columns, found.free, strict=True) if free),
        mix=mix,
        reference=reference,
    )


def _regress(table: _Table, raw: Floats, inside: Floats) -> _Regression:
    """OLS within officers; ``inside`` (k, c) are the cells' columns less the officer's own mix."""
    left = inside.T @ (inside * table.n[:, None])
    right = inside.T @ (table.total - table.n * raw[table.officer])
    scales = np.sqrt(np.maximum(np.diag(left), 0.0))
    scales = np.where(scales > _SINGULAR * np.sqrt(max(table.n.sum(), 1.0)), scales, 1.0)
    size, axes = np.linalg.eigh(left / np.outer(scales, scales))
    kept = size > _SINGULAR
    inverse = (axes[:, kept] / size[kept]) @ axes[:, kept].T / np.outer(scales, scales)
    free = np.asarray((axes[:, ~kept] ** 2).sum(axis=1) > _SINGULAR)
    b = inverse @ right
    served = np.bincount(table.officer, table.n, table.officers)
    rest = table.squares - float((served * raw**2).sum()) - float(b @ right)
    degrees = table.n.sum() - int((served > 0).sum()) - int(kept.sum())
    # Without a single degree of freedom nothing is known of the spread: the widest possible is assumed.
    spread = max(rest, 0.0) / degrees if degrees > 0 else _WIDEST_VARIANCE
    return _Regression(b, inverse * spread, free)


def _columns(
    table: _Table, reference_mix: Mapping[str, Mapping[int, float]]
) -> tuple[tuple[tuple[str, int], ...], Floats]:
    if set(table.strata) != set(arguments.mapping(reference_mix, where="reference_mix")):
        odd = ", ".join(sorted(map(str, set(table.strata) ^ set(reference_mix))))
        raise MissingError(f"only in one of cells and reference mix: {odd}", where="reference_mix")
    columns: list[tuple[str, int]] = []
    shares: list[float] = []
    for stratum in sorted(reference_mix):
        where = f"reference_mix[{stratum!r}]"
        shares_of = arguments.mapping(reference_mix[stratum], where=where)
        mix = {_level(k, where): arguments.number(v, where=where, least=0.0) for k, v in shares_of.items()}
        if abs(sum(mix.values()) - 1) > _SHARES_ADD_UP_TO:
            raise InconsistentError(f"shares must add up to 1, got {sum(mix.values()):g}", where=where)
        levels = sorted(set(mix) | set(np.unique(table.strata[stratum]).tolist()), key=lambda x: (x < 0, x))
        columns += [(stratum, level) for level in levels[1:]]
        shares += [mix.get(level, 0.0) for level in levels[1:]]
    return tuple(columns), np.array(shares)


def _level(key: Any, where: str) -> int:  # noqa: ANN401  judged here
    """A level as a number; JSON has only strings for keys."""
    try:
        level, value = int(key), float(key)
    except (TypeError, ValueError, OverflowError):
        level, value = 0, math.nan
    if level != value:
        raise NotWholeError(f"levels must be whole numbers, got {key!r}", where=where)
    return level


def _read(cells: Cells, officers: int | None) -> _Table:
    arguments.instance(cells, Cells, where="cells")
    officer = arguments.whole(cells.officer, where="cells.officer")
    if officer.ndim != 1:
        raise WrongShapeError(f"expected one dimension, got shape {officer.shape}", where="cells.officer")
    counts = scale.counts(cells.counts, where="cells.counts", dimensions=2)
    if counts.shape[0] != officer.size:
        raise WrongShapeError(f"expected {officer.size} rows, got {counts.shape[0]}", where="cells.counts")
    known = int(officer.max()) + 1 if officer.size else 0
    number = known if officers is None else arguments.count(officers, where="officers")
    if known > number:
        raise OutOfRangeError(f"holds {known - 1}, but there are {number} officers", where="cells.officer")
    by_name = arguments.mapping(cells.strata, where="cells.strata")
    strata = {name: _levels(level, name, officer.size) for name, level in by_name.items()}
    answers, total = scale.answers(counts).astype(np.float64), counts @ scale.SCORES
    return _Table(officer, strata, answers, total, float((counts @ scale.SCORES**2).sum()), number)


def _levels(values: ArrayLike, name: str, rows: int) -> Whole:
    level = arguments.real(values, where=f"cells.strata[{name!r}]", shape=(rows,))
    if (level != np.floor(level)).any():
        raise NotWholeError("levels must be whole numbers", where=f"cells.strata[{name!r}]")
    return level.astype(np.int64)
