"""How many answers each placard's page brought on a day: counted with the day, whatever the answers say."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from khaosat.access import ScopedSession, store
from khaosat.models.placard_day import PlacardDay
from khaosat.queries.placard_counts import clear_placard_day

SCANNED = "placard"  # the mode of a page opened by its code; kiosks and paper say nothing of whether it still hangs
THERE = frozenset({"counted", "held"})


def note_placards(session: ScopedSession, *, day: date, answers: Iterable[Mapping[str, Any]]) -> None:
    """Count a day's answers by placard, part of settling it; the same day counted again changes nothing."""
    found: Counter[tuple[int, int]] = Counter(
        (row["placard_id"], row["unit_id"])
        for row in answers
        if row["placard_id"] is not None and row["mode"] == SCANNED and row["state"] in THERE
    )
    clear_placard_day(session, day)
    _stored(session, day, found)


def _stored(session: ScopedSession, day: date, found: Counter[tuple[int, int]]) -> None:
    rows: dict[int, dict[str, Any]] = {}
    for (placard, unit), number in sorted(found.items()):
        row = rows.setdefault(placard, {"placard_id": placard, "unit_id": unit, "day": day, "answers": 0})
        row["answers"] += number
    store(session, PlacardDay, list(rows.values()))
