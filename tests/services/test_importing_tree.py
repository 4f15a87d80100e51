"""The dated tree: renames, ends, lost parents, cycles, codes used again."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from khaosat.access import Scope, open_session
from khaosat.models.unit import Unit, UnitVersion
from tests.services.test_importing import UNITS, count, problems, run

HEAD = UNITS.splitlines()[0] + "\n"


def versions(engine: Engine, key: str) -> list[tuple[str, date, date | None]]:
    with open_session(engine, Scope.public()) as session:
        statement = (
            select(UnitVersion)
            .join(Unit, Unit.id == UnitVersion.unit_id)
            .where(Unit.key == key)
            .order_by(UnitVersion.id)
        )
        return [(row.name, row.valid_from, row.valid_to) for row in session.scalars(statement)]


def test_a_rename_ends_the_old_name_and_either_file_can_be_imported_again(engine: Engine) -> None:
    run(engine, "units", UNITS)
    rename = HEAD + "19330,UBND phường Giang Đông,commune,commune,461,19330,2026-05-16,\n"
    report = run(engine, "units", rename)
    assert report.created == ("unit:19330@2026-05-16",)
    assert [tuple(change) for change in report.changed] == [("unit:19330@2025-01-01", "valid_to", "", "2026-05-16")]
    expected = [
        ("UBND phường Đông Giang", date(2025, 1, 1), date(2026, 5, 16)),
        ("UBND phường Giang Đông", date(2026, 5, 16), None),
    ]
    assert versions(engine, "19330") == expected
    for content, rows in ((rename, 1), (UNITS, 3)):
        again = run(engine, "units", content)
        assert (again.created, again.changed, again.unchanged) == ((), (), rows)
    assert versions(engine, "19330") == expected


def test_a_unit_ends_with_its_children_and_its_code_begins_again_under_another_key(engine: Engine) -> None:
    run(engine, "units", UNITS)
    merged = HEAD + (
        "461,UBND thành phố Đông Hà,district,district,QT,461,2025-01-01,2025-07-01\n"
        "19330,UBND phường Đông Giang,commune,commune,461,19330,2025-01-01,2025-07-01\n"
        "dong-ha,UBND phường Đông Hà,commune,commune,QT,19330,2025-07-01,\n"
    )
    report = run(engine, "units", merged)
    assert report.created == ("unit:dong-ha@2025-07-01",)
    assert [change.after for change in report.changed] == ["2025-07-01", "2025-07-01"]
    assert run(engine, "units", merged).unchanged == 3


def test_a_standing_unit_can_move_below_one_that_the_same_file_brings(engine: Engine) -> None:
    run(engine, "units", UNITS)
    moved = HEAD + (
        "462,UBND thị xã Quảng Trị,district,district,QT,462,2025-01-01,\n"
        "19330,UBND phường Đông Giang,commune,commune,462,19330,2025-01-01,\n"
    )
    report = run(engine, "units", moved)
    assert [tuple(change) for change in report.changed] == [("unit:19330@2025-01-01", "parent_id", "461", "462")]
    again = run(engine, "units", moved)
    assert (again.created, again.changed, again.unchanged) == ((), (), 2)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["461,Đông Hà,district,district,QT,461,2025-01-01,2025-07-01"], [(2, "valid_to", "children_remain")]),
        (["19330,Đông Giang,commune,commune,461,19330,2025-01-01,"] * 2,
         [(3, "key", "duplicate")]),
        (["19333,Phường 1,commune,commune,999,,2025-01-01,"], [(2, "parent_key", "unknown_unit")]),
        (["19333,Phường 1,commune,commune,,,2025-01-01,"], [(2, "parent_key", "missing")]),
        (["19333,Phường 1,commune,commune,461,,2024-06-01,"], [(2, "parent_key", "parent_not_in_force")]),
        (["19333,Phường 1,commune,commune,461,19330,2025-06-01,"], [(2, "official_code", "code_taken")]),
        (["462,Thị xã,district,district,19330,,2025-06-01,"], [(2, "level", "parent_level")]),
        (["461,Đông Hà,district,district,461,461,2026-01-01,"], [(2, "parent_key", "cycle")]),
        (["a,A,district,district,b,,2026-01-01,", "b,B,district,district,c,,2026-01-01,",
          "c,C,district,district,a,,2026-01-01,", "d,D,commune,commune,a,,2026-01-01,"],
         [(2, "parent_key", "cycle"), (3, "parent_key", "cycle"), (4, "parent_key", "cycle")]),
        (["19333,Một,commune,commune,461,,2025-01-01,2026-01-01", "19333,Hai,commune,commune,461,,2025-06-01,"],
         [(2, "valid_to", "overlap")]),
    ],
)  # fmt: skip  # one case, one thought
def test_what_would_break_the_tree_is_named(sqlite_engine: Engine, rows: list[str], expected: list[object]) -> None:
    run(sqlite_engine, "units", UNITS)
    assert problems(sqlite_engine, "units", HEAD + "\n".join(rows) + "\n") == expected
    assert count(sqlite_engine, UnitVersion) == 3


def test_a_new_start_inside_a_written_end_is_an_overlap_of_the_new_row(sqlite_engine: Engine) -> None:
    ending = UNITS + "19333,UBND phường 1,commune,commune,461,,2025-01-01,2026-07-01\n"
    run(sqlite_engine, "units", ending)
    late = HEAD + "19333,UBND phường Một,commune,commune,461,,2026-01-01,\n"
    assert problems(sqlite_engine, "units", late) == [(2, "valid_from", "overlap")]
