"""Workbooks (XLSX): templates to be filled in, and tables to be taken along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

BLANK_ROWS: Final = 5000
"""How far down an empty template asks for text, so that a typed ``01234`` keeps its zero."""
A4: Final = 9
WIDER: Final = 1.25  # bold letters, over those a column's width is counted in
LINE_HEIGHT: Final = 16  # points
_LONGEST_SHEET_NAME, _LONGEST_NOTE = 31, 255
_NOT_IN_SHEET_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_BUILT_IN: Final = {"@": 49}
"""Excel's own number of the text format: a written ``@`` is a custom format that other programs may ignore."""
# A fixed moment: the same table makes the same bytes.
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number with a format of its own, where one column holds numbers of several kinds."""

    value: float
    number_format: str


Cell = str | int | float | date | Formatted | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and a note shown while one of its cells is chosen.

    ``number_format`` is Excel's; the default ``@`` is text, which keeps the leading zeros of codes.
    """

    heading: str
    width: float = 18
    note: str = ""
    number_format: str = "@"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a workbook: its name, its columns, and its rows, one cell a column."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def template_workbook(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, sheet_name: str = "Sheet1"
) -> bytes:
    """An XLSX of one sheet: see `workbook`."""
    return workbook([Sheet(sheet_name, columns, rows)])


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An XLSX with a sheet a table: headings that stay in sight, then the rows.

    Strings are written as strings whatever they begin with, so that ``=1+1`` is never a formula; numbers and
    dates keep their type, in their column's format or their own (`Formatted`); None is an empty cell. Raises
    ValueError for a row of another length. Names of sheets that meet are numbered.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  nobody pays for it who writes no sheet

    stream = BytesIO()
    with Workbook(stream, {"in_memory": True, "default_date_format": "d/m/yyyy"}) as book:
        book.set_properties({"created": _CREATED})
        heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#DBE7ED"}
        )
        styles = _Styles(book)
        for name, each in zip(_names(sheets), sheets, strict=True):
            _fill(book.add_worksheet(name), each, heading, styles)
    return stream.getvalue()


class _Styles:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  untyped there
        self._book = book
        self._made: dict[str, Any] = {}

    def of(self, number_format: str) -> Any:  # noqa: ANN401  untyped there
        """Return the style of that number format."""
        if number_format not in self._made:
            self._made[number_format] = self._book.add_format(
                {"num_format": _BUILT_IN.get(number_format, number_format)}
            )
        return self._made[number_format]


def _names(sheets: Sequence[Sheet]) -> list[str]:
    names: list[str] = []
    for each in sheets:
        name = wanted = each.name.translate(_NOT_IN_SHEET_NAMES)[:_LONGEST_SHEET_NAME]
        number = 2
        while name.casefold() in {taken.casefold() for taken in names}:
            name = f"{wanted[: _LONGEST_SHEET_NAME - 4]} ({number})"
            number += 1
        names.append(name)
    return names


def _fill(sheet: "Worksheet", table: Sheet, heading: Any, styles: _Styles) -> None:  # noqa: ANN401  untyped there
    formats = [styles.of(column.number_format) for column in table.columns]
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width, formats[place])
        sheet.write_string(0, place, column.heading, heading)
        if column.note:
            _show_note(sheet, place, column)
    lines = max((len(column.heading) * WIDER // column.width + 1 for column in table.columns), default=1)
    sheet.set_row(0, LINE_HEIGHT * lines)  # not every program grows a row with what wraps in it
    sheet.freeze_panes(1, 0)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)  # one page wide, as many long as it takes: columns of a row stay together
    sheet.repeat_rows(0)
    for number, row in enumerate(table.rows, start=1):
        for place, (cell, style) in enumerate(zip(row, formats, strict=True)):
            if isinstance(cell, Formatted):
                _write(sheet, number, place, cell.value, styles.of(cell.number_format))
            else:
                _write(sheet, number, place, cell, style)


def _show_note(sheet: "Worksheet", place: int, column: Column) -> None:
    note = {"validate": "any", "input_title": column.heading[:32], "input_message": column.note[:_LONGEST_NOTE]}
    sheet.data_validation(1, place, BLANK_ROWS, place, note)


def _write(sheet: "Worksheet", row: int, place: int, cell: str | float | date | None, style: Any) -> None:  # noqa: ANN401  untyped there
    if cell is None:
        sheet.write_blank(row, place, None, style)
    elif isinstance(cell, str):
        sheet.write_string(row, place, cell, style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, style)
    else:
        sheet.write_number(row, place, cell, style)
