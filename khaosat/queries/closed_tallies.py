"""What did each unit's people say on closed days? For Internal Affairs, with the held answers apart."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from khaosat.access import ScopedSession
from khaosat.models.tally import Tally

OVERALL = "Z1"
Counts = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class UnitTally:
    """The overall item of one unit: answers that count, or (`held`) those that wait for a decision."""

    unit_id: int
    held: bool
    counts: Counts


def unit_tallies(session: ScopedSession, *, first: date, last: date) -> list[UnitTally]:
    """Return the sums over the days from first to last, both included (one statement)."""
    sums = [func.sum(Tally.counts[(OVERALL, k)].as_integer()) for k in range(5)]
    wanted = (
        select(Tally.unit_id, Tally.held, *sums)
        .where(Tally.day.between(first, last), Tally.split == "")
        .group_by(Tally.unit_id, Tally.held)
    )
    found = []
    for unit_id, held, *row in session.execute(wanted):
        c1, c2, c3, c4, c5 = (int(value or 0) for value in row)
        found.append(UnitTally(unit_id, held, (c1, c2, c3, c4, c5)))
    return found
