"""How many dossiers offices returned by month, and how punctually those came back that a unit decides."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import BigInteger, cast, func, or_, select

from khaosat.access import ScopedSession
from khaosat.db import FEW, by_scan
from khaosat.models.dossier import DossierCount


class DossierSum(NamedTuple):
    """Dossiers one unit decided, returned at another's office or its own in a month.

    `unit_id` is the office's; `received_here` and `decided_here`: by the units asked for.
    """

    unit_id: int
    month: date
    received_here: bool
    decided_here: bool
    returned: int
    early: int
    on_time: int
    late: int


def dossier_sums(session: ScopedSession, *, units: Collection[int], first: date, last: date) -> list[DossierSum]:
    """Return what these units received or decided in those months, by office, month and decider (one statement).

    Of many units every row the session may see is read and the others' are left out here: PostgreSQL goes through a
    list of a province's units four times a row.
    """
    here = frozenset(units)
    done = DossierCount.returned, DossierCount.early, DossierCount.on_time, DossierCount.late
    sums = [cast(func.sum(number), BigInteger) for number in done]  # a sum of PostgreSQL's is a Decimal
    by = DossierCount.unit_id, DossierCount.month, DossierCount.decided_by
    wanted = select(*by, *sums).where(by_scan(DossierCount.month).between(first, last)).group_by(*by)
    if len(here) <= FEW:
        listed = sorted(here)
        wanted = wanted.where(or_(DossierCount.unit_id.in_(listed), DossierCount.decided_by.in_(listed)))
    return [
        DossierSum(unit, month, unit in here, decider in here, *numbers)
        for unit, month, decider, *numbers in session.execute(wanted)
        if unit in here or decider in here
    ]
