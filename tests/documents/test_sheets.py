"""A template comes back as it was meant when somebody fills it in and sends it."""

import io
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from khaosat.documents import Column, template_workbook
from khaosat.documents.sheets import Cell

COLUMNS = [Column("Mã", note="Năm chữ số, giữ số 0 ở đầu"), Column("Tên", width=40)]


def rows_of(book: bytes) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()]


def part(book: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize("text", ["00123", "=1+1", "@SUM(A1)", "+84", "https://example.vn", "Xã Vĩnh Ô", "{=A1}"])
def test_text_comes_back_as_the_text_it_was(text: str) -> None:
    book = template_workbook(COLUMNS, [[text, text]])
    assert rows_of(book) == [["Mã", "Tên"], [text, text]]
    sheet = part(book, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_empty_columns_ask_for_text_so_that_typed_codes_keep_their_zeros() -> None:
    book = template_workbook(COLUMNS, [])
    assert 'numFmtId="49"' in part(book, "xl/styles.xml")
    assert part(book, "xl/worksheets/sheet1.xml").count(' style="') == len(COLUMNS)


def test_numbers_and_dates_keep_their_type() -> None:
    columns = [
        Column("n", number_format="#,##0"),
        Column("share", number_format="0.0"),
        Column("day", number_format="d/m/yyyy"),
    ]
    rows: list[list[Cell]] = [[412, 86.4, date(2026, 11, 22)], [None, None, None], [1, 2.5, None]]
    assert rows_of(template_workbook(columns, rows))[1:] == [
        [412, 86.4, date(2026, 11, 22)],
        ["", "", ""],
        [1, 2.5, ""],
    ]


def test_notes_stand_with_the_cells_and_headings_stay_in_sight() -> None:
    sheet = part(template_workbook(COLUMNS, []), "xl/worksheets/sheet1.xml")
    assert "Năm chữ số, giữ số 0 ở đầu" in sheet
    assert 'state="frozen"' in sheet


def test_a_sheet_takes_a_name_that_excel_would_refuse() -> None:
    book = template_workbook(COLUMNS, [], sheet_name="Đơn vị/phòng: [2026] và những đơn vị trực thuộc")
    (name,) = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    assert name.startswith("Đơn vị phòng")
    assert len(name) <= 31


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        template_workbook(COLUMNS, [["1"]])


def test_the_same_table_makes_the_same_bytes() -> None:
    assert template_workbook(COLUMNS, [["1", "2"]]) == template_workbook(COLUMNS, [["1", "2"]])
