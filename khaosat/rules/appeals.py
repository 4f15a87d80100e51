"""The term within which an officer may appeal, by date, and how sure we are of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from khaosat.rules.ruleset import CERTAINTIES

FILE: Final = Path(__file__).parent / "vn" / "kien-nghi.toml"


@dataclass(frozen=True)
class AppealTerm:
    """A term in force from `since` on: `working_days` after the day of telling; `doubt` is by language."""

    since: date
    working_days: int
    citation: str
    certainty: str
    doubt: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raise ValueError for a term of no day, or a certainty nobody knows."""
        if self.working_days < 1 or self.certainty not in CERTAINTIES:
            raise ValueError(f"no term of appeal: {self.working_days} days, {self.certainty}")


@cache
def appeal_terms(file: Path = FILE) -> tuple[AppealTerm, ...]:
    """Return the terms of that file, the oldest first."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["term"]
    return tuple(AppealTerm(**row) for row in sorted(rows, key=lambda row: row["since"]))


def appeal_term_on(day: date) -> AppealTerm:
    """Return the term in force on that day; before the first we know of, the first."""
    terms = appeal_terms()
    return next((term for term in reversed(terms) if term.since <= day), terms[0])
