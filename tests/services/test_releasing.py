"""Releasing: which blocks close, what they show, and that nothing is ever shown twice or taken back."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.exc import DBAPIError

from khaosat.access import Scope, open_session
from khaosat.db import connect
from khaosat.models.release import Release, ReleaseCell
from khaosat.models.response import DueDay, Response
from khaosat.models.tally import Tally
from khaosat.services import leaves, releasing, settling
from khaosat.services.release_rule import ReleaseRule
from tests.factories.crowd import answer_row, crowd, when_closed, write_answers
from tests.factories.province import SmallProvince, small_province

MIXED = (5, 4, 5, 3, 5, 4, 2, 5, 4, 5, 1, 5)
UNIT = "19330"  # three officers: releases by steps
Shown = dict[tuple[str, int], tuple[date, date, dict[str, tuple[int, dict[str, list[int]]]]]]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def night(engine: Engine, keys: Path, day: date) -> int:
    """Settle and release in the night in which that day closes; returns the number of blocks."""
    now = when_closed(day)
    with open_session(engine, Scope.system("a test's night")) as session:
        settling.settle_due(session, now=now, keys=keys)
        return releasing.release_due(session, now=now)


def shown(engine: Engine, made: SmallProvince, unit: str = UNIT) -> Shown:
    found: Shown = {}
    with open_session(engine, Scope.system("a test looks").reading()) as session:
        for release in session.scalars(select(Release).where(Release.office_id == made.offices[unit])):
            cells = session.scalars(select(ReleaseCell).where(ReleaseCell.release_id == release.id))
            levels = {cell.level: (cell.n, cell.counts) for cell in cells}
            found[release.split, release.ordinal] = (release.first_day, release.last_day, levels)
    return found


def days_of(found: Shown, split: str) -> list[tuple[date, date]]:
    return [(first, last) for (its, _), (first, last, _) in sorted(found.items()) if its == split]


def people(made: SmallProvince, day: date, scores: Iterable[int], unit: str = UNIT, **said: Any) -> list[Any]:  # noqa: ANN401  any column
    return [answer_row(made, unit, day, Z1=score, **said) for score in scores]


def november(day: int) -> date:
    return date(2026, 11, day)


def test_a_block_closes_when_its_step_has_closed_and_ten_have_come(engine: Engine, keys: Path) -> None:
    made = small_province(engine)
    write_answers(engine, people(made, november(3), MIXED[:10]))
    assert night(engine, keys, november(6)) == 0
    assert night(engine, keys, november(7)) == 1
    assert shown(engine, made) == {
        ("", 1): (november(1), november(7), {"": (10, {"Z1": [0, 1, 1, 3, 5]})}),
    }


def test_nine_answers_wait_and_merge_with_the_next_step(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, people(made, november(3), MIXED[:9]))
    assert night(sqlite_engine, keys, november(7)) == 0
    write_answers(sqlite_engine, people(made, november(9), MIXED[:1]))
    assert night(sqlite_engine, keys, november(14)) == 1
    assert days_of(shown(sqlite_engine, made), "") == [(november(1), november(14))]


def test_an_office_of_two_officers_closes_at_month_ends(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, people(made, november(3), MIXED, unit="so-noi-vu"))
    assert [night(sqlite_engine, keys, november(day)) for day in (7, 14, 21)] == [0, 0, 0]
    assert night(sqlite_engine, keys, november(30)) >= 1
    found = shown(sqlite_engine, made, "so-noi-vu")
    assert days_of(found, "") == [(november(1), november(30))]


QUARTER = (date(2026, 10, 1), date(2026, 12, 31))


@pytest.fixture
def another_engine(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    file = tmp_path / "another.db"
    shutil.copy(migrated_sqlite, file)
    engine = connect(f"sqlite:///{file}")
    yield engine
    engine.dispose()


def test_running_again_adds_nothing_and_late_is_as_good_as_daily(
    sqlite_engine: Engine, another_engine: Engine, keys: Path
) -> None:
    made = small_province(sqlite_engine)
    assert small_province(another_engine) == made
    answers = crowd(made, UNIT, QUARTER, a_day=3, seed=1)
    for engine in (sqlite_engine, another_engine):
        write_answers(engine, answers)
    for number in range(92):
        night(sqlite_engine, keys, QUARTER[0] + timedelta(days=number))
    daily = shown(sqlite_engine, made)
    assert night(sqlite_engine, keys, QUARTER[1]) == 0
    assert {split for split, _ in daily} > {"", "item", "field", "kind", "verified"}
    assert night(another_engine, keys, QUARTER[1]) == len(daily)
    assert shown(another_engine, made) == daily


def test_blocks_of_every_split_are_unions_of_the_offices_own(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, crowd(made, UNIT, QUARTER, a_day=4, seed=2))
    night(sqlite_engine, keys, QUARTER[1])
    found = shown(sqlite_engine, made)
    own = {(first, last): levels[""][1]["Z1"] for (split, _), (first, last, levels) in found.items() if not split}
    for (split, _), (first, last, levels) in found.items():
        inside = [counts for (start, end), counts in own.items() if first <= start and end <= last]
        assert (min(start for start, end in own if start >= first), max(end for _, end in own if end <= last)) == (
            first,
            last,
        )
        if split in {"field", "kind", "mode", "verified"}:
            parts = [counts["Z1"] for _, counts in levels.values()]
            assert [sum(column) for column in zip(*parts, strict=True)] == [
                sum(column) for column in zip(*inside, strict=True)
            ]
            assert all(n >= 10 for n, _ in levels.values())
        if split:
            assert last == max(end for _, end in own if end <= last)


def test_blocks_follow_one_another_without_gap(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, crowd(made, UNIT, QUARTER, a_day=3, seed=3))
    night(sqlite_engine, keys, QUARTER[1])
    found = shown(sqlite_engine, made)
    for split in {split for split, _ in found}:
        blocks = days_of(found, split)
        assert [first for first, _ in blocks[1:]] == [last + timedelta(days=1) for _, last in blocks[:-1]]


def test_a_unanimous_block_waits_for_another_opinion(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, people(made, november(3), [5] * 12))
    assert night(sqlite_engine, keys, november(7)) == 0
    write_answers(sqlite_engine, people(made, november(9), [4]))
    assert night(sqlite_engine, keys, november(14)) == 1
    assert shown(sqlite_engine, made)["", 1][2] == {"": (13, {"Z1": [0, 0, 0, 1, 12]})}


def test_items_wait_until_each_has_nobodys_answers_or_ten(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    both = people(made, november(2), MIXED[:9], A=4, B=5)
    write_answers(sqlite_engine, [*both, *people(made, november(3), MIXED[:3], A=2)])
    assert night(sqlite_engine, keys, november(7)) == 1
    write_answers(sqlite_engine, people(made, november(9), MIXED[:10], A=4, B=1))
    assert night(sqlite_engine, keys, november(14)) == 2
    first, last, levels = shown(sqlite_engine, made)["item", 1]
    assert (first, last) == (november(1), november(14))
    assert levels == {
        "": (22, {}),
        "A": (22, {"A": [0, 3, 0, 19, 0], "A+": [28, 38, 28, 41]}),
        "B": (19, {"B": [10, 0, 0, 0, 9], "B+": [18, 18, 28, 38]}),
    }
    with open_session(sqlite_engine, Scope.system("a test").reading()) as session:
        pooled = session.scalars(select(ReleaseCell.pooled).where(ReleaseCell.level == "")).all()
    assert [sums for sums in pooled if sums] == [[28, 41, 46, 56, 79]]


def test_a_visit_waits_until_both_questions_have_nobodys_answers_or_ten(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, people(made, november(2), MIXED, trips=1, punctuality="late"))
    assert night(sqlite_engine, keys, november(7)) == 1  # all said the same
    write_answers(sqlite_engine, people(made, november(9), MIXED[:4], trips=2))
    write_answers(sqlite_engine, people(made, november(9), MIXED[:10], punctuality="early"))
    assert night(sqlite_engine, keys, november(14)) == 2
    first, last, levels = shown(sqlite_engine, made)["visit", 1]
    assert (first, last) == (november(1), november(14))
    assert levels == {"trips": (16, {"trips": [12, 4, 0]}), "punctuality": (22, {"punctuality": [10, 0, 12]})}


def test_items_are_released_without_their_sums_where_an_old_block_had_none(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, people(made, november(2), MIXED, A=4))
    with open_session(sqlite_engine, Scope.system("days settled before sums were kept")) as session:
        settling.settle_due(session, now=when_closed(november(7)), keys=keys)
        whole = session.scalars(select(Tally).where(Tally.split == "")).one()
        whole.counts = {code: counts for code, counts in whole.counts.items() if "+" not in code}
        session.commit()
        assert releasing.release_due(session, now=when_closed(november(7))) == 1  # A waits: all said the same
    write_answers(sqlite_engine, people(made, november(9), MIXED, A=2))
    assert night(sqlite_engine, keys, november(14)) == 2
    assert shown(sqlite_engine, made)["item", 1][2]["A"] == (24, {"A": [0, 12, 0, 12, 0]})


def test_an_officers_block_needs_ten_and_nobody_or_five_beside(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    one, two, _ = made.officers[UNIT]
    write_answers(sqlite_engine, people(made, november(2), MIXED, officer_id=one, OF=4))
    write_answers(sqlite_engine, people(made, november(3), [5, 4, 5], officer_id=two, OF=5))
    write_answers(sqlite_engine, people(made, november(3), [5], officer_id=one, OF=3))
    night(sqlite_engine, keys, november(30))
    assert days_of(shown(sqlite_engine, made), f"officer:{one}") == []
    write_answers(sqlite_engine, people(made, date(2026, 12, 3), MIXED, officer_id=two, OF=5))
    night(sqlite_engine, keys, date(2026, 12, 31))
    found = shown(sqlite_engine, made)
    assert found[f"officer:{one}", 1] == (november(1), date(2026, 12, 7), {"": (13, {"OF": [0, 0, 1, 12, 0]})})
    assert days_of(found, f"officer:{two}") == []  # all of them said five


def test_rare_levels_fold_into_the_others_which_must_be_ten_too(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    land, civil, trade = (made.fields[key] for key in ("dat-dai", "ho-tich", "kinh-doanh"))
    write_answers(sqlite_engine, people(made, november(2), MIXED * 2, field_id=land))
    write_answers(sqlite_engine, people(made, november(2), MIXED[:6], field_id=civil))
    write_answers(sqlite_engine, people(made, november(3), MIXED[:3], field_id=trade))
    night(sqlite_engine, keys, november(30))
    assert days_of(shown(sqlite_engine, made), "field") == []
    write_answers(sqlite_engine, people(made, date(2026, 12, 3), [*MIXED, 2, 4]))
    night(sqlite_engine, keys, date(2026, 12, 31))
    _, _, levels = shown(sqlite_engine, made)["field", 1]
    assert {level: n for level, (n, _) in levels.items()} == {str(land): 24, "other": 23}


def crossing(made: SmallProvince) -> list[Any]:
    """Twenty about land, all persons; of twelve others ten are businesses: persons less land are two."""
    land, civil = made.fields["dat-dai"], made.fields["ho-tich"]
    rows = people(made, november(2), [*MIXED, *MIXED[:8]], field_id=land, kind="person")
    rows += people(made, november(3), MIXED[:10], field_id=civil, kind="business")
    return [*rows, *people(made, november(3), [2, 4], field_id=civil, kind="person")]


def test_of_two_splits_that_would_give_two_persons_away_one_waits(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, crossing(made))
    night(sqlite_engine, keys, november(30))
    splits = {split for split, _ in shown(sqlite_engine, made)}
    assert "field" in splits
    assert "kind" not in splits


def test_without_the_audit_both_would_close(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, crossing(made))
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        settling.settle_due(session, now=when_closed(november(30)), keys=keys)
        releasing.release_due(session, now=when_closed(november(30)), rule=ReleaseRule(audited=False))
    assert {split for split, _ in shown(sqlite_engine, made)} >= {"field", "kind"}


def withdraw(engine: Engine, row: dict[str, Any]) -> None:
    kept = {"digest_scores": leaves.digest_scores(row), "digest_comment": leaves.digest_comment(row)}
    cleared = dict.fromkeys(["salt_scores", "salt_comment", "kind", "officer_id", "field_id", *leaves.PLACES])
    with open_session(engine, Scope.system("a test withdraws")) as session:
        statement = update(Response).where(Response.id == row["id"])
        session.execute(statement.values(state="withdrawn", **kept, **cleared))
        session.merge(DueDay(day=row["day"]))
        session.commit()


def test_a_withdrawn_answer_leaves_the_closed_block_alone_and_corrects_the_next(engine: Engine, keys: Path) -> None:
    made = small_province(engine)
    rows = people(made, november(3), MIXED)
    write_answers(engine, rows)
    night(engine, keys, november(7))
    before = shown(engine, made)
    withdraw(engine, rows[8])
    assert night(engine, keys, november(8)) == 0
    assert shown(engine, made) == before
    write_answers(engine, people(made, november(10), MIXED))
    assert night(engine, keys, november(14)) == 1
    found = shown(engine, made)
    assert found["", 1] == before["", 1]
    assert found["", 2][2] == {"": (11, {"Z1": [1, 1, 1, 2, 6]})}
    with open_session(engine, Scope.system("a test").reading()) as session:
        days = select(Tally.counts).where(Tally.split == "", Tally.day <= november(14))
        tallied = [counts["Z1"] for counts in session.scalars(days)]
    released = [found["", k][2][""][1]["Z1"] for k in (1, 2)]
    assert [sum(column) for column in zip(*tallied, strict=True)] == [
        sum(column) for column in zip(*released, strict=True)
    ]


def asked_of_tallies(engine: Engine, keys: Path, day: date) -> set[str]:
    """Return the first days from which a night asks for tallies."""
    asked: set[str] = set()

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:  # noqa: ANN401  the driver's
        if "FROM tallies" in statement and "tallies.split" in statement and "GROUP BY" not in statement:
            asked.update(value for value in given if str(value).startswith("2026-11-"))

    event.listen(engine, "before_cursor_execute", note)
    night(engine, keys, day)
    event.remove(engine, "before_cursor_execute", note)
    return asked


def test_what_a_block_has_corrected_is_not_counted_again_by_the_next(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    rows = people(made, november(3), MIXED)
    write_answers(sqlite_engine, rows)
    night(sqlite_engine, keys, november(7))
    withdraw(sqlite_engine, rows[8])
    night(sqlite_engine, keys, november(9))
    write_answers(sqlite_engine, people(made, november(10), MIXED))
    assert "2026-11-01" in asked_of_tallies(sqlite_engine, keys, november(14))
    assert shown(sqlite_engine, made)["", 2][2][""][0] == 11
    write_answers(sqlite_engine, people(made, november(17), MIXED))
    assert "2026-11-01" not in asked_of_tallies(sqlite_engine, keys, november(21))
    withdraw(sqlite_engine, rows[9])
    night(sqlite_engine, keys, november(24))  # settled again, and no block closes for a while
    write_answers(sqlite_engine, people(made, november(25), MIXED))
    assert "2026-11-01" in asked_of_tallies(sqlite_engine, keys, november(30))
    assert [shown(sqlite_engine, made)["", k][2][""][0] for k in (1, 2, 3, 4)] == [12, 11, 12, 11]


def test_a_block_in_which_a_count_would_be_negative_waits(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    rows = people(made, november(3), MIXED)
    write_answers(sqlite_engine, rows)
    night(sqlite_engine, keys, november(7))
    withdraw(sqlite_engine, rows[10])  # the only one of them who gave a one
    write_answers(sqlite_engine, people(made, november(10), [5, 4] * 6))
    assert night(sqlite_engine, keys, november(14)) == 0
    write_answers(sqlite_engine, people(made, november(17), [1, 3]))
    assert night(sqlite_engine, keys, november(21)) == 1
    assert shown(sqlite_engine, made)["", 2][2] == {"": (13, {"Z1": [0, 0, 1, 6, 6]})}


def test_a_held_answer_enters_when_it_is_decided(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    held = people(made, november(3), [1], state="held", held_reason="repeated")
    write_answers(sqlite_engine, [*people(made, november(3), MIXED), *held])
    night(sqlite_engine, keys, november(7))
    assert shown(sqlite_engine, made)["", 1][2][""][0] == 12
    with open_session(sqlite_engine, Scope.system("a test decides")) as session:
        decided = update(Response).where(Response.state == "held").values(state="counted", held_reason=None)
        session.execute(decided)
        session.add(DueDay(day=november(3)))
        session.commit()
    write_answers(sqlite_engine, people(made, november(10), MIXED))
    night(sqlite_engine, keys, november(14))
    assert shown(sqlite_engine, made)["", 2][2] == {"": (13, {"Z1": [2, 1, 1, 3, 6]})}


def test_answers_changed_since_their_settling_stop_the_office_until_the_next_night(
    sqlite_engine: Engine, keys: Path
) -> None:
    made = small_province(sqlite_engine)
    rows = people(made, november(3), MIXED)
    write_answers(sqlite_engine, rows)
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        settling.settle_due(session, now=when_closed(november(7)), keys=keys)
    withdraw(sqlite_engine, rows[0])
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        assert releasing.release_due(session, now=when_closed(november(7))) == 0
    assert night(sqlite_engine, keys, november(8)) == 1


def test_what_is_not_settled_is_not_released(sqlite_engine: Engine) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, people(made, november(3), MIXED))
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        assert releasing.release_due(session, now=when_closed(november(30))) == 0


@pytest.mark.parametrize("statement", [update(Release).values(ordinal=9), update(ReleaseCell).values(n=0)])
def test_a_closed_release_cannot_be_changed(engine: Engine, keys: Path, statement: Any) -> None:  # noqa: ANN401  a statement
    made = small_province(engine)
    write_answers(engine, people(made, november(3), MIXED))
    night(engine, keys, november(7))
    with open_session(engine, Scope.system("a test")) as session, pytest.raises(DBAPIError):
        session.execute(statement)
