"""Offices, counters, postings and rosters: what they point to must stand, then and there."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from khaosat.access import Scope, open_session
from khaosat.models.office import CounterField, Field, OfficeSlips
from khaosat.models.officer import Posting, Roster
from tests.services.test_importing import FILES, count, everything, problems, run


def head(kind: str) -> str:
    return FILES[kind].splitlines()[0] + "\n"


@pytest.mark.parametrize(
    ("kind", "rows", "expected"),
    [
        ("offices", "x,404,Một cửa,2025-02-01,\ny,19330,Một cửa,2024-02-01,có\n",
         [(2, "unit_key", "unknown_unit"), (3, "opened_on", "unit_not_in_force")]),
        ("offices", "19330,461,Một cửa,2025-02-01,\n", [(2, "unit_key", "office_moves")]),
        ("offices", "x,461,Một cửa,2025-02-01,chắc có\n", [(2, "slips", "unknown_word")]),
        ("offices", "x,461,Một cửa,2025-02-01,\nx,461,Một cửa,2025-02-01,\n", [(3, "key", "duplicate")]),
        ("counters", "404,1,Quầy 1,dat-dai\n19330,2,Quầy 2,dat-dai;thue\n",
         [(2, "office_key", "unknown_office"), (3, "fields", "unknown_field")]),
        ("postings", "cc-9,404,chuyên trách,x,2025-02-01\ncc-2,19330,kiêm nhiệm,x,2025-01-31\n",
         [(2, "office_key", "unknown_office"), (2, "officer_key", "unknown_officer"),
          (3, "valid_from", "office_not_open")]),
        ("postings", "cc-1,19330,kiêm nhiệm,x,2026-02-01\n", [(2, "valid_from", "overlap")]),
        ("rosters", "cc-1,19330,9,2026-11-23,sáng\ncc-9,19330,1,2026-11-23,sáng\ncc-1,404,1,2026-11-23,sáng\n",
         [(2, "counter_number", "unknown_counter"), (3, "officer_key", "unknown_officer"),
          (4, "office_key", "unknown_office")]),
        ("rosters", "cc-2,19330,1,2026-11-23,chiều\n", [(2, "officer_key", "not_posted")]),
        ("rosters", "cc-1,19330,1,2026-11-20,chiều\n", [(2, "day", "day_closed")]),
        ("rosters", "cc-1,19330,1,2026-11-24,trưa\n", [(2, "half", "unknown_word")]),
    ],
)  # fmt: skip  # one case, one thought
def test_a_row_that_points_nowhere_is_named(
    sqlite_engine: Engine, kind: str, rows: str, expected: list[tuple[int, str, str]]
) -> None:
    everything(sqlite_engine)
    before = {model: count(sqlite_engine, model) for model in (Posting, Roster, OfficeSlips, CounterField)}
    lines = rows if kind != "counters" else rows.replace("dat-dai;thue", '"dat-dai,thue"')
    assert problems(sqlite_engine, kind, head(kind) + lines) == expected
    assert before == {model: count(sqlite_engine, model) for model in before}


def test_full_time_at_two_offices_at_once_is_an_overlap_part_time_is_not(sqlite_engine: Engine) -> None:
    everything(sqlite_engine)
    run(sqlite_engine, "offices", head("offices") + "461,461,Một cửa,2025-02-01,\n")
    second = head("postings") + "cc-1,461,{},tiếp nhận,2026-02-01\n"
    assert problems(sqlite_engine, "postings", second.format("chuyên trách")) == [(2, "valid_from", "overlap")]
    assert run(sqlite_engine, "postings", second.format("kiêm nhiệm")).created == ("posting:cc-1/461@2026-02-01",)


def test_the_fields_of_a_counter_are_replaced_by_those_of_the_file(engine: Engine) -> None:
    everything(engine)
    report = run(engine, "counters", FILES["counters"].replace("dat-dai, ho-tich", "ho-tich"))
    assert [tuple(change) for change in report.changed] == [
        ("counter:19330/1", "fields", "dat-dai, ho-tich", "ho-tich")
    ]
    with open_session(engine, Scope.public()) as session:
        served = session.scalars(select(Field.key).join(CounterField, CounterField.field_id == Field.id)).all()
    assert served == ["ho-tich"]


def test_a_slip_setting_is_kept_beside_the_older_one(sqlite_engine: Engine) -> None:
    everything(sqlite_engine)
    later = FILES["offices"].replace("slips\n", "slips,slips_from\n").replace(",có", ",không,2026-06-01")
    assert run(sqlite_engine, "offices", later).created == ("office:19330/slips@2026-06-01",)
    assert run(sqlite_engine, "offices", later).unchanged == 1
    with open_session(sqlite_engine, Scope.public()) as session:
        settings = session.scalars(select(OfficeSlips.handed_out).order_by(OfficeSlips.valid_from)).all()
    assert settings == [True, False]


def test_a_closed_day_s_roster_may_be_imported_again_unchanged(sqlite_engine: Engine) -> None:
    everything(sqlite_engine)
    with open_session(sqlite_engine, Scope.system("time passes")) as session:
        session.scalars(select(Roster)).one().day = date(2026, 11, 2)
        session.commit()
    closed = FILES["rosters"].replace("2026-11-23", "2026-11-02")
    assert run(sqlite_engine, "rosters", closed).unchanged == 1


def test_a_letter_that_no_keyboard_types_is_refused(sqlite_engine: Engine) -> None:
    content = head("officers") + "cc-1,Công\x00 chức\ncc-2,Công\ufffe chức\n"
    assert problems(sqlite_engine, "officers", content) == [
        (2, "display_name", "control_character"),
        (3, "display_name", "control_character"),
    ]
