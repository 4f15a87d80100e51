"""Dossier counts: months, quarter hours and special days come in like every other file, and only some may see them."""

from datetime import date, time

import pytest
from sqlalchemy import Engine, select

from khaosat.access import NO_UNITS, Everything, Scope, open_session
from khaosat.models.dossier import ClosedDossiers, DossierCount, SpecialDay
from khaosat.policy import Realm
from tests.factories.province import SmallProvince, small_province
from tests.services.test_importing import problems, run, workbook

HEAD = "office_key,decided_by,field_key,month,officer_key,received,returned,early,on_time,late\n"
OCTOBER = HEAD + (
    "19330,,dat-dai,2026-10,,40,35,5,25,5\n"
    "19330,461,dat-dai,10/2026,,7,6,1,5,0\n"
    "19330,,dat-dai,tháng 10/2026,cc-19330-1,20,18,,18,\n"
)


@pytest.fixture
def province(engine: Engine) -> SmallProvince:
    return small_province(engine)


def test_counts_come_in_once_and_a_second_time_change_what_differs(engine: Engine, province: SmallProvince) -> None:
    assert len(run(engine, "dossiers", OCTOBER).created) == 3
    again = run(engine, "dossiers", OCTOBER)
    assert (again.created, again.changed, again.unchanged) == ((), (), 3)
    changed = run(engine, "dossiers", OCTOBER.replace("40,35", "41,35"))
    assert [(one.column, one.before, one.after) for one in changed.changed] == [("received", "40", "41")]
    with open_session(engine, Scope.system("test")) as session:
        rows = session.scalars(select(DossierCount).order_by(DossierCount.received)).all()
    assert [(row.received, row.month, row.on_time) for row in rows] == [
        (7, date(2026, 10, 1), 5), (20, date(2026, 10, 1), 18), (41, date(2026, 10, 1), 25),
    ]  # fmt: skip  # a row a month
    assert [row.decided_by for row in rows] == [province.units["461"], *[province.units["19330"]] * 2]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("404,,dat-dai,2026-10,,1,1,,,", (2, "office_key", "unknown_office")),
        ("19330,404,dat-dai,2026-10,,1,1,,,", (2, "decided_by", "unknown_unit")),
        ("19330,,thue,2026-10,,1,1,,,", (2, "field_key", "unknown_field")),
        ("19330,,dat-dai,2026-10,cc-9,1,1,,,", (2, "officer_key", "unknown_officer")),
        ("19330,,dat-dai,2026-10,cc-461-1,1,1,,,", (2, "officer_key", "not_posted")),
        ("19330,,dat-dai,2024-10,cc-19330-1,1,1,,,", (2, "officer_key", "not_posted")),
        ("19330,,dat-dai,2026-13,,1,1,,,", (2, "month", "not_a_month")),
        ("19330,,dat-dai,quý 3,,1,1,,,", (2, "month", "not_a_date")),
        ("19330,,dat-dai,2026-10,,-1,1,,,", (2, "received", "not_a_count")),
        ("19330,,dat-dai,2026-10,,1.234,1,,,", (2, "received", "not_a_count")),
        ("19330,,dat-dai,2026-10,,9,5,2,2,2", (2, "", "more_than_returned")),
        ("19330,,dat-dai,2026-10,,,1,,,", (2, "received", "missing")),
    ],
)
def test_a_row_that_cannot_be_true_is_named(sqlite_engine: Engine, row: str, expected: tuple[int, str, str]) -> None:
    small_province(sqlite_engine)
    assert problems(sqlite_engine, "dossiers", HEAD + row + "\n") == [expected]


def test_naming_the_office_s_own_unit_is_the_same_as_leaving_it_open(sqlite_engine: Engine) -> None:
    small_province(sqlite_engine)
    twice = HEAD + "19330,,dat-dai,2026-10,,1,1,,,\n19330,19330,dat-dai,2026-10,,1,1,,,\n"
    assert problems(sqlite_engine, "dossiers", twice) == [(3, "office_key", "duplicate")]


def test_quarter_hours_are_read_from_clocks_and_spreadsheets(engine: Engine, province: SmallProvince) -> None:  # noqa: ARG001  it stands in the database
    rows = ("Mã bộ phận một cửa", "Mã công chức", "Ngày", "Giờ", "Số hồ sơ")
    book = workbook(
        rows, (19330, "cc-19330-1", "2026-10-05", "8:15", 2), (19330, "cc-19330-1", "2026-10-05", "8h44", 0)
    )
    assert len(run(engine, "closed_dossiers", book).created) == 1
    text = "office_key,officer_key,day,slot,closed\n19330,cc-19330-1,2026-10-05,08:29,3\n"
    assert [one.after for one in run(engine, "closed_dossiers", text).changed] == ["3"]
    with open_session(engine, Scope.system("test")) as session:
        found = session.execute(select(ClosedDossiers.slot, ClosedDossiers.closed)).all()
    assert found == [(33, 3)]
    assert problems(engine, "closed_dossiers", text.replace("08:29", "24:00")) == [(2, "slot", "not_a_time")]


def test_a_clock_of_a_spreadsheet_is_a_quarter_hour() -> None:
    from khaosat.services.importing.cells import as_slot  # noqa: PLC0415  a cell's own rule, tried alone

    assert [as_slot(time(0, 0)), as_slot(time(8, 44)), as_slot(time(23, 59))] == [0, 34, 95]


def test_special_days_make_the_calendar(engine: Engine) -> None:
    days = "day,name,works\n2026-09-02,Quốc khánh,không\n2026-08-22,Làm bù,có\n"
    assert len(run(engine, "special_days", days).created) == 2
    assert [one.after for one in run(engine, "special_days", days.replace("Làm bù,có", "Làm bù,không")).changed] == [
        "no"
    ]
    with open_session(engine, Scope.public()) as session:
        assert session.scalars(select(SpecialDay.name).order_by(SpecialDay.day)).all() == ["Làm bù", "Quốc khánh"]


def test_counts_are_seen_by_who_receives_or_decides_and_by_who_keeps_them(
    engine: Engine, province: SmallProvince
) -> None:
    run(engine, "dossiers", OCTOBER)
    books = frozenset({Realm.DOSSIERS})
    scopes = {
        "receives": Scope(reads=frozenset({province.units["19330"]}), realms=books),
        "decides": Scope(reads=frozenset({province.units["461"]}), realms=books),
        "elsewhere": Scope(reads=frozenset({province.units["19333"]}), realms=books),
        "without the book": Scope(reads=frozenset({province.units["19330"]})),
        "Internal Affairs": Scope(reads=Everything("test"), realms=books),
        "the administrator": Scope(reads=NO_UNITS, writes=Everything("administration"), changes=books),
        "the administrator, looking": Scope(writes=Everything("administration"), changes=books).reading(),
    }
    seen = {}
    for who, scope in scopes.items():
        with open_session(engine, scope) as session:
            seen[who] = len(session.scalars(select(DossierCount)).all())
    assert seen == {"receives": 3, "decides": 1, "elsewhere": 0, "without the book": 0, "Internal Affairs": 3,
                    "the administrator": 3, "the administrator, looking": 0}  # fmt: skip  # one table
