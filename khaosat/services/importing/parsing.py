"""Lines to checked rows: headers first, then every cell; nothing stops at the first mistake."""

from collections.abc import Sequence
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from khaosat.errors import ImportFailure
from khaosat.services.importing import reading
from khaosat.services.importing.report import Problem
from khaosat.services.importing.rows import ROWS, Row
from khaosat.services.importing.words import column_of, fold

NOTES = ("note", "ghi chu")  # a column of notes is nobody's business
R = TypeVar("R", bound=Row)


class Placed(NamedTuple, Generic[R]):
    """A row and the line it stands on."""

    line: int
    row: R


def parse(kind: str, content: bytes) -> tuple[list[Placed[Row]], list[Problem]]:
    """Return the good rows and the problems of the others; raises ImportFailure when no row can be read."""
    head, *rest = reading.lines(content)
    model = ROWS[kind]
    columns = _columns(head, model)
    rows: list[Placed[Row]] = []
    problems: list[Problem] = []
    for line in rest:
        try:
            rows.append(Placed(line.number, model.model_validate(_named(line, columns))))
        except ValidationError as error:
            problems += _problems(line.number, error)
        except _TooManyCells as error:
            problems.append(Problem(line.number, "", "too_many_cells", error.cell))
    return rows, problems


class _TooManyCells(Exception):  # noqa: N818  never leaves this file
    def __init__(self, cell: str) -> None:
        self.cell = cell


def _columns(head: reading.Line, model: type[Row]) -> list[str | None]:
    known = tuple(model.model_fields)
    found: list[str | None] = []
    problems: list[Problem] = []
    for cell in head.cells:
        text = str(cell).strip() if cell is not None else ""
        column = column_of(text, known) if text else None
        if column is None and text and not fold(text).startswith(NOTES):
            problems.append(Problem(head.number, text, "header_unknown", text))
        elif column is not None and column in found:
            problems.append(Problem(head.number, text, "header_twice", text))
        found.append(column)
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    problems += [Problem(head.number, name, "header_missing", "") for name in required if name not in found]
    if problems:
        raise ImportFailure(problems=tuple(problems))
    return found


def _named(line: reading.Line, columns: Sequence[str | None]) -> dict[str, object]:
    for cell in line.cells[len(columns) :]:
        if not _blank(cell):
            raise _TooManyCells(str(cell))
    return {
        column: cell
        for column, cell in zip(columns, line.cells, strict=False)
        if column is not None and not _blank(cell)
    }


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _problems(line: int, error: ValidationError) -> list[Problem]:
    found = []
    for mistake in error.errors(include_url=False):
        column = str(mistake["loc"][0]) if mistake["loc"] else ""
        value = "" if mistake["type"] == "missing" or not column else as_shown(mistake["input"])
        found.append(Problem(line, column, mistake["type"], value))
    return found


def as_shown(value: object) -> str:
    """Return a value as a report shows it; '' for nothing, dates as 2026-11-22, a list with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset | set):
        return ", ".join(sorted(str(part) for part in value))
    return str(value)[:80]
