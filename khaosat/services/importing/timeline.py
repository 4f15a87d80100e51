"""Each unit's life as spans in a row: what stands, overlaid with what a file says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from khaosat.models.unit import UnitVersion
from khaosat.services.importing.parsing import Placed
from khaosat.services.importing.planning import overlap
from khaosat.services.importing.report import Problem
from khaosat.services.importing.rows import UnitRow

RANK = {"province": 0, "district": 1, "commune": 2}
STANDING = 0  # the line of a span that comes from no file


@dataclass(frozen=True)
class Span:
    """A unit from `start` to the day before `end` (None: open), as the tree needs it."""

    key: str
    line: int
    start: date
    end: date | None
    level: str
    parent: str | None
    code: str | None


def spans(
    rows: Iterable[Placed[UnitRow]], standing: Mapping[str, Sequence[UnitVersion]], key_of: Mapping[int, str]
) -> tuple[dict[str, list[Span]], list[Problem]]:
    """Return every unit's spans in order, and the problems of spans that run into one another."""
    lives: dict[str, dict[date, Span]] = {
        key: {version.valid_from: _of_version(key, version, key_of) for version in versions}
        for key, versions in standing.items()
    }
    for line, row in rows:
        span = Span(row.key, line, row.valid_from, row.valid_to, row.level, row.parent_key, row.official_code)
        lives.setdefault(row.key, {})[row.valid_from] = span
    problems: list[Problem] = []
    joined = {key: _joined([life[start] for start in sorted(life)], problems) for key, life in lives.items()}
    return joined, problems


def _of_version(key: str, version: UnitVersion, key_of: Mapping[int, str]) -> Span:
    parent = key_of[version.parent_id] if version.parent_id is not None else None
    return Span(key, STANDING, version.valid_from, version.valid_to, version.level, parent, version.official_code)


def _joined(life: list[Span], problems: list[Problem]) -> list[Span]:
    """End an open span where the next one begins; an end that was written down is never moved."""
    for place, (span, following) in enumerate(pairwise(life)):
        if span.end is None:
            life[place] = replace(span, end=following.start)
        elif span.end > following.start:
            line, column = (span.line, "valid_to") if span.line else (following.line, "valid_from")
            problems.append(Problem(line, column, "overlap", (span.end if span.line else following.start).isoformat()))
    return life


def check_tree(lives: Mapping[str, Sequence[Span]]) -> list[Problem]:
    """Return what the file does to the tree on any day: lost parents, wrong levels, cycles, codes used twice."""
    every = [span for life in lives.values() for span in life]
    touched = {span.key for span in every if span.line}
    problems: list[Problem] = []
    for span in every:
        if span.line or span.parent in touched:
            problems += _check_parent(span, lives)
    problems += _check_codes(every)
    return problems + _check_cycles(every)


def _check_parent(span: Span, lives: Mapping[str, Sequence[Span]]) -> list[Problem]:
    if span.parent is None:
        return [] if span.level == "province" else [Problem(span.line, "parent_key", "missing", "")]
    above = lives.get(span.parent)
    if above is None:
        return [Problem(span.line, "parent_key", "unknown_unit", span.parent)]
    if not _covered(span, above):
        if span.line:
            return [Problem(span.line, "parent_key", "parent_not_in_force", span.parent)]
        line = max(its.line for its in above)
        return [Problem(line, "valid_to", "children_remain", span.key)]
    wrong = any(
        RANK[its.level] > RANK[span.level] for its in above if overlap(its.start, its.end, span.start, span.end)
    )
    return [Problem(span.line or max(its.line for its in above), "level", "parent_level", span.level)] if wrong else []


def _covered(span: Span, above: Sequence[Span]) -> bool:
    reached = span.start
    for its in above:
        if its.start <= reached and (its.end is None or its.end > reached):
            if its.end is None or (span.end is not None and its.end >= span.end):
                return True
            reached = its.end
    return False


def _check_codes(every: Sequence[Span]) -> list[Problem]:
    by_code: dict[str, list[Span]] = {}
    for span in every:
        if span.code:
            by_code.setdefault(span.code, []).append(span)
    return [
        Problem(one.line, "official_code", "code_taken", f"{code} {other.key}")
        for code, sharing in by_code.items()
        for one in sharing
        if one.line
        for other in sharing
        if other.key != one.key and overlap(one.start, one.end, other.start, other.end)
    ]


def _check_cycles(every: Sequence[Span]) -> list[Problem]:
    found: dict[str, Problem] = {}
    for day in sorted({span.start for span in every}):
        today = {span.key: span for span in every if span.start <= day and (span.end is None or span.end > day)}
        for span in today.values():
            if span.line and span.key not in found and _meets_itself(span, today):
                found[span.key] = Problem(span.line, "parent_key", "cycle", span.parent or "")
    return list(found.values())


def _meets_itself(span: Span, today: Mapping[str, Span]) -> bool:
    seen = {span.key}
    above = span.parent
    while above is not None and above in today:
        if above == span.key:
            return True
        if above in seen:
            return False  # a cycle further up, which names its own rows
        seen.add(above)
        above = today[above].parent
    return False
