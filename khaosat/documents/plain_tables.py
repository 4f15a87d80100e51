"""Tables as CSV: one file for machines and for whoever has no spreadsheet program."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Final

from khaosat.documents.sheets import Cell, Formatted

MARK: Final = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""
BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table in UTF-8: numbers with a decimal point, days as 2026-11-27, nothing for None.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    made = StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([_plain(cell) for cell in head])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return (MARK + made.getvalue()).encode()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Formatted):
        return repr(cell.value)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
    return repr(cell)
