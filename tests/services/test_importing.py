"""Files into the catalogue: checked in full, all or nothing, repeatable."""

import io
import unicodedata
from datetime import UTC, datetime

import pytest
import xlsxwriter
from sqlalchemy import Engine, func, select

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.errors import ImportFailure
from khaosat.models.event import Event
from khaosat.models.office import Counter, CounterField, Field, Office, OfficeSlips
from khaosat.models.officer import Officer, Posting, Roster
from khaosat.models.unit import Unit, UnitVersion
from khaosat.services import importing
from khaosat.services.acts import Actor

AT = datetime(2026, 11, 22, 9, tzinfo=ZONE)
UNITS = """key,name,kind,level,parent_key,official_code,valid_from,valid_to
QT,Tỉnh Quảng Trị,province,province,,45,2025-01-01,
461,UBND thành phố Đông Hà,district,district,QT,461,2025-01-01,
19330,UBND phường Đông Giang,commune,commune,461,19330,2025-01-01,
"""
FILES = {
    "units": UNITS,
    "fields": "key,name,name_en\ndat-dai,Đất đai,Land\nho-tich,Hộ tịch,Civil status\n",
    "offices": "key,unit_key,name,opened_on,slips\n19330,19330,Bộ phận một cửa Đông Giang,2025-02-01,có\n",
    "counters": 'office_key,number,name,fields\n19330,1,Quầy 1,"dat-dai, ho-tich"\n',
    "officers": "key,display_name\ncc-1,Công chức mẫu 001\ncc-2,Công chức mẫu 002\n",
    "postings": "officer_key,office_key,kind,duty_group,valid_from\ncc-1,19330,chuyên trách,tiếp nhận,2025-02-01\n",
    "rosters": "officer_key,office_key,counter_number,day,half\ncc-1,19330,1,2026-11-23,sáng\n",
}


def run(engine: Engine, kind: str, content: str | bytes, *, dry_run: bool = False) -> importing.Report:
    data = content.encode() if isinstance(content, str) else content
    with open_session(engine, Scope.system("test")) as session:
        by = Actor(None, "a test")
        return importing.run(session, kind=kind, content=data, filename="f.csv", dry_run=dry_run, by=by, at=AT)


def problems(engine: Engine, kind: str, content: str | bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(ImportFailure) as caught:
        run(engine, kind, content)
    found: tuple[importing.Problem, ...] = caught.value.details["problems"]  # type: ignore[assignment]  # said by its docstring
    return [(problem.line, problem.column, problem.reason) for problem in found]


def everything(engine: Engine, until: str = "rosters") -> None:
    for kind, content in FILES.items():
        run(engine, kind, content)
        if kind == until:
            return


def count(engine: Engine, model: type) -> int:
    with open_session(engine, Scope.system("test")) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_every_kind_goes_in_and_a_second_time_changes_nothing_and_says_so(engine: Engine) -> None:
    for kind, content in FILES.items():
        first = run(engine, kind, content)
        assert (len(first.created) > 0, first.changed, first.unchanged) == (True, (), 0), kind
    numbers = {model: count(engine, model) for model in (Unit, UnitVersion, Office, OfficeSlips, Counter, Roster)}
    assert numbers == {Unit: 3, UnitVersion: 3, Office: 1, OfficeSlips: 1, Counter: 1, Roster: 1}
    assert (count(engine, Field), count(engine, CounterField), count(engine, Officer), count(engine, Posting)) == (
        2,
        2,
        2,
        1,
    )
    for kind, content in FILES.items():
        again = run(engine, kind, content)
        assert (again.created, again.changed, again.unchanged) == ((), (), content.count("\n") - 1), kind
    assert numbers == {model: count(engine, model) for model in numbers}


def test_an_import_leaves_its_event_with_what_was_and_what_is(sqlite_engine: Engine) -> None:
    run(sqlite_engine, "units", UNITS)
    run(sqlite_engine, "units", UNITS.replace("Đông Giang", "Đông Giang Mới"))
    with open_session(sqlite_engine, Scope.system("test")) as session:
        first, second = session.scalars(select(Event).order_by(Event.id)).all()
    assert (first.act, first.subject, first.before) == ("catalogue:import", "catalogue:units", None)
    assert second.before == {"unit:19330@2025-01-01 name": "UBND phường Đông Giang"}
    assert second.after is not None
    assert second.after["changed"] == {"unit:19330@2025-01-01 name": "UBND phường Đông Giang Mới"}


def test_a_dry_run_says_the_same_and_writes_nothing(sqlite_engine: Engine) -> None:
    with open_session(sqlite_engine, Scope.public()) as session:
        said = importing.run(
            session, kind="units", content=UNITS.encode(), filename="f", dry_run=True, by=Actor(None, "x"), at=AT
        )
    assert len(said.created) == 3
    assert count(sqlite_engine, Unit) == 0
    bad = run(sqlite_engine, "units", UNITS.replace("commune,461", "commune,999"), dry_run=True)
    assert [problem.reason for problem in bad.problems] == ["unknown_unit"]


def test_one_bad_row_keeps_the_whole_file_out_and_every_bad_row_is_named(sqlite_engine: Engine) -> None:
    bad = UNITS + (
        "b d,Tên,commune,commune,461,,2025-01-01,\n"
        ",Không mã,commune,commune,461,,2025-01-01,\n"
        "19333,UBND phường 1,phố,commune,461,,31/02/2025,\n"
        "19334,UBND phường 2,commune,commune,461,,2025-01-01,2024-01-01\n"
        "19336,UBND\x00 phường 3,commune,commune,461,,2025-01-01,,thừa\n"
        f"19339,{'x' * 201},xã,cấp xã,461,,1/1/2025,\n"
    )
    assert problems(sqlite_engine, "units", bad) == [
        (5, "key", "not_a_key"),
        (6, "key", "missing"),
        (7, "kind", "unknown_word"),
        (7, "valid_from", "not_a_date"),
        (8, "", "ends_before_it_starts"),
        (9, "", "too_many_cells"),
        (10, "name", "too_long"),
    ]
    assert count(sqlite_engine, Unit) == 0
    assert count(sqlite_engine, Event) == 0


def test_semicolons_a_mark_of_utf8_and_vietnamese_headers_are_understood(sqlite_engine: Engine) -> None:
    text = (
        "Mã;Tên;Loại;Cấp;Mã đơn vị cấp trên;Mã hành chính;Có hiệu lực từ ngày;Ghi chú riêng\r\n"
        "QT;Tỉnh Quảng Trị;Tỉnh;Cấp tỉnh;;45;01/01/2025;gì đó\r\n\r\n"
        '461;"UBND;\nĐông Hà";huyen;HUYỆN;QT;461;2025-01-01;\r\n'
    )
    report = run(sqlite_engine, "units", "\ufeff".encode() + text.encode())
    assert report.created == ("unit:QT@2025-01-01", "unit:461@2025-01-01")
    with open_session(sqlite_engine, Scope.public()) as session:
        assert session.scalars(select(UnitVersion.name).order_by(UnitVersion.id)).all() == [
            "Tỉnh Quảng Trị",
            "UBND; Đông Hà",
        ]


def workbook(*rows: tuple[object, ...]) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet()
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(line, column, value.replace(tzinfo=None), dates)
            else:
                sheet.write(line, column, value)
    book.close()
    return made.getvalue()


def test_a_spreadsheet_s_floats_become_codes_again_with_their_zeros(sqlite_engine: Engine) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    book = workbook(
        ("Mã", "Tên", "Loại", "Cấp", "Mã đơn vị cấp trên", "Mã hành chính", "Có hiệu lực từ ngày"),
        ("HN", "Thành phố Hà Nội", "tỉnh", "tỉnh", None, 1, start),
        (1.0, "UBND quận Ba Đình", "huyện", "huyện", "HN", 1, start),
        (),
        (4, "UBND phường Trúc Bạch", "xã", "xã", 1, 4, "01/01/2025"),
    )
    assert run(sqlite_engine, "units", book).created == ("unit:HN@2025-01-01", "unit:1@2025-01-01", "unit:4@2025-01-01")
    with open_session(sqlite_engine, Scope.public()) as session:
        codes = session.scalars(select(UnitVersion.official_code).order_by(UnitVersion.id)).all()
    assert codes == ["01", "001", "00004"]
    again = run(sqlite_engine, "units", book)
    assert (again.created, again.changed, again.unchanged) == ((), (), 3)


def test_a_number_where_a_date_belongs_is_named_by_its_line_in_the_spreadsheet(sqlite_engine: Engine) -> None:
    book = workbook(
        ("key", "name", "kind", "level", "valid_from"),
        ("QT", "Tỉnh", "province", "province", 45658),
        (),
        (1.5, "Tỉnh", "province", "province", "2025-01-01"),
    )
    assert problems(sqlite_engine, "units", book) == [(2, "valid_from", "not_a_date"), (4, "key", "not_text")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"\n\n", "empty_file"),
        ("mã,tên".encode() + b"\xff\xe1", "not_utf8"),
        (b'key,"name\n', "unreadable"),
        (b"PK\x03\x04 no zip", "unreadable"),
        (b"x" * (16 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(sqlite_engine: Engine, content: bytes, reason: str) -> None:
    assert [found[2] for found in problems(sqlite_engine, "units", content)] == [reason]


def test_headers_missing_unknown_or_twice_are_all_named(sqlite_engine: Engine) -> None:
    found = problems(sqlite_engine, "officers", "key,mã,tên lạ\ncc-1,x,y\n")
    assert found == [(1, "mã", "header_twice"), (1, "tên lạ", "header_unknown"), (1, "display_name", "header_missing")]


def test_a_name_in_another_unicode_form_is_the_same_name(sqlite_engine: Engine) -> None:
    run(sqlite_engine, "officers", FILES["officers"])
    again = run(sqlite_engine, "officers", unicodedata.normalize("NFD", FILES["officers"]))
    assert (again.changed, again.unchanged) == ((), 2)


def test_a_template_names_its_columns_in_both_languages() -> None:
    for kind in importing.KINDS:
        assert all(column.header and column.name for column in importing.template(kind))
    assert importing.template("officers")[0] == importing.Column("key", "Mã", required=True)
