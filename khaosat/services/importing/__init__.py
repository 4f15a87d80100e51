"""Files into the catalogue: everything is checked first, then all of it is written or nothing; repeatable."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from khaosat.access import ScopedSession
from khaosat.errors import ImportFailure
from khaosat.services.acts import Actor, act, record
from khaosat.services.importing.counters import plan_counters
from khaosat.services.importing.dossiers import plan_closed_dossiers, plan_dossiers
from khaosat.services.importing.offices import plan_offices
from khaosat.services.importing.parsing import parse
from khaosat.services.importing.planning import Plan
from khaosat.services.importing.postings import plan_postings
from khaosat.services.importing.report import Change, Problem, Report
from khaosat.services.importing.rosters import plan_rosters
from khaosat.services.importing.rows import ROWS
from khaosat.services.importing.simple import plan_fields, plan_officers, plan_special_days
from khaosat.services.importing.successions import plan_successions
from khaosat.services.importing.units import plan_units
from khaosat.services.importing.words import header

__all__ = ["KINDS", "Change", "Column", "Problem", "Report", "run", "template"]

KINDS = tuple(ROWS)
PLANS: dict[str, Callable[..., Plan]] = {
    "units": plan_units,
    "successions": plan_successions,
    "fields": plan_fields,
    "offices": plan_offices,
    "counters": plan_counters,
    "officers": plan_officers,
    "postings": plan_postings,
    "rosters": plan_rosters,
    "dossiers": plan_dossiers,
    "closed_dossiers": plan_closed_dossiers,
    "special_days": plan_special_days,
}


@dataclass(frozen=True)
class Column:
    """A column of a template: its name in the program, its Vietnamese header, and whether it must be filled."""

    name: str
    header: str
    required: bool


def template(kind: str) -> tuple[Column, ...]:
    """Return the columns of a kind of file, in order; all of them are text columns in a spreadsheet."""
    fields = ROWS[kind].model_fields
    return tuple(Column(name, header(name), field.is_required()) for name, field in fields.items())


def run(
    session: ScopedSession, *, kind: str, content: bytes, filename: str, dry_run: bool, by: Actor, at: datetime
) -> Report:
    """Import a file of one of KINDS, or only say what importing it would do.

    Raises ImportFailure with every problem found when rows cannot be taken (a dry run reports them instead),
    or when the file as a whole cannot be read.
    """
    if not dry_run:
        return _import(session, kind=kind, content=content, filename=filename, by=by, at=at)
    try:
        plan = _plan(session, kind, content, at)
    except ImportFailure as failure:
        problems: Any = failure.details["problems"]
        return Report(kind, (), (), 0, tuple(problems))
    return _report(kind, plan)


@act("catalogue:import")
def _import(session: ScopedSession, *, kind: str, content: bytes, filename: str, by: Actor, at: datetime) -> Report:  # noqa: ARG001  the act names who
    plan = _plan(session, kind, content, at)
    if plan.problems:
        raise ImportFailure(problems=tuple(plan.problems))
    plan.write(session)
    report = _report(kind, plan)
    record(
        session,
        subject=f"catalogue:{kind}",
        before={f"{change.subject} {change.column}": change.before for change in report.changed} or None,
        after={
            "file": filename,
            "sha256": sha256(content).hexdigest(),
            "created": len(report.created),
            "unchanged": report.unchanged,
            "changed": {f"{change.subject} {change.column}": change.after for change in report.changed},
        },
    )
    return report


def _plan(session: ScopedSession, kind: str, content: bytes, at: datetime) -> Plan:
    rows, problems = parse(kind, content)
    dated = {"at": at} if kind == "rosters" else {}
    plan = PLANS[kind](session, rows, **dated)
    plan.problems = sorted([*problems, *plan.problems])
    return plan


def _report(kind: str, plan: Plan) -> Report:
    return Report(kind, tuple(plan.created), tuple(plan.changes), plan.unchanged, tuple(plan.problems))
