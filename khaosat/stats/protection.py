"""Primary and complementary suppression."""

from collections.abc import Callable

import numpy as np

from khaosat.stats import arguments
from khaosat.stats.determined import determined
from khaosat.stats.errors import OutOfRangeError
from khaosat.stats.integer_bounds import Fixed, fixed_targets
from khaosat.stats.rowspace import combinations, spans
from khaosat.stats.scale import Mask as Flags
from khaosat.stats.scale import Whole
from khaosat.stats.tables import Mask, Publication, Show, Tables


def protect(tables: Tables, *, minimum: int = 5, bands: tuple[int, int] = (5, 10)) -> Mask:
    """What may be shown of ``tables`` (as in ``audit``): a mask under which ``audit`` finds nothing.

    Under ``minimum`` persons nothing; from ``bands[0]`` to ``bands[1]`` − 1 only the band; above,
    everything, except where that gives a withheld figure, the counts behind a band or any group
    of 1 … ``minimum`` − 1 persons away: then further figures, the smallest that help, are
    withheld too (complementary suppression), and shown again where in the end they do no harm.
    Raises OutOfRangeError for a minimum below 1 or bands that do not rise from it, NotWholeError, WrongTypeError.
    """
    arguments.count(minimum, where="minimum", least=1)
    limits = [arguments.count(limit, where="bands") for limit in arguments.sequence(bands, where="bands")]
    if len(limits) != 2 or not minimum <= limits[0] <= limits[1]:  # noqa: PLR2004  a pair
        raise OutOfRangeError(f"expected {minimum} <= low <= high, got {bands}", where="bands")
    joint = Publication.join(tables)
    n = joint.figures @ joint.persons
    shown = np.where(n < bands[1], int(Show.BAND), int(Show.FULL))
    shown[n < bands[0]] = int(Show.NOTHING)
    extra = _close(joint, shown, n, minimum)
    _restore(shown, n, extra, lambda: not _linear_culprits(joint, shown, n, minimum))
    extra = []
    while (culprit := _bounds_culprit(joint, shown, n)) is not None:
        shown[culprit] = int(Show.NOTHING)
        extra += [culprit, *_close(joint, shown, n, minimum)]
    _restore(shown, n, extra, lambda: _harmless(joint, shown, n, minimum))
    return joint.mask(shown, minimum)


def hidden_figures(joint: Publication, shown: Whole) -> tuple[Whole, Flags]:
    """Numbers of the figures not shown in full, and which of them the full ones determine.

    A finest cell without persons tells nothing and hides nothing: it is left out.
    """
    occupied = joint.figures[:, joint.persons > 0]
    hidden = np.flatnonzero((shown != Show.FULL) & occupied.any(axis=1))
    return hidden, spans(occupied[shown == Show.FULL], occupied[hidden])


def fixed_figures(joint: Publication, shown: Whole, rows: Whole, targets: Whole) -> Fixed | None:
    """``fixed_targets`` for the figures ``targets``, given what is shown of the figures ``rows``."""
    full, bands = (joint.figures[rows[shown[rows] == s]] for s in (Show.FULL, Show.BAND))
    return fixed_targets(full, bands, joint.figures[targets], joint.counts)


def _close(joint: Publication, shown: Whole, n: Whole, minimum: int) -> list[int]:
    """Withhold, in place, until no combination of shown figures tells too much; what was withheld."""
    extra: list[int] = []
    while culprits := _linear_culprits(joint, shown, n, minimum):
        shown[culprits] = int(Show.NOTHING)
        extra += culprits
    return extra


def _restore(shown: Whole, n: Whole, extra: list[int], safe: Callable[[], bool]) -> None:
    """Show, in place, the largest of the ``extra`` figures again wherever that stays safe."""
    for figure in sorted(extra, key=lambda i: (-n[i], i)):
        shown[figure] = int(Show.FULL)
        if not safe():
            shown[figure] = int(Show.NOTHING)


def _harmless(joint: Publication, shown: Whole, n: Whole, minimum: int) -> bool:
    return not _linear_culprits(joint, shown, n, minimum) and _bounds_culprit(joint, shown, n) is None


def _linear_culprits(joint: Publication, shown: Whole, n: Whole, minimum: int) -> list[int]:
    """For each leak the smallest shown figure of a combination that makes it."""
    occupied = np.flatnonzero(joint.persons > 0)
    full = np.flatnonzero(shown == Show.FULL)
    figures = joint.figures[:, occupied]
    hidden, inside = hidden_figures(joint, shown)
    groups = determined(figures[full], joint.persons[occupied], below=minimum).groups
    leaks = np.zeros((len(groups), occupied.size), dtype=np.int64)
    for row, group in zip(leaks, groups, strict=True):
        row[list(group.cells)] = 1
    targets = np.vstack([figures[hidden[inside]], leaks])
    if not len(targets):
        return []
    used = combinations(figures[full], targets)
    return sorted({int(full[row][np.argmin(n[full[row]])]) for row in used})


def _bounds_culprit(joint: Publication, shown: Whole, n: Whole) -> int | None:
    """The smallest shown figure that helps to fix some withheld figure, or None where none is fixed."""
    everything = np.arange(shown.size)
    hidden, _ = hidden_figures(joint, shown)
    answer = fixed_figures(joint, shown, everything, hidden)
    if answer is None or not answer.fixed.any():
        return None
    target = hidden[answer.fixed][:1]
    cells = (joint.figures[target[0]] != 0) & (joint.persons > 0)
    touching = joint.figures[:, cells].any(axis=1) & (shown == Show.FULL)
    candidates = sorted(np.flatnonzero(touching).tolist(), key=lambda i: (n[i], i))
    for figure in candidates:
        without = everything[everything != figure]
        again = fixed_figures(joint, shown, without, target)
        if again is not None and not again.fixed.any():
            return int(figure)
    return int(candidates[0]) if candidates else None
