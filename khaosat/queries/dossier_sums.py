"""How many dossiers offices returned by month, and how punctually those came back that a unit decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from khaosat.access import ScopedSession
from khaosat.db import by_scan
from khaosat.models.dossier import DossierCount


@dataclass(frozen=True, slots=True)
class DossierSum:
    """Dossiers returned at the office of a unit in a month; `received_here`, `decided_here`: by the units asked for."""

    unit_id: int
    month: date
    received_here: bool
    decided_here: bool
    returned: int
    early: int
    on_time: int
    late: int


def dossier_sums(session: ScopedSession, *, units: Collection[int], first: date, last: date) -> list[DossierSum]:
    """Return what these units received or decided in those months (one statement)."""
    here = sorted(units)
    received, decided = DossierCount.unit_id.in_(here), DossierCount.decided_by.in_(here)
    sums = [func.sum(getattr(DossierCount, name)) for name in ("returned", "early", "on_time", "late")]
    wanted = (
        select(DossierCount.unit_id, DossierCount.month, received, decided, *sums)
        .where(by_scan(DossierCount.month).between(first, last), or_(received, decided))
        .group_by(DossierCount.unit_id, DossierCount.month, received, decided)
    )
    return [
        DossierSum(unit, month, bool(got), bool(settled), *map(int, numbers))
        for unit, month, got, settled, *numbers in session.execute(wanted)
    ]
