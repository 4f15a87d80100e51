"""Where a unit lies among the units of its kind, by released answers alone; the others' figures are never shown."""

from typing import Final

from khaosat.services.asked import REFERENCE_FROM, Asked, added
from khaosat.services.figures import NOBODY
from khaosat.services.placing import limit_curve, placed
from khaosat.services.unit_figures import Place

AROUND: Final = 4  # times fewer and more answers than the unit's, over which limits are drawn
POINTS: Final = 24  # of its curves: it is drawn small


def place_of_unit(asked: Asked) -> Place | None:
    """Return the unit's place among all of its kind in the period, each with everything below it.

    None where it is the only one of its kind. No place where fewer than five have a figure: it would say something
    of a neighbour.
    """
    return asked.remember(f"place of {asked.unit_id}", lambda: _place(asked))


def _place(asked: Asked) -> Place | None:
    tree, sums = asked.tree, asked.reference().units
    kind = tree.label(asked.unit_id).kind
    like = [unit for unit in sorted(tree.existing()) if tree.label(unit).kind == kind]
    if len(like) < 2 or asked.unit_id not in like:  # noqa: PLR2004  like nobody
        return None
    counts = [added(sums[below] for below in sorted(tree.below(unit)) if below in sums) for unit in like]
    placing, found, places = placed([row if min(row) >= 0 else NOBODY for row in counts])
    shown = sum(figure.shown for figure in found)
    own = like.index(asked.unit_id)
    if placing is None or shown < REFERENCE_FROM or places[own] is None:
        return Place(kind, shown, None)
    n = found[own].n
    return Place(
        kind, shown, places[own], placing.target, limit_curve(placing, max(1, n // AROUND), n * AROUND, points=POINTS)
    )
