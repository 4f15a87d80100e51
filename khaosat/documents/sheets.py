"""Workbooks (XLSX): templates to be filled in, and tables to be taken along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | None
BLANK_ROWS: Final = 5000
"""How far down an empty template asks for text, so that a typed ``01234`` keeps its zero."""
_LONGEST_SHEET_NAME, _LONGEST_NOTE = 31, 255
_NOT_IN_SHEET_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_BUILT_IN: Final = {"@": 49}
"""Excel's own number of the text format: a written ``@`` is a custom format that other programs may ignore."""
# A fixed moment: the same table makes the same bytes.
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and a note shown while one of its cells is chosen.

    ``number_format`` is Excel's; the default ``@`` is text, which keeps the leading zeros of codes.
    """

    heading: str
    width: float = 18
    note: str = ""
    number_format: str = "@"


def template_workbook(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, sheet_name: str = "Sheet1"
) -> bytes:
    """An XLSX of one sheet: headings that stay in sight, then ``rows``, one cell a column.

    Strings are written as strings whatever they begin with, so that ``=1+1`` is never a formula; numbers and
    dates keep their type; None is an empty cell. Raises ValueError for a row of another length.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  nobody pays for it who writes no sheet

    stream = BytesIO()
    with Workbook(stream, {"in_memory": True, "default_date_format": "d/m/yyyy"}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(sheet_name.translate(_NOT_IN_SHEET_NAMES)[:_LONGEST_SHEET_NAME])
        heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "bg_color": "#DBE7ED"}
        )
        formats = [book.add_format({"num_format": _BUILT_IN.get(c.number_format, c.number_format)}) for c in columns]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, formats[place])
            sheet.write_string(0, place, column.heading, heading)
            if column.note:
                _show_note(sheet, place, column)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for place, (cell, style) in enumerate(zip(row, formats, strict=True)):
                _write(sheet, number, place, cell, style)
    return stream.getvalue()


def _show_note(sheet: "Worksheet", place: int, column: Column) -> None:
    note = {"validate": "any", "input_title": column.heading[:32], "input_message": column.note[:_LONGEST_NOTE]}
    sheet.data_validation(1, place, BLANK_ROWS, place, note)


def _write(sheet: "Worksheet", row: int, place: int, cell: Cell, style: Any) -> None:  # noqa: ANN401  untyped there
    if cell is None:
        sheet.write_blank(row, place, None, style)
    elif isinstance(cell, str):
        sheet.write_string(row, place, cell, style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, style)
    else:
        sheet.write_number(row, place, cell, style)
