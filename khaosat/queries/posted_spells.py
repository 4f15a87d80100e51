"""Who was posted where, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.officer import Posting


@dataclass(frozen=True)
class Spell:
    """An officer at an office; `until` is the first day no longer there, None while posted."""

    officer_id: int
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Return whether the officer was posted on that day."""
        return self.since <= day and (self.until is None or day < self.until)


def posted_spells(session: ScopedSession) -> Mapping[int, list[Spell]]:
    """Return the postings of every office by its id."""
    found: dict[int, list[Spell]] = {}
    columns = (Posting.office_id, Posting.officer_id, Posting.valid_from, Posting.valid_to)
    for office, officer, since, until in session.execute(select(*columns)):
        found.setdefault(office, []).append(Spell(officer, since, until))
    return found
