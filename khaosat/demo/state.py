"""What the demo remembers beside its database: its day, what is loaded, which office is printed."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

FILE = "demo.json"
DATES = ("today", "answered_until", "rosters_until")


@dataclass(frozen=True)
class State:
    """`today` is DEMO_TODAY of the first start; answers stand for every day up to `answered_until`.

    `share` thins the volumes of answers (1: all of them), for tests.
    """

    today: date
    answered_until: date
    rosters_until: date
    office: str
    code: str
    share: float = 1.0


def read(folder: Path) -> State | None:
    """Return what was kept, or None before the demo has been loaded."""
    file = folder / FILE
    if not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    dates: dict[str, Any] = {name: date.fromisoformat(kept.pop(name)) for name in DATES}
    return State(**dates, **kept)


def write(folder: Path, state: State) -> None:
    """Keep it, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{FILE}"
    beside.write_text(json.dumps(asdict(state), default=date.isoformat, indent=1), encoding="utf-8")
    beside.replace(folder / FILE)
