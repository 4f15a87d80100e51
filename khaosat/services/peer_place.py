"""Where a unit lies among the units of its kind, by released answers alone; the others' figures are never shown."""

from khaosat.services.asked import REFERENCE_FROM, Asked, added
from khaosat.services.figures import NOBODY
from khaosat.services.placing import placed
from khaosat.services.unit_figures import Place


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
    _, found, places = placed([row if min(row) >= 0 else NOBODY for row in counts])
    shown = sum(figure.shown for figure in found)
    own = like.index(asked.unit_id)
    return Place(kind, shown, places[own] if shown >= REFERENCE_FROM else None)
