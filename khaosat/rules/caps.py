"""Ceilings by law and date: how many of whom may be proposed, and how sure we are of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parent / "vn" / "hoan-thanh-xuat-sac.toml"
ELIGIBLE, PEERS = "eligible", "peers"


@dataclass(frozen=True)
class Cap:
    """A ceiling in force from `since` on: `share` (0–1) of the `base`, with its source, certainty and open doubts.

    `base` is 'eligible' (who may be proposed) or 'peers' (everybody compared); `doubt` is by language.
    """

    since: date
    share: Decimal
    base: str
    citation: str
    certainty: str
    doubt: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raise ValueError for a share outside 0–1 or an unknown base."""
        if not 0 <= self.share <= 1 or self.base not in {ELIGIBLE, PEERS}:
            raise ValueError(f"no ceiling: {self.share} of {self.base}")

    def places(self, *, eligible: int, peers: int) -> int:
        """Return how many may be proposed at most, rounded down: a small group may have none."""
        return int(self.share * (eligible if self.base == ELIGIBLE else peers))


@cache
def caps(file: Path = FILE) -> tuple[Cap, ...]:
    """Return the ceilings of that file, the oldest first."""
    return tuple(_cap(row) for row in sorted(rows(file), key=lambda row: row["since"]))


def rows(file: Path = FILE) -> list[dict[str, Any]]:
    """Return the file's entries as they stand, worked examples too."""
    found: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)["cap"]
    return found


def cap_on(day: date) -> Cap | None:
    """Return the ceiling in force on that day, None before the first we know of."""
    return next((cap for cap in reversed(caps()) if cap.since <= day), None)


def _cap(row: Mapping[str, Any]) -> Cap:
    return Cap(**{name: row[name] for name in ("since", "share", "base", "citation", "certainty", "doubt")})
