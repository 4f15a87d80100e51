"""What the database itself refuses of an appraisal's steps, past every verb: the same table once more."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from config import ZONE, Clock
from khaosat import dump, schema
from khaosat.db import connect
from khaosat.services.appraisal_flow import PASSAGES, Asks, Move, Passage, State
from tests.factories.appraisal import YEAR, open_files
from tests.factories.movers import LOWERED, Movers
from tests.factories.province import small_province

PEOPLE = 12
STEP = (
    "INSERT INTO appraisal_steps (appraisal_id, move, state_before, state_after, reason, made_by, actor, at) "
    "VALUES (:file, :move, :before, :after, :reason, :by, 'sql', '2027-01-11 02:00:00')"
)
ACCOUNT = (
    "INSERT INTO accounts (id, name, display_name, password_hash, must_change_password, failures) "
    "VALUES (:id, :name, 'x', 'x', :no, 0)"
)
WAYS = {(row.before, row.move, row.after): row for row in PASSAGES}


@pytest.fixture
def movers(engine: Engine) -> Movers:
    made = small_province(engine)
    files = open_files(engine, made, u_19330={"suggested_class": "good", "suggestion": {"class": "good"}})
    return Movers(engine, made, files["cc-19330-1"])


@contextmanager
def undone(movers: Movers) -> Iterator[Connection]:
    """A transaction with strangers 1000, 1001 …, undone at the end."""
    with movers.engine.execution_options(writes=True).connect() as connection, connection.begin() as all_of_it:
        for number in range(PEOPLE):
            given = {"id": 1000 + number, "name": f"stranger-{number}", "no": False}
            connection.execute(text(ACCOUNT), given)
        yield connection
        all_of_it.rollback()


def put(connection: Connection, file: int, way: tuple[str, str, str], by: int | None, reason: str = "vì") -> None:
    before, move, after = way
    given = {"file": file, "move": move, "before": before, "after": after, "by": by, "reason": reason}
    with connection.begin_nested():
        connection.execute(text(STEP), given)


def path_to(state: State, through: Move | None = None) -> list[Passage]:
    """The shortest way from the drafted file to that state in which that move is made."""
    waiting: deque[list[Passage]] = deque([[]])
    while waiting:
        path = waiting.popleft()
        here = path[-1].after if path else State.DRAFTED
        if here is state and (through is None or any(row.move is through for row in path)):
            return path
        waiting += [[*path, row] for row in PASSAGES if row.before is here and path.count(row) < 2]
    raise AssertionError(state)


def walk(connection: Connection, file: int, path: list[Passage], *, person: int, makes: Move | None) -> None:
    """Go that way; `person` makes the move asked for, and strangers the others."""
    for number, row in enumerate(path):
        by = person if row.move is makes else None if row.move is Move.LAPSE else 1001 + number
        put(connection, file, (row.before, row.move, row.after), by)


@pytest.mark.parametrize("before", State)
def test_from_each_state_it_takes_the_rows_of_the_table_and_no_other(movers: Movers, before: State) -> None:
    taken = set()
    with undone(movers) as connection:
        walk(connection, movers.file_id, path_to(before), person=0, makes=None)
        for move, after in product(Move, State):
            by = None if move is Move.LAPSE else 1000
            with suppress(IntegrityError), connection.begin_nested() as tried:
                put(connection, movers.file_id, (before, move, after), by)
                tried.rollback()
                taken.add((before, move, after))
    assert taken == {way for way in WAYS if way[0] is before}


@pytest.mark.parametrize(
    ("row", "earlier"), [(row, move) for row in PASSAGES for move in sorted(row.apart_from)],
    ids=lambda one: one.value if isinstance(one, Move) else f"{one.move}-{one.after}",
)  # fmt: skip  # every row with each move that bars
def test_nobody_judges_again_what_they_judged(movers: Movers, row: Passage, earlier: Move) -> None:
    with undone(movers) as connection:
        walk(connection, movers.file_id, path_to(row.before, earlier), person=1000, makes=earlier)
        way = (row.before, row.move, row.after)
        with pytest.raises(IntegrityError, match="judged_again"):
            put(connection, movers.file_id, way, 1000)
        put(connection, movers.file_id, way, 1000 + PEOPLE - 1)


@pytest.mark.parametrize("row", [row for row in PASSAGES if Asks.REASON in row.asks], ids=lambda row: row.move)
def test_what_asks_a_reason_has_one(movers: Movers, row: Passage) -> None:
    with undone(movers) as connection:
        walk(connection, movers.file_id, path_to(row.before), person=0, makes=None)
        with pytest.raises(IntegrityError, match="without_reason"):
            put(connection, movers.file_id, (row.before, row.move, row.after), 1000, reason="")


def test_a_step_begins_where_the_last_one_ended_and_is_somebody_s(movers: Movers) -> None:
    with undone(movers) as connection:
        with pytest.raises(IntegrityError, match="out_of_order"):
            put(connection, movers.file_id, ("proposed", "verify", "verified"), 1000)
        with pytest.raises(IntegrityError, match="by_nobody"):
            put(connection, movers.file_id, ("drafted", "propose", "proposed"), None)
        with pytest.raises(IntegrityError, match="off_the_table"):
            put(connection, movers.file_id, ("drafted", "anything", "final"), 1000)


def test_steps_are_never_changed_nor_taken_away(movers: Movers) -> None:
    movers.does("an", "propose", "good")
    for statement in ("UPDATE appraisal_steps SET reason = 'khác'", "DELETE FROM appraisal_steps"):
        with pytest.raises(DBAPIError), movers.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text(statement))


def test_no_year_is_signed_past_the_verb_while_a_file_is_open(movers: Movers) -> None:
    signing = "UPDATE appraisal_years SET state = 'signed', signed_at = '2027-02-01 02:00:00'"
    with pytest.raises(IntegrityError, match="unfinished"), movers.engine.begin() as connection:
        connection.execute(text(signing))
    assert YEAR


def test_a_backup_brings_the_steps_back_through_the_same_looks(movers: Movers, tmp_path: Path, clock: Clock) -> None:
    movers.go(*LOWERED, ("cuc", "refuse", None, "chưa đủ căn cứ"), ("duc", "decide", "good"), ("chi", "tell"))
    file = tmp_path / "all.zip"
    dump.write(movers.engine, file, at=clock.now().astimezone(ZONE))
    other = connect(f"sqlite:///{tmp_path / 'other.db'}")
    schema.upgrade(other)
    dump.restore(other, file)
    with other.connect() as connection:
        found = connection.execute(text("SELECT move FROM appraisal_steps ORDER BY id")).scalars().all()
    other.dispose()
    assert list(found) == ["propose", "verify", "decide", "refuse", "decide", "tell"]
