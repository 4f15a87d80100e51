"""A signed year is recomputed and every difference named; past the triggers, on both databases."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from khaosat import dump, schema
from khaosat.access import open_session
from khaosat.db import connect
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.services import year_check, year_snapshots
from khaosat.services.acts import Actor
from khaosat.services.year_body import canonical_text, digest_of
from tests.factories.by_hand import past_the_triggers, write
from tests.factories.movers import NOW, Movers
from tests.factories.signed_year import YEAR, keeper, signed, told

LATER = NOW + timedelta(days=90)
BINH = "cc-19330-1"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, keys: Path) -> tuple[Path, Movers]:
    """A signed year in a SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("signed") / "signed.db"
    shutil.copy(migrated_sqlite, file)
    engine = connect(f"sqlite:///{file}")
    movers = signed(engine, keys)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return file, movers


@pytest.fixture(scope="module")
def built_postgres(postgres_url: str, keys: Path) -> Iterator[tuple[str, Movers]]:
    """The same in a PostgreSQL database, to be a template."""
    name = f"signed{uuid4().hex}"
    on_server(postgres_url, f"CREATE DATABASE {name} TEMPLATE migrated")
    engine = connect(postgres_url.replace("/postgres?", f"/{name}?"))
    movers = signed(engine, keys)
    engine.dispose()
    yield name, movers
    on_server(postgres_url, f"DROP DATABASE {name}")


def on_server(url: str, statement: str) -> None:
    engine = connect(url)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def movers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Movers]:
    if request.param == "sqlite":
        file, made = request.getfixturevalue("built")
        shutil.copy(file, tmp_path / "test.db")
        engine = connect(f"sqlite:///{tmp_path / 'test.db'}")
        yield Movers(engine, made.made, made.file_id, dict(made.accounts))
        engine.dispose()
        return
    template, made = request.getfixturevalue("built_postgres")
    url, name = request.getfixturevalue("postgres_url"), f"t{uuid4().hex}"
    on_server(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    engine = connect(url.replace("/postgres?", f"/{name}?"))
    yield Movers(engine, made.made, made.file_id, dict(made.accounts))
    engine.dispose()
    on_server(url, f"DROP DATABASE {name}")


def check(movers: Movers, keys: Path) -> year_check.Check:
    with keeper(movers.engine) as wide:
        return year_check.check(wide, year=YEAR, keys=keys)


def found(movers: Movers, keys: Path) -> set[tuple[str, str, str, str, str]]:
    return {(d.about, d.officer, d.field, d.before, d.now) for d in check(movers, keys).differences}


def test_an_untouched_year_recomputes_to_what_was_signed(movers: Movers, keys: Path) -> None:
    result = check(movers, keys)
    assert result.differences == ()
    assert (result.version, result.files, result.lines) == (1, 17, 34)
    assert result.seals > 0
    with keeper(movers.engine) as wide:
        body = json.loads(year_snapshots.body_text(wide, year=YEAR, version=1))
    assert body["files"][BINH]["final_class"] == "completed"
    assert [step["move"] for step in body["files"][BINH]["steps"]][-3:] == ["appeal", "decide_appeal", "tell"]
    assert body["rules"]["year"]["text"].startswith('key = "nd-335-2025"')


EDITS = [  # table, what is set, where, and how it is named
    ("appraisals", "final_class = 'excellent'", "id = :file", ("file", "final_class", "completed", "excellent")),
    ("appraisals", """components = '{"general": "30", "tasks": "70", "disciplined": false}'""", "id = :file",
     ("file", "components/tasks", "30", "70")),
    ("appraisals", """evidence = REPLACE(CAST(evidence AS TEXT), '"verified"\\:true', '"verified"\\:false'){json}""",
     "id = :file", ("file", "evidence/verified", "True", "False")),
    ("appraisal_steps", "reason = 'khác'", "appraisal_id = :file AND move = 'decide_appeal'",
     ("file", "steps/7/reason", "đúng như ông nói", "khác")),
    ("appraisal_steps", "made_by = 1", "appraisal_id = :file AND move = 'cosign'",
     ("file", "steps/4/made_by", "5", "1")),
    ("appraisal_years", "last_day = '2026-10-30'", "year = 2026 AND :file > 0",
     ("year", "last_day", "2026-10-31", "2026-10-30")),
    ("league_lines", "posterior_mean = 4.75",
     "officer_id = (SELECT officer_id FROM appraisals WHERE id = :file) AND adjusted",
     ("league", "1/adjusted/posterior_mean", None, "4.75")),
]  # fmt: skip  # a table


@pytest.mark.parametrize(("table", "change", "where", "wanted"), EDITS)
def test_an_edit_by_hand_is_named_with_officer_field_before_and_now(
    movers: Movers, keys: Path, table: str, change: str, where: str, wanted: tuple[str | None, ...]
) -> None:
    as_json = "::json" if movers.engine.dialect.name == "postgresql" else ""
    statement = f"UPDATE {table} SET {change.replace('{json}', as_json)} WHERE {where}"
    if table != "league_lines":
        with pytest.raises(DBAPIError):
            write(movers.engine, statement, file=movers.file_id)
        assert check(movers, keys).differences == ()
    with past_the_triggers(movers.engine, table):
        write(movers.engine, statement, file=movers.file_id)
    said = {(one[0], *one[2:]) for one in found(movers, keys) if one[1] == ("" if wanted[0] == "year" else BINH)}
    assert any(all(want in {None, got} for want, got in zip(wanted, one, strict=True)) for one in said), said


def test_a_file_taken_away_or_slipped_in_is_named(movers: Movers, keys: Path) -> None:
    with past_the_triggers(movers.engine, "appraisals", "appraisal_steps"):
        write(movers.engine, "DELETE FROM appraisal_steps WHERE appraisal_id = :file", file=movers.file_id)
        write(movers.engine, "DELETE FROM appraisals WHERE id = :file", file=movers.file_id)
    assert any(one[:3] == ("file", BINH, "") and one[4] == "–" for one in found(movers, keys))


def test_a_snapshot_written_over_is_named_even_with_a_digest_that_fits(movers: Movers, keys: Path) -> None:
    with keeper(movers.engine) as wide:
        body = json.loads(year_snapshots.body_text(wide, year=YEAR, version=1))
    body["files"][BINH]["final_class"] = "excellent"
    other = canonical_text(body)
    statement = "UPDATE appraisal_snapshots SET body = :body, digest = :digest"
    with pytest.raises(DBAPIError, match="never changed"):
        write(movers.engine, statement, body=other, digest=digest_of(other))
    with past_the_triggers(movers.engine, "appraisal_snapshots"):
        write(movers.engine, statement, body=other, digest=digest_of(other))
    said = found(movers, keys)
    assert ("file", BINH, "final_class", "excellent", "completed") in said
    assert {one[2] for one in said if one[0] == "snapshot"} == {"version 1/signature"}
    assert any(one[0] == "audit" for one in said)
    with past_the_triggers(movers.engine, "appraisal_snapshots"):
        write(movers.engine, "UPDATE appraisal_snapshots SET body = '{}'")
    assert ("snapshot", "", "version 1/body", "", "unreadable") in found(movers, keys)
    with past_the_triggers(movers.engine, "appraisal_snapshots"):
        write(movers.engine, "DELETE FROM appraisal_snapshots")
    assert ("snapshot", "", "version", "1", "–") in found(movers, keys)


def test_a_seal_that_is_no_longer_there_is_named(movers: Movers, keys: Path) -> None:
    with past_the_triggers(movers.engine, "seal_entries"):
        write(movers.engine, "DELETE FROM seal_entries WHERE sequence = (SELECT MAX(sequence) FROM seal_entries)")
    assert {(one[0], one[2], one[4]) for one in found(movers, keys)} == {("seal", "head", "–")}


def test_a_signed_year_takes_no_statement_that_changes_it(movers: Movers) -> None:
    engine = movers.engine
    row = "year, officer_id, unit_id, duty_group, standing, components, evidence, state, appealed"
    step = "appraisal_id, move, state_before, state_after, made_by, actor, at"
    kept = "year, version, reason, made_at, code_version, body, digest"
    year = "year, ruleset_key, ruleset_version, ruleset_digest, first_day, last_day, leagues, state, opened_at"
    rest, at, shots = year.removeprefix("year, "), "CURRENT_TIMESTAMP", "appraisal_snapshots"
    statements = [
        "UPDATE appraisals SET duty_group = 'khác'",
        "DELETE FROM appraisals",
        f"INSERT INTO appraisals ({row}) SELECT {row} FROM appraisals LIMIT 1",
        "UPDATE appraisal_years SET state = 'open', signed_at = NULL",
        "DELETE FROM appraisal_years",
        f"INSERT INTO appraisal_steps ({step}) SELECT id, 'x', 'final', 'final', 1, 'x', {at} FROM appraisals",
        f"INSERT INTO appraisal_snapshots ({kept}) SELECT year, 7, 'x', {at}, 'x', 'x', digest FROM {shots}",
        f"INSERT INTO appraisal_years ({year}, signed_at) SELECT 2031, {rest}, {at} FROM appraisal_years",
    ]
    if engine.dialect.name == "postgresql":
        statements += ["TRUNCATE appraisals CASCADE", "TRUNCATE appraisal_years CASCADE"]
    for statement in statements:
        with pytest.raises(DBAPIError, match=r"frozen|never changed|out_of_order"):
            write(engine, statement)
    assert movers.file().duty_group != "khác"


@pytest.mark.parametrize("movers", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_the_application_s_own_role_on_postgresql_can_neither_change_nor_switch_the_triggers_off(
    movers: Movers,
) -> None:
    postgres_engine = movers.engine
    with postgres_engine.begin() as connection:
        connection.execute(text("CREATE ROLE khaosat_app"))
        connection.execute(text("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO khaosat_app"))
    try:
        for statement, said in (
            ("UPDATE appraisals SET final_class = 'excellent'", "frozen"),
            ("ALTER TABLE appraisals DISABLE TRIGGER USER", "must be owner"),
            ("DROP TRIGGER appraisals_frozen_update ON appraisals", "must be owner"),
            ("SET session_replication_role = replica", "permission denied"),
            ("TRUNCATE appraisals CASCADE", "permission denied"),
        ):
            with postgres_engine.connect() as connection:
                connection.execute(text("SET ROLE khaosat_app"))
                with pytest.raises(DBAPIError, match=said):
                    connection.execute(text(statement))
    finally:
        with postgres_engine.begin() as connection:
            connection.execute(text("DROP OWNED BY khaosat_app"))
            connection.execute(text("DROP ROLE khaosat_app"))


def correct(movers: Movers, keys: Path, reason: str = "Kết luận thanh tra số 5", **classes: str) -> int:
    scope, _ = movers.powers("duc")
    by = Actor(movers.account("duc"), "duc")
    with open_session(movers.engine, scope) as session, keeper(movers.engine) as wide:
        given = {key.replace("_", "-"): value for key, value in classes.items()}
        return year_snapshots.correct(
            session, wide=wide, year=YEAR, corrections=given, reason=reason, keys=keys, by=by, at=LATER
        )


def test_a_correction_is_a_new_visible_version_and_never_makes_worse(movers: Movers, keys: Path) -> None:
    assert correct(movers, keys, cc_19330_1="good") == 2
    assert check(movers, keys).differences == ()
    with keeper(movers.engine) as wide:
        newest, first = year_snapshots.versions(wide, year=YEAR)
        assert year_snapshots.corrected_classes(wide, year=YEAR) == {BINH: "good"}
    assert (newest.version, newest.reason, newest.made_by) == (2, "Kết luận thanh tra số 5", "duc")
    assert [dict(one) for one in newest.corrections] == [
        {"officer": BINH, "before": "completed", "after": "good", "version": 2}
    ]
    assert (first.version, first.corrections) == (1, ())
    assert movers.file().final_class == "completed"
    for classes, reason in (({"cc_19330_1": "good"}, "same"), ({"cc_19330_1": "completed"}, "lower"),
                            ({"cc_19330_1": "x"}, "unknown"), ({}, "unknown")):  # fmt: skip  # a table
        with pytest.raises(InvalidFailure, match=reason):
            correct(movers, keys, **classes)
    with pytest.raises(InvalidFailure, match="missing"):
        correct(movers, keys, reason=" ", cc_19330_1="excellent")
    with pytest.raises(NotFoundFailure):
        correct(movers, keys, cc_nobody="good")
    assert correct(movers, keys, cc_19330_1="excellent") == 3
    assert check(movers, keys).version == 3


def test_a_backup_brings_a_signed_year_back_whole_and_frozen(movers: Movers, keys: Path, tmp_path: Path) -> None:
    dump.write(movers.engine, tmp_path / "all.zip", at=LATER)
    other = connect(f"sqlite:///{tmp_path / 'other.db'}")
    schema.upgrade(other)
    dump.restore(other, tmp_path / "all.zip")
    restored = Movers(other, movers.made, movers.file_id, movers.accounts)
    assert check(restored, keys).differences == ()
    with pytest.raises(DBAPIError, match="frozen"):
        write(other, "UPDATE appraisals SET final_class = 'excellent'")
    other.dispose()


def test_an_unsigned_year_has_nothing_to_check_or_correct(engine: Engine, keys: Path) -> None:
    movers = told(engine)
    with pytest.raises(ConflictFailure, match="unsigned"):
        check(movers, keys)
    with pytest.raises(ConflictFailure, match="unsigned"):
        correct(movers, keys, cc_19330_1="good")
    with keeper(engine) as wide, pytest.raises(NotFoundFailure):
        year_check.check(wide, year=1999, keys=keys)
