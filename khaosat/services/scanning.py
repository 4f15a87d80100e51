"""Scans of placards: counted in memory, added to the database once a minute, the hour taken then.

Between two writes this process knows how often each placard was opened, and nothing of when or by whom. At most a
minute's scans are lost when it ends: they are a sign that a placard hangs, no count anybody rests a figure on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from khaosat.access import ScopedSession, add_up
from khaosat.db import ZONE
from khaosat.models.placard_day import PlacardScans
from khaosat.queries.placard_counts import drop_scans
from khaosat.services.acts import own_record

EVERY: Final = 60.0  # seconds between two writes
KEPT: Final = timedelta(days=182)  # no page looks further back
Place = tuple[int, int]  # placard, unit


@dataclass
class Scans:
    """The scans of this process since it last wrote. Counting is one dict increment; a lost race loses one scan."""

    counts: dict[Place, int] = field(default_factory=dict)

    def note(self, placard_id: int, unit_id: int) -> None:
        """Count one more."""
        place = placard_id, unit_id
        self.counts[place] = self.counts.get(place, 0) + 1

    def take(self) -> dict[Place, int]:
        """Return what was counted, and begin anew."""
        taken, self.counts = self.counts, {}
        return taken


@own_record("a scan is nobody's act: only the hour's number is kept")
def add(session: ScopedSession, counts: Mapping[Place, int], *, at: datetime) -> None:
    """Add what was counted to the hour of that moment."""
    local = at.astimezone(ZONE)
    rows = [
        {"placard_id": placard, "unit_id": unit, "day": local.date(), "hour": local.hour, "scans": number}
        for (placard, unit), number in sorted(counts.items())
    ]
    if rows:
        add_up(session, PlacardScans, list(rows), column="scans")


@own_record("scans are nobody's, and no page shows what is that old")
def forget_old(session: ScopedSession, *, now: datetime) -> None:
    """Forget the scans of half a year ago and more."""
    drop_scans(session, before=now.astimezone(ZONE).date() - KEPT)
