"""What keeps the machine safe, and since when it has not been done: backups and the night's work."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from khaosat.access import ScopedSession
from khaosat.db import ZONE
from khaosat.queries.due_days import newest_sealed_day
from khaosat.services.calendar import ONE_DAY, last_closed

BACKUP_EVERY: Final = timedelta(days=7)
LAST_BACKUP: Final = "last-backup"  # a file beside the database; a restored one starts without


def note_backup(instance: Path, *, at: datetime) -> None:
    """Keep when the last backup was made."""
    (instance / LAST_BACKUP).write_text(at.isoformat(), encoding="ascii")


def last_backup(instance: Path) -> date | None:
    """Return the day of the last backup, None where none was made."""
    try:
        written = (instance / LAST_BACKUP).read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    return datetime.fromisoformat(written).astimezone(ZONE).date()


def backup_overdue(instance: Path, *, today: date) -> bool:
    """Return whether the last backup is older than a week, or there is none."""
    made = last_backup(instance)
    return made is None or made + BACKUP_EVERY < today


def nights_missed(session: ScopedSession, *, now: datetime) -> int:
    """Return how many closed days were never settled: 0 where the worker works, and where nothing was answered yet.

    One night's lag is the worker's own pace. Needs a session that may read seals.
    """
    sealed = newest_sealed_day(session)
    return max(0, (last_closed(now) - ONE_DAY - sealed).days) if sealed else 0
