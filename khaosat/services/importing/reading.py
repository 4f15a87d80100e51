"""Bytes to lines of cells: CSV (UTF-8, `,` or `;`), spreadsheets, JSON, told apart by what they are, not by name."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import python_calamine

from khaosat.errors import ImportFailure
from khaosat.services.importing.report import Problem

LARGEST = 16 * 1024 * 1024
LARGEST_UNPACKED = 256 * 1024 * 1024  # a spreadsheet is a zip: refuse what would swell beyond reason
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Line:
    """One line of a file by its number there (the header is usually 1)."""

    number: int
    cells: tuple[object, ...]


def lines(content: bytes) -> list[Line]:
    """Return the lines that hold something; raises ImportFailure when the file as a whole cannot be read."""
    if len(content) > LARGEST:
        raise _refusal("too_large", f"{len(content)}")
    read = _spreadsheet if content.startswith(SPREADSHEETS) else _json if content.lstrip().startswith(b"[") else _csv
    found = list(read(content))
    if not found:
        raise _refusal("empty_file", "")
    return found


def _refusal(reason: str, value: str, line: int = 0) -> ImportFailure:
    return ImportFailure(problems=(Problem(line, "", reason, value),))


def _spreadsheet(content: bytes) -> Iterator[Line]:
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                    raise _refusal("too_large", "")
        sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise _refusal("unreadable", type(error).__name__) from error
    for number, row in enumerate(rows, start=1):
        if any(cell not in ("", None) for cell in row):
            yield Line(number, tuple(row))


def _json(content: bytes) -> Iterator[Line]:
    """A list of objects: every name that occurs is a column, in order of first use; the first object is line 2."""
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _refusal("unreadable", type(error).__name__) from error
    if not all(isinstance(row, dict) for row in rows):
        raise _refusal("unreadable", "")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if rows:
        yield Line(1, tuple(columns))
    for number, row in enumerate(rows, start=2):
        yield Line(number, tuple(row.get(name) for name in columns))


def _csv(content: bytes) -> Iterator[Line]:
    try:
        text = content.decode("utf-16" if content.startswith(UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refusal("not_utf8", f"{error.start}") from error
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield Line(number, tuple(row))
            number = reader.line_num + 1  # a quoted cell may run over several lines
    except csv.Error as error:
        raise _refusal("unreadable", str(error), number) from error
