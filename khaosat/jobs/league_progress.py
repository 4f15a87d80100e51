"""How far the computation of the league is: one small file that the worker writes and pages read."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from config import Settings

STEPS: Final = ("reading", "working", "keeping")
WAITING, FAILED = "waiting", "failed"  # asked for, not yet begun; given up
STALE: Final = timedelta(hours=1)  # a worker that was ended never says that it is done
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Progress:
    """A computation under way: its step and how many duty groups of how many are through with it.

    The step is one of STEPS, or WAITING, or FAILED.
    """

    step: str
    done: int
    of: int
    at: str


def teller(settings: Settings, *, now: Callable[[], datetime]) -> Tell:
    """Return what a job tells how far it is."""

    def tell(step: str, done: int, of: int) -> None:
        _put(_file(settings), json.dumps(asdict(Progress(step, done, of, now().isoformat()))))

    return tell


def ended(settings: Settings) -> None:
    """Say that nothing is under way."""
    _file(settings).unlink(missing_ok=True)


def under_way(settings: Settings, *, now: datetime) -> Progress | None:
    """Return how far the computation is, None where none is under way."""
    try:
        found = Progress(**json.loads(_file(settings).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    return found if now - datetime.fromisoformat(found.at) < STALE else None


def _file(settings: Settings) -> Path:
    return settings.instance / "league.json"


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
