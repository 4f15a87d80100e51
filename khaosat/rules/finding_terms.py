"""The term within which somebody should have decided about a finding, by date, and how sure we are of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from khaosat.rules.ruleset import CERTAINTIES

FILE: Final = Path(__file__).parent / "vn" / "dau-hieu.toml"


@dataclass(frozen=True)
class FindingTerm:
    """A term in force from `since` on: `days` after the end of a finding's week; `doubt` is by language."""

    since: date
    days: int
    citation: str
    certainty: str
    doubt: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raise ValueError for a term of no day, or a certainty nobody knows."""
        if self.days < 1 or self.certainty not in CERTAINTIES:
            raise ValueError(f"no term of findings: {self.days} days, {self.certainty}")


@cache
def finding_terms(file: Path = FILE) -> tuple[FindingTerm, ...]:
    """Return the terms of that file, the oldest first."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["term"]
    return tuple(FindingTerm(**row) for row in sorted(rows, key=lambda row: row["since"]))


def finding_term_on(day: date) -> FindingTerm:
    """Return the term in force on that day; before the first we know of, the first."""
    terms = finding_terms()
    return next((term for term in reversed(terms) if term.since <= day), terms[0])
