"""Files of components: a line is an officer or a unit, a column a component of a ruleset, by name or key.

A blank cell leaves what stands. Every problem is named with its line; nothing here writes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from khaosat.errors import ImportFailure
from khaosat.rules.evaluation import most_without_survey
from khaosat.rules.ruleset import Component, Ruleset
from khaosat.services.importing import reading
from khaosat.services.importing.report import Change, Problem, Report
from khaosat.services.importing.words import choices, fold

KIND: Final = "components"
UNREAD: Final = "unread"
UNREAD_HEADERS: Final = ("ho ten", "ho va ten", "ten", "name", "don vi", "unit", "ghi chu", "note")
NUMBER: Final = re.compile(r"-?\d{1,6}(?:[.,]\d{1,6})?")
SHARE_OF: Final = Decimal(1)
UNKNOWN: Final = frozenset({"chua ro", "unknown"})
"""A cell that takes a value away again, where the file says that this can be."""


@dataclass(frozen=True)
class Lines:
    """Whom the lines are about: the name of the column that says so, its headings, the reason for a strange key.

    `forgets` says whether a cell may take back what stands.
    """

    column: str
    headers: frozenset[str]
    strange: str
    forgets: bool = False


@dataclass
class Sorting:
    """What a file says so far: changes, lines that change nothing, what stands in the way."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    def report(self) -> Report:
        """Return it as an import's report."""
        return Report(KIND, (), tuple(self.changes), self.unchanged, tuple(sorted(self.problems)))

    def change(self, key: str, standing: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
        """Note what a line changes."""
        self.changes += [Change(key, name, _shown(standing.get(name)), _shown(changed[name])) for name in changed]


def refused(failure: ImportFailure) -> Report:
    """Return the report of a file that could not be read as one."""
    problems: Any = failure.details["problems"]
    return Report(KIND, (), (), 0, tuple(problems))


def rows(
    content: bytes, rules: Ruleset, about: Lines, known: Mapping[str, Mapping[str, Any]], found: Sorting
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield line number, key and what changes there; lines that change nothing are counted, bad ones noted.

    `known` are the components that stand, by key: points and shares as text, yes or no as bool. A value is None where
    the line takes it back. Raises ImportFailure for a file whose columns are none.
    """
    head, *rest = reading.lines(content)
    columns = _columns(head, rules, about)
    seen: dict[str, int] = {}
    for line in rest:
        cells = dict(zip(columns, line.cells, strict=False))
        key = _key(cells.get(about.column))
        if key not in known:
            found.problems.append(Problem(line.number, about.column, about.strange if key else "missing", key))
        elif key in seen:
            found.problems.append(Problem(line.number, about.column, "duplicate", str(seen[key])))
        else:
            seen[key] = line.number
            said = _values(found, rules, about, line.number, cells)
            changed = {name: value for name, value in said if known[key].get(name) != value}
            if changed:
                yield line.number, key, changed
            else:
                found.unchanged += 1


def _values(
    found: Sorting, rules: Ruleset, about: Lines, number: int, cells: Mapping[str, object]
) -> Iterator[tuple[str, Any]]:
    for one in rules.components:
        cell = cells.get(one.key)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        if about.forgets and fold(str(cell)) in UNKNOWN:
            yield one.key, None
            continue
        most = most_without_survey(rules, one.key)
        value = _yes_or_no(cell) if most is None else _number(cell, share=one.most == SHARE_OF)
        if value is None:
            reason = "not_yes_or_no" if most is None else "not_a_number"
            found.problems.append(Problem(number, one.key, reason, str(cell)[:80]))
        elif most is not None and not 0 <= value <= most:
            found.problems.append(Problem(number, one.key, "out_of_range", str(cell)[:80]))
        else:
            yield one.key, value if isinstance(value, bool) else f"{value.normalize():f}"


def _columns(head: reading.Line, rules: Ruleset, about: Lines) -> list[str]:
    found: list[str] = []
    problems: list[Problem] = []
    for cell in head.cells:
        text = str(cell).strip() if cell is not None else ""
        column = _column(fold(text), rules.components, about)
        if column is None:
            problems.append(Problem(head.number, text, "header_unknown", text))
        elif column != UNREAD and column in found:
            problems.append(Problem(head.number, text, "header_twice", text))
        found.append(column or UNREAD)
    if about.column not in found:
        problems.append(Problem(head.number, about.column, "header_missing", ""))
    elif not problems and set(found) <= {about.column, UNREAD}:
        problems.append(Problem(head.number, "", "no_component", ""))
    if problems:
        raise ImportFailure(problems=tuple(problems))
    return found


def _column(header: str, components: Sequence[Component], about: Lines) -> str | None:
    if header in about.headers:
        return about.column
    for one in components:
        if header in {fold(one.key), *(fold(name) for name in one.name.values())}:
            return one.key
    return UNREAD if not header or header.startswith(UNREAD_HEADERS) else None


def _key(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip() if cell is not None else ""


def _number(cell: object, *, share: bool) -> Decimal | None:
    """Points as 28,5 or 28.5; a share also as 95 %. No grouping marks, because 1.234 means two things."""
    if isinstance(cell, bool):
        return None
    text = f"{cell:.6f}" if isinstance(cell, float) else str(cell).strip()  # a spreadsheet's sum may be 28.3499999999
    percent = share and text.endswith("%")
    text = text.removesuffix("%").strip() if percent else text
    if not NUMBER.fullmatch(text):
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value / 100 if percent else value


def _yes_or_no(cell: object) -> bool | None:
    if isinstance(cell, bool):
        return cell
    word = choices("yes_no").get(fold(str(cell)))
    return None if word is None else word == "yes"


def _shown(value: object) -> str:
    return "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
