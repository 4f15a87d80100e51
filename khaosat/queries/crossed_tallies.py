"""What did people of each field, kind, mode and slip say on closed days? For Internal Affairs, held answers apart."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.tally import Tally
from khaosat.queries.closed_tallies import OVERALL, Counts

CROSSED = "crossed"


@dataclass(frozen=True, slots=True)
class CrossedSum:
    """The overall item of those who share field, kind, mode and slip ('' unknown), in this order."""

    person: tuple[str, ...]
    held: bool
    counts: Counts


def crossed_sums(session: ScopedSession, *, units: Collection[int], first: date, last: date) -> list[CrossedSum]:
    """Return the sums over these units and days, both included (one statement)."""
    sums = [func.sum(Tally.counts[(OVERALL, k)].as_integer()) for k in range(5)]
    wanted = (
        select(Tally.level, Tally.held, *sums)
        .where(Tally.unit_id.in_(sorted(units)), Tally.day.between(first, last), Tally.split == CROSSED)
        .group_by(Tally.level, Tally.held)
    )
    found = []
    for level, held, *row in session.execute(wanted):
        c1, c2, c3, c4, c5 = (int(value or 0) for value in row)
        found.append(CrossedSum(tuple(level.split("|")), held, (c1, c2, c3, c4, c5)))
    return found
