"""The connections of either database, as sessions take them up."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError

from khaosat import db, schema
from khaosat.access import Scope, open_session, store
from khaosat.models.response import DueDay
from khaosat.models.unit import Unit


def _hang_up_on_everybody(engine: Engine) -> None:
    """End every other connection of the database, as a restart does."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    beside = db.connect(engine.url.render_as_string(hide_password=False))
    with beside.connect() as connection:
        connection.execute(text(others + "pg_backend_pid()"))
    beside.dispose()


def _look(engine: Engine) -> None:
    with open_session(engine, Scope.public()) as session:
        assert session.scalars(select(Unit.id)).all() == []


@pytest.mark.postgres
@pytest.mark.parametrize("idle_long", [True, False])
def test_a_connection_that_lay_idle_is_tried_first(
    postgres_engine: Engine, monkeypatch: pytest.MonkeyPatch, *, idle_long: bool
) -> None:
    monkeypatch.setattr(db, "UNTRIED", 0.0 if idle_long else 3600.0)
    _look(postgres_engine)
    _hang_up_on_everybody(postgres_engine)
    if not idle_long:  # the trial is what saves the visitor
        with pytest.raises(OperationalError):
            _look(postgres_engine)
    _look(postgres_engine)


def test_a_session_that_reads_holds_no_transaction_open_on_postgresql(engine: Engine) -> None:
    with open_session(engine, Scope.public()) as session:
        session.scalars(select(Unit.id)).all()
        held = session.get_bind().dialect.name == "postgresql" and _in_transaction(engine)
    assert not held


@pytest.mark.postgres
@pytest.mark.parametrize("at_once", [True, False])
def test_one_statement_at_once_is_a_transaction_of_its_own_on_postgresql(
    postgres_engine: Engine, *, at_once: bool
) -> None:
    with open_session(postgres_engine, Scope.system("a test"), at_once=at_once) as session:
        store(session, DueDay, [{"day": date(2026, 11, 22)}])
        assert _in_transaction(postgres_engine) is not at_once


def _in_transaction(engine: Engine) -> bool:
    beside = db.connect(engine.url.render_as_string(hide_password=False))
    with beside.connect() as connection:
        busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
        found: int = connection.execute(text(busy)).scalar_one()
    beside.dispose()
    return found > 0


def test_what_changed_rows_looked_like_is_overwritten_in_sqlites_log_file(tmp_path: Path) -> None:
    engine = db.connect(f"sqlite:///{tmp_path / 'kept.db'}")
    schema.upgrade(engine)
    log = tmp_path / "kept.db-wal"
    assert log.stat().st_size > 0
    db.forget_what_lay_before(engine)
    assert log.stat().st_size == 0
    engine.dispose()


@pytest.mark.postgres
def test_dead_rows_of_answers_are_vacuumed_on_postgresql(postgres_engine: Engine) -> None:
    db.forget_what_lay_before(postgres_engine)
    beside = db.connect(postgres_engine.url.render_as_string(hide_password=False))
    with beside.connect() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
        swept = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname IN ('responses', 'spent_slips')"
        assert list(connection.execute(text(swept)).scalars()) == [1, 1]
    beside.dispose()
