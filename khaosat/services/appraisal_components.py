"""The other components of a year from a file: looked through first, then all of it or nothing; repeatable.

A line is an officer; a column is a component of the year's ruleset, by name or key; a blank cell leaves what stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.errors import ImportFailure
from khaosat.models.appraisal import Appraisal
from khaosat.queries import appraisals as kept
from khaosat.queries.appraisals import Filed
from khaosat.rules.ruleset import Ruleset
from khaosat.services import component_files
from khaosat.services.acts import Actor, act, record
from khaosat.services.appraisal_flow import EVIDENCE_OPEN
from khaosat.services.appraisal_suggestion import suggestion_of
from khaosat.services.appraisal_years import open_one, rules_of
from khaosat.services.component_files import Sorting
from khaosat.services.importing.report import Problem, Report
from khaosat.services.own_veil import is_own

OFFICER: Final = "officer_key"
ABOUT: Final = component_files.Lines(OFFICER, frozenset({"ma cong chuc", "officer key", "officer"}), "unknown_officer")


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
    rules: Ruleset
    files: list[_Planned]
    found: Sorting


def blank(session: ScopedSession, *, year: int) -> Blank:
    """Return what the year's template holds; raises NotFoundFailure, or ConflictFailure for a signed year."""
    known = open_one(session, year=year, held=False)
    return Blank(rules_of(session, known), tuple(kept.files(session, year=year)))


def look(session: ScopedSession, *, year: int, content: bytes) -> Report:
    """Return what importing the file would do, every problem named with its line; nothing is written.

    Raises NotFoundFailure or ConflictFailure as `blank` does.
    """
    try:
        return _plan(session, year, content, held=False).found.report()
    except ImportFailure as failure:
        return component_files.refused(failure)


@act("appraisals:import")
def take(session: ScopedSession, *, year: int, content: bytes, filename: str, by: Actor, at: datetime) -> Report:  # noqa: ARG001  the act leaves them in its event
    """Import the file, all of it, and suggest anew where a component changed.

    Raises ImportFailure with every problem, and as `blank` does.
    """
    plan = _plan(session, year, content, held=True)
    found = plan.found
    if found.problems:
        raise ImportFailure(problems=tuple(sorted(found.problems)))
    for planned in plan.files:
        _put(planned.filed.file, planned.values, plan.rules)
    said = {"file": filename, "sha256": sha256(content).hexdigest(), "unchanged": found.unchanged}
    record(
        session,
        subject=f"appraisal_year:{year}",
        before={f"{one.subject} {one.column}": one.before for one in found.changes} or None,
        after=said | {"changed": {f"{one.subject} {one.column}": one.after for one in found.changes}},
    )
    return found.report()


def _put(file: Appraisal, values: Mapping[str, Any], rules: Ruleset) -> None:
    file.components = file.components | dict(values)
    made = suggestion_of(rules, file.components, file.evidence)
    file.suggestion, file.suggested_class = made.suggestion, made.quality_class


def _plan(session: ScopedSession, year: int, content: bytes, *, held: bool) -> _Plan:
    plan = _Plan(rules_of(session, open_one(session, year=year, held=held)), [], Sorting())
    files = kept.held_files(session, year=year) if held else kept.files(session, year=year)
    known = {one.officer_key: one for one in files}
    standing = {key: one.file.components for key, one in known.items()}
    for number, key, changed in component_files.rows(content, plan.rules, ABOUT, standing, plan.found):
        filed = known[key]
        if is_own(session, filed.file.officer_id):
            plan.found.problems.append(Problem(number, OFFICER, "own_file", key))
        elif filed.file.state not in EVIDENCE_OPEN:
            plan.found.problems.append(Problem(number, OFFICER, "moved_on", key))
        else:
            plan.files.append(_Planned(filed, changed))
            plan.found.change(key, standing[key], changed)
    return plan
