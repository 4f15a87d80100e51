"""The queue of jobs beside the database: the night's, the league's, and the leagues somebody asked for."""

from typing import Final

from huey import SqliteHuey

from config import Settings

QUEUE: Final = "jobs.db"


def queue(settings: Settings, *, immediate: bool = False) -> SqliteHuey:
    """Return the queue of jobs beside the database; `immediate` runs a job where it is asked for (tests)."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("khaosat", filename=str(settings.instance / QUEUE), fsync=True, utc=True, immediate=immediate)
