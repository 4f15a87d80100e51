"""What an import says: what it would make or change, and every row that stands in the way."""

from dataclasses import dataclass
from typing import NamedTuple


class Problem(NamedTuple):
    """One cell or row that cannot be taken; line 1 is the header, line 0 the file as a whole."""

    line: int
    column: str
    reason: str
    value: str


class Change(NamedTuple):
    """One value that stands otherwise than the file says; values as text, '' for nothing."""

    subject: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Report:
    """Outcome of an import or its dry run; `created` names the new rows, `unchanged` counts the rest."""

    kind: str
    created: tuple[str, ...]
    changed: tuple[Change, ...]
    unchanged: int
    problems: tuple[Problem, ...]
