"""Settling: a closed day becomes tallies and a seal, as often as one likes with the same result."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from khaosat.access import Scope, open_session, store
from khaosat.errors import ConflictFailure
from khaosat.models.response import DueDay, Response
from khaosat.models.seal import SealEntry
from khaosat.models.tally import Tally
from khaosat.services import leaves, settling
from tests.factories.crowd import answer_row, when_closed, write_answers
from tests.factories.province import SmallProvince, small_province

DAY = date(2026, 11, 2)
Book = dict[tuple[bool, str, str], Tally]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def settle(engine: Engine, keys: Path, day: date = DAY) -> None:
    with open_session(engine, Scope.system("a test settles")) as session:
        settling.settle(session, day=day, at=when_closed(day), keys=keys)


def book(engine: Engine) -> Book:
    with open_session(engine, Scope.system("a test looks").reading()) as session:
        return {(row.held, row.split, row.level): row for row in session.scalars(select(Tally))}


def seals(engine: Engine) -> list[SealEntry]:
    with open_session(engine, Scope.system("a test looks").reading()) as session:
        return list(session.scalars(select(SealEntry).order_by(SealEntry.sequence)))


def three_people(made: SmallProvince) -> list[Any]:
    officer, field = made.officers["19330"][0], made.fields["dat-dai"]
    return [
        answer_row(made, "19330", DAY, Z1=5, OF=4, A=4, B=2, E=0, officer_id=officer, field_id=field, kind="person"),
        answer_row(made, "19330", DAY, Z1=5, A=5, officer_id=officer, verified=True, trips=1, punctuality="late"),
        answer_row(made, "19330", DAY, Z1=1, mode="kiosk", kind="business", trips=3),
    ]


def test_a_day_is_counted_by_item_visit_officer_field_kind_mode_and_slip(engine: Engine, keys: Path) -> None:
    made = small_province(engine)
    write_answers(engine, three_people(made))
    settle(engine, keys)
    found = book(engine)
    whole = found[False, "", ""]
    assert whole.n == 3
    assert whole.counts == {
        "Z1": [1, 0, 0, 0, 2],
        "OF": [0, 0, 0, 1, 0],
        "A": [0, 0, 0, 1, 1],
        "B": [0, 1, 0, 0, 0],
        "A+": [2, 3, 2, 3],  # the first is satisfied with one of two items, the second with the only one
        "B+": [0, 0, 1, 2],
        "trips": [1, 0, 1],
        "punctuality": [0, 0, 1],
    }
    assert whole.pooled == [2, 3, 2, 3, 5]
    assert whole.unit_id == made.units["19330"]
    officer = found[False, "officer", str(made.officers["19330"][0])]
    assert (officer.n, officer.counts) == (1, {"OF": [0, 0, 0, 1, 0]})
    parts = {key[1:]: row.counts["Z1"] for key, row in found.items() if key[1] not in {"", "officer"}}
    assert parts == {
        ("field", str(made.fields["dat-dai"])): [0, 0, 0, 0, 1],
        ("field", ""): [1, 0, 0, 0, 1],
        ("kind", "person"): [0, 0, 0, 0, 1],
        ("kind", "business"): [1, 0, 0, 0, 0],
        ("kind", ""): [0, 0, 0, 0, 1],
        ("mode", "placard"): [0, 0, 0, 0, 2],
        ("mode", "kiosk"): [1, 0, 0, 0, 0],
        ("verified", "no"): [1, 0, 0, 0, 1],
        ("verified", "yes"): [0, 0, 0, 0, 1],
        ("crossed", f"{made.fields['dat-dai']}|person|placard|no"): [0, 0, 0, 0, 1],
        ("crossed", "||placard|yes"): [0, 0, 0, 0, 1],
        ("crossed", "|business|kiosk|no"): [1, 0, 0, 0, 0],
    }


def test_held_answers_are_counted_apart_voided_and_withdrawn_ones_not_at_all(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    counted, held, voided = three_people(made)
    held |= {"state": "held", "held_reason": "repeated"}
    voided |= {"state": "voided"}
    gone = answer_row(made, "19330", DAY, s01=None, state="withdrawn", salt_scores=None, salt_comment=None,
                      digest_scores=bytes(32), digest_comment=bytes(32))  # fmt: skip
    write_answers(sqlite_engine, [counted, held, voided, gone])
    settle(sqlite_engine, keys)
    found = book(sqlite_engine)
    assert {key[0]: row.n for key, row in found.items() if not key[1]} == {False: 1, True: 1}
    assert found[True, "", ""].counts["Z1"] == [0, 0, 0, 0, 1]
    assert [(entry.answers, entry.withdrawn) for entry in seals(sqlite_engine)] == [(4, 1)]


def test_settling_again_changes_nothing(engine: Engine, keys: Path) -> None:
    write_answers(engine, three_people(small_province(engine)))
    settle(engine, keys)
    before = {key: (row.n, row.counts, row.pooled) for key, row in book(engine).items()}
    settle(engine, keys)
    assert {key: (row.n, row.counts, row.pooled) for key, row in book(engine).items()} == before
    assert len(seals(engine)) == 1


def test_a_day_that_has_not_closed_is_refused(sqlite_engine: Engine, keys: Path) -> None:
    small_province(sqlite_engine)
    with open_session(sqlite_engine, Scope.system("a test")) as session, pytest.raises(ConflictFailure):
        settling.settle(session, day=DAY, at=when_closed(DAY) - timedelta(minutes=11), keys=keys)


def test_every_closed_day_is_settled_in_order_even_one_without_answers(engine: Engine, keys: Path) -> None:
    made = small_province(engine)
    write_answers(engine, [answer_row(made, "461", day) for day in (DAY, DAY + timedelta(days=2))])
    now = when_closed(DAY + timedelta(days=3))
    with open_session(engine, Scope.system("a test")) as session:
        done = settling.settle_due(session, now=now, keys=keys)
        again = settling.settle_due(session, now=now, keys=keys)
    assert (done, again) == ([DAY + timedelta(days=k) for k in range(4)], [])
    assert [(entry.sequence, entry.day, entry.answers) for entry in seals(engine)] == [
        (k + 1, DAY + timedelta(days=k), 1 - k % 2) for k in range(4)
    ]


def test_a_day_is_given_a_minute_for_what_was_written_as_it_closed(sqlite_engine: Engine, keys: Path) -> None:
    write_answers(sqlite_engine, three_people(small_province(sqlite_engine)))
    midnight = when_closed(DAY) - timedelta(minutes=10)
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        assert settling.settle_due(session, now=midnight + timedelta(seconds=59), keys=keys) == []
        assert settling.settle_due(session, now=midnight + timedelta(seconds=60), keys=keys) == [DAY]


def test_two_runs_at_once_settle_every_day_once(engine: Engine, keys: Path) -> None:
    made = small_province(engine)
    days = [DAY + timedelta(days=k) for k in range(4)]
    write_answers(engine, [answer_row(made, "461", day) for day in days for _ in range(3)])

    def run(_: int) -> None:
        with open_session(engine, Scope.system("a test")) as session, suppress(IntegrityError):
            settling.settle_due(session, now=when_closed(days[-1]), keys=keys)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    run(0)
    assert [(entry.sequence, entry.day, entry.revision) for entry in seals(engine)] == [
        (k + 1, day, 1) for k, day in enumerate(days)
    ]
    with open_session(engine, Scope.system("a test").reading()) as session:
        assert settling.different_tallies(session) == []


def test_nothing_is_settled_before_the_first_answer(sqlite_engine: Engine, keys: Path) -> None:
    small_province(sqlite_engine)
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        assert settling.settle_due(session, now=when_closed(DAY), keys=keys) == []


def withdraw(engine: Engine, row: dict[str, Any]) -> None:
    kept = {"digest_scores": leaves.digest_scores(row), "digest_comment": leaves.digest_comment(row)}
    cleared = dict.fromkeys(["salt_scores", "salt_comment", "kind", "officer_id", "field_id", *leaves.PLACES])
    with open_session(engine, Scope.system("a test withdraws")) as session:
        statement = update(Response).where(Response.id == row["id"])
        session.execute(statement.values(state="withdrawn", **kept, **cleared))
        session.add(DueDay(day=row["day"]))
        session.commit()


def test_a_withdrawn_answer_settles_its_day_again_by_a_new_revision(engine: Engine, keys: Path) -> None:
    made = small_province(engine)
    people = three_people(made)
    write_answers(engine, [*people, answer_row(made, "461", DAY + timedelta(days=1))])
    now = when_closed(DAY + timedelta(days=1))
    with open_session(engine, Scope.system("a test")) as session:
        settling.settle_due(session, now=now, keys=keys)
    withdraw(engine, people[0])
    with open_session(engine, Scope.system("a test")) as session:
        assert settling.settle_due(session, now=now, keys=keys) == [DAY]
        assert session.scalar(select(func.count()).select_from(DueDay)) == 0
        assert settling.different_tallies(session) == []
    first, _, third = seals(engine)
    assert (third.sequence, third.day, third.revision, third.answers, third.withdrawn) == (3, DAY, 2, 3, 1)
    assert third.root != first.root
    assert book(engine)[False, "", ""].counts["Z1"] != [1, 0, 0, 0, 2]


def test_a_rebuild_of_all_tallies_equals_the_settled_ones_and_mends_an_edited_one(engine: Engine, keys: Path) -> None:
    made = small_province(engine)
    write_answers(engine, three_people(made))
    settle(engine, keys)
    with open_session(engine, Scope.system("a test")) as session:
        assert settling.rebuild(session) == []
        session.execute(update(Tally).where(Tally.split == "kind", Tally.level == "person").values(n=2))
        session.commit()
        assert settling.different_tallies(session) == [DAY]
        assert settling.rebuild(session) == [DAY]
        assert settling.different_tallies(session) == []


def test_sqlite_keeps_no_number_that_counts_the_answers_up(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect() as connection, pytest.raises(OperationalError, match="no such column"):
        connection.exec_driver_sql("SELECT rowid FROM responses")


def test_after_a_day_was_laid_in_order_rows_are_asked_again_whether_they_fit(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, [answer_row(made, "19330", DAY, Z1=4)])
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        settling.settle(session, day=DAY, at=when_closed(DAY), keys=keys)
        with pytest.raises(IntegrityError, match="CHECK"):
            store(session, Response, [answer_row(made, "19330", DAY, Z1=6)])


@pytest.mark.postgres
def test_a_settled_day_lies_on_the_disk_in_the_order_of_its_ids_as_if_written_at_once(
    postgres_engine: Engine, keys: Path
) -> None:
    made = small_province(postgres_engine)
    for number in range(40):
        write_answers(postgres_engine, [answer_row(made, "19330", DAY, Z1=1 + number % 5)])
    lies = text("SELECT id, xmin::text FROM responses ORDER BY ctid")
    with postgres_engine.connect() as connection:
        came = connection.execute(lies).all()
        assert len({row[1] for row in came}) == 40, "each in a transaction of its own, in the order of coming"
    settle(postgres_engine, keys)
    with postgres_engine.connect() as connection:
        now = connection.execute(lies).all()
    assert [row[0] for row in now] == sorted(row[0] for row in came) != [row[0] for row in came]
    assert len({row[1] for row in now}) == 1
