"""The seals: what somebody with the whole database in hand cannot do unseen."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from khaosat.access import Scope, open_session
from khaosat.errors import SealFailure
from khaosat.queries.day_answers import day_answers
from khaosat.queries.seal_list import seal_list
from khaosat.services import sealing, settling
from khaosat.services.leaves import DaySeal, day_seal
from khaosat.services.seal_chain import BEFORE_ALL, entry_digest, sign
from khaosat.services.seal_file import read_kept
from khaosat.services.sealing import Difference
from tests.factories.crowd import answer_row, when_closed, write_answers
from tests.factories.province import small_province

FIRST = date(2026, 11, 2)
DAYS = 5
EDITED = FIRST + timedelta(days=2)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def sealed(engine: Engine, keys: Path) -> Engine:
    """Five sealed days of four answers each."""
    made = small_province(engine)
    days = [FIRST + timedelta(days=k) for k in range(DAYS)]
    write_answers(
        engine, [answer_row(made, unit, day, Z1=3) for day in days for unit in ("461", "462", "19330", "19333")]
    )
    settle(engine, keys)
    return engine


def settle(engine: Engine, keys: Path) -> None:
    with open_session(engine, Scope.system("a test")) as session:
        settling.settle_due(session, now=when_closed(FIRST + timedelta(days=DAYS - 1)), keys=keys)


def verify(engine: Engine, keys: Path, against: Path | None = None) -> sealing.Verification:
    with open_session(engine, Scope.system("a test").reading()) as session:
        return sealing.verify(session, keys=keys, against=against)


def keep(engine: Engine, keys: Path, file: Path) -> int:
    with open_session(engine, Scope.system("a test").reading()) as session:
        return sealing.keep(session, keys=keys, file=file)


def by_sql(engine: Engine, *statements: str, **values: object) -> None:
    """What somebody does who has the database: triggers do not stop them."""
    with engine.execution_options(writes=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement), values)


def without_triggers(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        by_sql(engine, "DROP TRIGGER seal_entries_no_update", "DROP TRIGGER seal_entries_no_delete")
    else:
        by_sql(engine, "DROP TRIGGER seal_entries_no_change ON seal_entries")


def edit_one_score(engine: Engine) -> None:
    by_sql(
        engine,
        "UPDATE responses SET s01 = 5 WHERE id = (SELECT id FROM responses WHERE day = :day LIMIT 1)",
        day=EDITED.isoformat() if engine.dialect.name == "sqlite" else EDITED,
    )


def reseal_everything(engine: Engine, keys: Path) -> None:
    """Write the whole list anew over the answers as they are now, in a way no check of the list itself can see."""
    with open_session(engine, Scope.system("an attacker").reading()) as session:
        entries = list(seal_list(session))
        seals = {entry.day: day_seal(day_answers(session, entry.day)) for entry in entries}
    previous = BEFORE_ALL
    for entry in entries:
        seal: DaySeal = seals[entry.day]
        digest = entry_digest(
            sequence=entry.sequence, day=entry.day, revision=entry.revision, seal=seal, previous=previous,
            sealed_at=entry.sealed_at,
        )  # fmt: skip
        by_sql(
            engine,
            "UPDATE seal_entries SET root = :root, previous = :previous, digest = :digest, signature = :signature "
            "WHERE sequence = :sequence",
            root=seal.root, previous=previous, digest=digest, signature=sign(keys, digest), sequence=entry.sequence,
        )  # fmt: skip
        previous = digest


def test_untouched_answers_agree_with_their_seals_and_the_kept_file(sealed: Engine, keys: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    assert keep(sealed, keys, file) == DAYS
    found = verify(sealed, keys, file)
    assert (found.entries, found.answers, found.differences) == (DAYS, 4 * DAYS, ())


def test_an_edited_score_is_found_and_its_day_named(sealed: Engine, keys: Path) -> None:
    edit_one_score(sealed)
    assert verify(sealed, keys).differences == (Difference(3, EDITED, "answers"),)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM responses WHERE id = (SELECT id FROM responses WHERE day = :day LIMIT 1)",
        "UPDATE responses SET state = 'voided' WHERE id = (SELECT id FROM responses WHERE day = :day LIMIT 1)",
        "UPDATE responses SET comment = 'x' WHERE id = (SELECT id FROM responses WHERE day = :day LIMIT 1)",
        "UPDATE responses SET salt_scores = NULL WHERE id = (SELECT id FROM responses WHERE day = :day LIMIT 1)",
        "UPDATE responses SET office_id = office_id + 1 WHERE id = (SELECT id FROM responses WHERE day = :day LIMIT 1)",
    ],
    ids=["deleted", "voided", "comment", "salt", "moved to another office"],
)
def test_whatever_is_done_to_an_answer_is_found(sqlite_engine: Engine, keys: Path, statement: str) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, [answer_row(made, "461", EDITED), answer_row(made, "461", EDITED)])
    settle(sqlite_engine, keys)
    by_sql(sqlite_engine, statement, day=EDITED.isoformat())
    assert [found.code for found in verify(sqlite_engine, keys).differences] == ["answers"]


def test_an_answer_smuggled_into_a_sealed_time_is_found(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, [answer_row(made, "461", EDITED)])
    settle(sqlite_engine, keys)
    write_answers(sqlite_engine, [answer_row(made, "461", FIRST), answer_row(made, "461", EDITED)])
    found = verify(sqlite_engine, keys).differences
    assert found == (Difference(0, FIRST, "unsealed"), Difference(1, EDITED, "answers"))


def test_the_list_itself_is_checked_link_by_link(sealed: Engine, keys: Path) -> None:
    without_triggers(sealed)
    by_sql(sealed, "UPDATE seal_entries SET answers = 3 WHERE sequence = 2")
    by_sql(sealed, "UPDATE seal_entries SET signature = digest WHERE sequence = 4")
    by_sql(sealed, "DELETE FROM seal_entries WHERE sequence = 5")
    codes = {(found.sequence, found.code) for found in verify(sealed, keys).differences}
    assert codes == {(2, "digest"), (2, "answers"), (4, "signature")}


def test_a_list_signed_by_another_key_is_found_without_any_file(sealed: Engine, keys: Path, tmp_path: Path) -> None:
    without_triggers(sealed)
    edit_one_score(sealed)
    reseal_everything(sealed, tmp_path / "the attacker's keys")
    assert {found.code for found in verify(sealed, keys).differences} == {"signature"}


def test_even_with_the_key_a_rewritten_list_fails_against_the_kept_file(
    sealed: Engine, keys: Path, tmp_path: Path
) -> None:
    file = tmp_path / "kept.jsonl"
    keep(sealed, keys, file)
    without_triggers(sealed)
    edit_one_score(sealed)
    reseal_everything(sealed, keys)
    assert verify(sealed, keys).differences == ()
    assert verify(sealed, keys, file).differences == (Difference(3, EDITED, "kept"),)
    with pytest.raises(SealFailure) as refused:
        keep(sealed, keys, file)
    assert refused.value.details["day"] == EDITED


def test_a_list_cut_short_is_missing_what_the_kept_file_holds(sealed: Engine, keys: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.jsonl"
    keep(sealed, keys, file)
    without_triggers(sealed)
    by_sql(sealed, "DELETE FROM seal_entries WHERE sequence = 5", "DELETE FROM responses WHERE s01 = 3")
    codes = [(found.sequence, found.code) for found in verify(sealed, keys, file).differences]
    assert (5, "missing") in codes
    with pytest.raises(SealFailure):
        keep(sealed, keys, file)


@pytest.mark.parametrize("change", [lambda t: t.replace('"answers":4', '"answers":5', 1), lambda _: "nonsense"])
def test_a_kept_file_that_was_touched_is_no_witness(
    sealed: Engine, keys: Path, tmp_path: Path, change: Callable[[str], str]
) -> None:
    file = tmp_path / "kept.jsonl"
    keep(sealed, keys, file)
    file.write_text(change(file.read_text()))
    with pytest.raises(SealFailure):
        verify(sealed, keys, file)


def test_the_kept_file_grows_with_the_list_and_is_never_rewritten(
    sqlite_engine: Engine, keys: Path, tmp_path: Path
) -> None:
    made, file = small_province(sqlite_engine), tmp_path / "seals" / "kept.jsonl"
    write_answers(sqlite_engine, [answer_row(made, "461", FIRST)])
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        settling.settle_due(session, now=when_closed(FIRST), keys=keys)
    assert keep(sqlite_engine, keys, file) == 1
    before = file.read_bytes()
    settle(sqlite_engine, keys)
    assert keep(sqlite_engine, keys, file) == DAYS - 1
    assert keep(sqlite_engine, keys, file) == 0
    assert file.read_bytes().startswith(before)
    assert [entry.day for entry in read_kept(file).entries] == [FIRST + timedelta(days=k) for k in range(DAYS)]


def test_seals_made_before_a_new_key_stay_good_in_the_list_and_in_the_file(
    sqlite_engine: Engine, keys: Path, tmp_path: Path
) -> None:
    made, kept = small_province(sqlite_engine), tmp_path / "kept.jsonl"
    write_answers(sqlite_engine, [answer_row(made, "461", FIRST)])
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        settling.settle_due(session, now=when_closed(FIRST), keys=keys)
    keep(sqlite_engine, keys, kept)
    ring = keys / "seal.keys"
    ring.write_text("11" * 32 + "\n" + ring.read_text())
    settle(sqlite_engine, keys)
    assert keep(sqlite_engine, keys, kept) == DAYS - 1
    assert verify(sqlite_engine, keys, kept).differences == ()


def test_a_day_marked_to_be_sealed_again_waits_and_is_told_apart(sqlite_engine: Engine, keys: Path) -> None:
    made = small_province(sqlite_engine)
    write_answers(sqlite_engine, [answer_row(made, "461", FIRST)])
    settle(sqlite_engine, keys)
    write_answers(sqlite_engine, [answer_row(made, "461", FIRST)])
    by_sql(sqlite_engine, "INSERT INTO due_days (day) VALUES (:day)", day=FIRST.isoformat())
    assert (verify(sqlite_engine, keys).differences, verify(sqlite_engine, keys).waiting) == ((), (FIRST,))
    settle(sqlite_engine, keys)
    found = verify(sqlite_engine, keys)
    assert (found.differences, found.waiting, found.revised) == ((), (), ((FIRST, 2),))
