"""Who received a dossier and who decided it, as far as the counts tell; an answer does not say which one it is about.

Punctuality by the dossiers' book is the deciding unit's. What people say of the outcome is gathered where they came,
whoever decided: there it is marked with the share decided elsewhere (docs/decisions, 27).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from khaosat.queries.dossier_sums import DossierSum
from khaosat.services.dated_tree import DatedTree, UnitLabel

OUTCOME: Final = "D"  # the factor about what was decided: vietnam.md, 1.2
MOST_ELSEWHERE: Final = 0.5  # ours: above, opinions of the outcome speak of others more than of this unit


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Dossiers returned in a period by when: `returned` also holds those of which it is not known."""

    returned: int
    early: int
    on_time: int
    late: int


@dataclass(frozen=True, slots=True)
class Handled:
    """Dossiers of a period by who received and who decided: the receiving office and the deciding unit may differ."""

    received: int  # returned at these units' offices
    decided_elsewhere: int  # of them decided by other units
    from_elsewhere: int  # decided by these units, received at offices of others
    gathered_at: tuple[UnitLabel, ...]  # those others: there people tell what they think of these outcomes

    @property
    def share_elsewhere(self) -> float | None:
        """The share (0–1) of the dossiers returned here that others decided; None where there are none such."""
        return self.decided_elsewhere / self.received if self.decided_elsewhere else None

    @property
    def mostly_elsewhere(self) -> bool:
        """Whether so many are others' that the outcome is not held against these units."""
        return (self.share_elsewhere or 0.0) > MOST_ELSEWHERE


def handled(sums: Iterable[DossierSum], tree: DatedTree) -> Handled:
    """Return how far the offices' and the deciding units' dossiers are the same."""
    found = [one for one in sums if one.returned]
    elsewhere = [one for one in found if one.decided_here and not one.received_here]
    return Handled(
        sum(one.returned for one in found if one.received_here),
        sum(one.returned for one in found if one.received_here and not one.decided_here),
        sum(one.returned for one in elsewhere),
        tuple(tree.label(unit_id) for unit_id in tree.in_order({one.unit_id for one in elsewhere})),
    )


def punctuality(sums: Iterable[DossierSum]) -> Punctuality:
    """Return how punctually dossiers came back that these units decided, wherever they were received."""
    here = [(one.returned, one.early, one.on_time, one.late) for one in sums if one.decided_here]
    return Punctuality(*map(sum, zip(*here, strict=True))) if here else Punctuality(0, 0, 0, 0)
