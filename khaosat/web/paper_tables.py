"""The tables of an appraisal's documents, and the list as a workbook."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from khaosat.documents import Cell, Column, Formatted, Sheet, Table
from khaosat.rules.ruleset import Ruleset
from khaosat.services.appraisal_flow import Move
from khaosat.services.appraisal_papers import PaperLine, YearPaper
from khaosat.web import texts_appraisal_year, texts_rules
from khaosat.web.filters import number
from khaosat.web.texts_duties import duty_group
from khaosat.web.texts_papers import (
    ALL_HEADS,
    ANNEX,
    DECIDED_HEADS,
    HEADS,
    LIST,
    NONE,
    one_line,
    person,
    unit_name,
    verified,
)

WIDTHS = {
    LIST: (7, 22, 10, 16, 16, 29), ANNEX: (7, 27, 22, 20, 12, 12), "muc": (40, 15, 15, 15, 15),
    "so-luong": (50, 25, 25), "don-vi": (52, 12, 18, 18), "khac": (22, 22, 16, 16, 24), "kien-nghi": (27, 20, 20, 33),
    "tran": (40, 24, 12, 12, 12), "dinh-chinh": (40, 30, 30),
}  # fmt: skip  # shares of the page
NUMBERS = {
    LIST: {0, 2}, ANNEX: {0, 3, 4}, "muc": {1, 2, 3, 4}, "so-luong": {1, 2}, "don-vi": {1, 2, 3}, "tran": {2, 3, 4},
}  # fmt: skip  # columns to the right


def every_table(paper: YearPaper) -> dict[str, Table]:
    """Return the tables by the names the templates have for them."""
    rows: dict[str, Iterable[tuple[str, ...]]] = {
        LIST: _list(paper),
        ANNEX: _annex(paper),
        "muc": _classes(paper),
        "so-luong": (row[:3] for row in _classes(paper)),
        "don-vi": _units(paper),
        "khac": _different(paper),
        "kien-nghi": _appeals(paper),
        "tran": _ceilings(paper),
        "dinh-chinh": _corrections(paper),
    }
    return {
        name: Table(HEADS[name], tuple(its), WIDTHS[name], frozenset(NUMBERS.get(name, ())))
        for name, its in rows.items()
    }


def list_sheets(paper: YearPaper, *, decided: bool) -> list[Sheet]:
    """Return the list as a table to reckon with; `decided` adds what was decided, for whom that is open."""
    heads = [*ALL_HEADS, *(DECIDED_HEADS if decided else ())]
    columns = [Column(head, 30 if "Lý do" in head else 18) for head in heads]
    return [Sheet(f"Danh sách {paper.year.year}", columns, [_cells(paper.rules, one, decided) for one in paper.lines])]


def points(line: PaperLine) -> str:
    """Return an officer's points, a dash where the rule gives none."""
    found = (line.file.suggestion or {}).get("points")
    return texts_appraisal_year.points(found) if found else NONE


def quality(rules: Ruleset, key: str | None) -> str:
    """Return a class by name, a dash for none."""
    return texts_rules.quality_class(rules, key) if key else NONE


def spread(evidence: dict[str, Any]) -> str:
    """Return a mean with its interval, a dash where there are too few answers."""
    if "mean" not in evidence:
        return NONE
    return f"{number(float(evidence['mean']), 1)} ({texts_appraisal_year.spread(evidence)})"


def _list(paper: YearPaper) -> Iterable[tuple[str, ...]]:
    for place, line in enumerate(paper.lines, start=1):
        file, why = line.file, line.reasons.get(Move.PROPOSE)
        classes = (quality(paper.rules, file.suggested_class), quality(paper.rules, file.proposed_class))
        yield str(place), person(line), points(line), *classes, one_line(why)


def _annex(paper: YearPaper) -> Iterable[tuple[str, ...]]:
    for place, line in enumerate(paper.lines, start=1):
        said = line.file.evidence
        n = number(said["n"]) if "n" in said else NONE
        survey = texts_appraisal_year.survey_state(said)
        yield str(place), person(line), survey, spread(said), n, verified(yes=said["verified"])


def _classes(paper: YearPaper) -> Iterable[tuple[str, ...]]:
    counted = [
        Counter(getattr(line.file, name) for line in paper.lines)
        for name in ("suggested_class", "proposed_class", "decided_class")
    ]
    counted.append(Counter(line.corrected or line.file.final_class for line in paper.lines))
    for one in paper.rules.classes:
        yield texts_rules.said(one.name), *(number(each[one.key]) for each in counted)
    yield "Chưa có", *(number(each[None]) for each in counted)


def _units(paper: YearPaper) -> Iterable[tuple[str, ...]]:
    for unit in dict.fromkeys(line.unit for line in paper.lines):
        own = [line for line in paper.lines if line.unit == unit]
        final = sum(line.file.final_class is not None for line in own)
        yield unit_name(unit), number(len(own)), number(final), number(sum(map(_differs, own)))


def _differs(line: PaperLine) -> bool:
    return line.stands is not None and line.stands != line.file.suggested_class


def _different(paper: YearPaper) -> Iterable[tuple[str, ...]]:
    for line in filter(_differs, paper.lines):
        reasons = line.reasons
        why = reasons.get(Move.DECIDE_APPEAL) or reasons.get(Move.DECIDE) or reasons.get(Move.PROPOSE)
        classes = (quality(paper.rules, line.file.suggested_class), quality(paper.rules, line.stands))
        yield person(line), unit_name(line.unit), *classes, one_line(why)


def _appeals(paper: YearPaper) -> Iterable[tuple[str, ...]]:
    for line in paper.lines:
        if line.file.appealed:
            classes = (quality(paper.rules, line.file.decided_class), quality(paper.rules, line.heard))
            yield person(line), *classes, one_line(line.reasons.get(Move.DECIDE_APPEAL))


def _ceilings(paper: YearPaper) -> Iterable[tuple[str, ...]]:
    for group, unit in paper.groups:
        duty = duty_group(group.duty_group) if group.duty_group else "mọi nhóm"
        where = f"{unit_name(unit) if unit else paper.province.name}, {duty}"
        numbers = (number(one) for one in (group.places, group.wanted, group.over))
        yield where, quality(paper.rules, group.ceiling.quality_class), *numbers


def _corrections(paper: YearPaper) -> Iterable[tuple[str, ...]]:
    for line in paper.lines:
        if line.corrected:
            yield person(line), quality(paper.rules, line.file.final_class), quality(paper.rules, line.corrected)


def _cells(rules: Ruleset, line: PaperLine, decided: bool) -> list[Cell]:  # noqa: FBT001  one of two shapes
    file, said = line.file, line.file.evidence
    found = (file.suggestion or {}).get("points")
    figures = [Formatted(float(said[name]), "0.0") if name in said else None for name in ("mean", "low", "high")]
    cells: list[Cell] = [
        line.filed.officer_key, line.filed.name, line.unit.key, unit_name(line.unit),
        Formatted(float(Decimal(found)), "0.0##") if found else None, quality(rules, file.suggested_class),
        quality(rules, file.proposed_class), one_line(line.reasons.get(Move.PROPOSE)),
        texts_appraisal_year.survey_state(said), *figures, said.get("n"), verified(yes=said["verified"]),
    ]  # fmt: skip  # as the headings stand
    if decided:
        why = one_line(line.reasons.get(Move.DECIDE_APPEAL) or line.reasons.get(Move.DECIDE))
        cells += [quality(rules, file.decided_class), why, quality(rules, line.corrected or file.final_class)]
    return cells
