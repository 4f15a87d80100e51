"""The other components of a year from a file: looked through first, then all of it or nothing; repeatable.

A line is an officer; a column is a component of the year's ruleset, by name or key; a blank cell leaves what stands.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.errors import ImportFailure
from khaosat.models.appraisal import Appraisal
from khaosat.queries import appraisals as kept
from khaosat.queries.appraisals import Filed
from khaosat.rules.evaluation import most_without_survey
from khaosat.rules.ruleset import Component, Ruleset
from khaosat.services.acts import Actor, act, record
from khaosat.services.appraisal_flow import EVIDENCE_OPEN
from khaosat.services.appraisal_suggestion import suggestion_of
from khaosat.services.appraisal_years import open_one, rules_of
from khaosat.services.importing import reading
from khaosat.services.importing.report import Change, Problem, Report
from khaosat.services.importing.words import choices, fold
from khaosat.services.own_veil import is_own

KIND: Final = "components"
OFFICER: Final = "officer_key"
UNREAD: Final = "unread"
OFFICER_HEADERS: Final = frozenset({"ma cong chuc", "officer key", "officer"})
UNREAD_HEADERS: Final = ("ho ten", "ho va ten", "ten", "name", "don vi", "unit", "ghi chu", "note")
NUMBER: Final = re.compile(r"-?\d{1,6}(?:[.,]\d{1,6})?")
SHARE_OF: Final = Decimal(1)


@dataclass(frozen=True)
class Blank:
    """What a file to be filled in holds: the year's components, and every officer with what stands already."""

    rules: Ruleset
    officers: tuple[Filed, ...]


@dataclass(frozen=True)
class _Planned:
    filed: Filed
    values: dict[str, Any]


@dataclass
class _Plan:
    session: ScopedSession
    rules: Ruleset
    files: list[_Planned]
    changes: list[Change]
    unchanged: int
    problems: list[Problem]


def blank(session: ScopedSession, *, year: int) -> Blank:
    """Return what the year's template holds; raises NotFoundFailure, or ConflictFailure for a signed year."""
    known = open_one(session, year=year, held=False)
    return Blank(rules_of(session, known), tuple(kept.files(session, year=year)))


def look(session: ScopedSession, *, year: int, content: bytes) -> Report:
    """Return what importing the file would do, every problem named with its line; nothing is written.

    Raises NotFoundFailure or ConflictFailure as `blank` does.
    """
    try:
        plan = _plan(session, year, content, held=False)
    except ImportFailure as failure:
        problems: Any = failure.details["problems"]
        return Report(KIND, (), (), 0, tuple(problems))
    return _report(plan)


@act("appraisals:import")
def take(session: ScopedSession, *, year: int, content: bytes, filename: str, by: Actor, at: datetime) -> Report:  # noqa: ARG001  the act leaves them in its event
    """Import the file, all of it, and suggest anew where a component changed.

    Raises ImportFailure with every problem, and as `blank` does.
    """
    plan = _plan(session, year, content, held=True)
    if plan.problems:
        raise ImportFailure(problems=tuple(sorted(plan.problems)))
    for planned in plan.files:
        _put(planned.filed.file, planned.values, plan.rules)
    said = {"file": filename, "sha256": sha256(content).hexdigest(), "unchanged": plan.unchanged}
    record(
        session,
        subject=f"appraisal_year:{year}",
        before={f"{one.subject} {one.column}": one.before for one in plan.changes} or None,
        after=said | {"changed": {f"{one.subject} {one.column}": one.after for one in plan.changes}},
    )
    return _report(plan)


def _report(plan: _Plan) -> Report:
    return Report(KIND, (), tuple(plan.changes), plan.unchanged, tuple(sorted(plan.problems)))


def _put(file: Appraisal, values: Mapping[str, Any], rules: Ruleset) -> None:
    file.components = file.components | dict(values)
    made = suggestion_of(rules, file.components, file.evidence)
    file.suggestion, file.suggested_class = made.suggestion, made.quality_class


def _plan(session: ScopedSession, year: int, content: bytes, *, held: bool) -> _Plan:
    rules = rules_of(session, open_one(session, year=year, held=held))
    head, *rest = reading.lines(content)
    columns = _columns(head, rules)
    plan = _Plan(session, rules, [], [], 0, [])
    files = kept.held_files(session, year=year) if held else kept.files(session, year=year)
    known = {one.officer_key: one for one in files}
    seen: dict[str, int] = {}
    for line in rest:
        _one(plan, line, columns, known, seen)
    return plan


def _one(
    plan: _Plan, line: reading.Line, columns: Sequence[str], known: Mapping[str, Filed], seen: dict[str, int]
) -> None:
    cells = dict(zip(columns, line.cells, strict=False))
    key = _key(cells.get(OFFICER))
    filed = known.get(key)
    if filed is None:
        reason = "unknown_officer" if key else "missing"
        plan.problems.append(Problem(line.number, OFFICER, reason, key))
        return
    if key in seen:
        plan.problems.append(Problem(line.number, OFFICER, "duplicate", str(seen[key])))
        return
    seen[key] = line.number
    found = list(_values(plan, line.number, cells))
    changed = {name: value for name, value in found if filed.file.components.get(name) != value}
    if changed and is_own(plan.session, filed.file.officer_id):
        plan.problems.append(Problem(line.number, OFFICER, "own_file", key))
    elif changed and filed.file.state not in EVIDENCE_OPEN:
        plan.problems.append(Problem(line.number, OFFICER, "moved_on", key))
    elif changed:
        plan.files.append(_Planned(filed, changed))
        standing = filed.file.components
        plan.changes += [Change(key, name, _shown(standing.get(name)), _shown(changed[name])) for name in changed]
    else:
        plan.unchanged += 1


def _values(plan: _Plan, number: int, cells: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    for one in plan.rules.components:
        cell = cells.get(one.key)
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        most = most_without_survey(plan.rules, one.key)
        value = _yes_or_no(cell) if most is None else _number(cell, share=one.most == SHARE_OF)
        if value is None:
            reason = "not_yes_or_no" if most is None else "not_a_number"
            plan.problems.append(Problem(number, one.key, reason, str(cell)[:80]))
        elif most is not None and not 0 <= value <= most:
            plan.problems.append(Problem(number, one.key, "out_of_range", str(cell)[:80]))
        else:
            yield one.key, value if isinstance(value, bool) else f"{value.normalize():f}"


def _columns(head: reading.Line, rules: Ruleset) -> list[str]:
    found: list[str] = []
    problems: list[Problem] = []
    for cell in head.cells:
        text = str(cell).strip() if cell is not None else ""
        column = _column(fold(text), rules.components)
        if column is None:
            problems.append(Problem(head.number, text, "header_unknown", text))
        elif column != UNREAD and column in found:
            problems.append(Problem(head.number, text, "header_twice", text))
        found.append(column or UNREAD)
    if OFFICER not in found:
        problems.append(Problem(head.number, OFFICER, "header_missing", ""))
    elif not problems and set(found) <= {OFFICER, UNREAD}:
        problems.append(Problem(head.number, "", "no_component", ""))
    if problems:
        raise ImportFailure(problems=tuple(problems))
    return found


def _column(header: str, components: Sequence[Component]) -> str | None:
    if header in OFFICER_HEADERS:
        return OFFICER
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
