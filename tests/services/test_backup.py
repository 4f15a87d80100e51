"""A pilot's answers survive the machine: what was written comes back equal, on either database and across them."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from khaosat import dump, schema
from khaosat.access import Scope, open_session, store
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.models.placard import Placard
from khaosat.models.response import Response
from khaosat.models.unit import Unit
from tests.factories.answers import an_answer_row
from tests.factories.province import SmallProvince, small_province

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def answer(engine: Engine, province: SmallProvince, *, day: date) -> None:
    """One very satisfied citizen at UBND phường Đông Giang."""
    with open_session(engine, Scope.system("an answer of a test")) as session:
        row = {**an_answer_row(session, province), "day": day, "s01": 5, "salt_scores": b"\x00\xff" * 8}
        store(session, Response, [{**row, "comment": "Rất tốt, cảm ơn ạ", "reasons": ["wait"]}])
        session.commit()


def _answered(engine: Engine) -> SmallProvince:
    province = small_province(engine)
    answer(engine, province, day=date(2026, 11, 20))
    with open_session(engine, Scope.system("a backup's test")) as session:
        old, new = session.scalars(select(Placard).order_by(Placard.id).limit(2)).all()
        old.revoked_at, old.replaced_by_id = AT, new.id
        session.commit()
    return province


@pytest.mark.postgres
@pytest.mark.parametrize("source", ["sqlite_engine", "postgres_engine"])
def test_everything_comes_back_equal_on_the_other_database(
    source: str, sqlite_engine: Engine, postgres_engine: Engine, tmp_path: Path
) -> None:
    here, there = (sqlite_engine, postgres_engine) if source == "sqlite_engine" else (postgres_engine, sqlite_engine)
    province = _answered(here)
    written = dump.write(here, tmp_path / "backup", at=AT)
    assert dump.restore(there, tmp_path / "backup") == written > 50
    with open_session(there, Scope.system("look")) as session:
        answer = session.scalars(select(Response)).one()
        assert (answer.comment, answer.salt_scores, answer.unit_id) == (
            "Rất tốt, cảm ơn ạ", b"\x00\xff" * 8, province.units["19330"],
        )  # fmt: skip
        session.add(Unit(key="born after the restore"))
        session.commit()


def test_a_database_that_is_not_empty_is_left_alone(sqlite_engine: Engine, tmp_path: Path) -> None:
    _answered(sqlite_engine)
    dump.write(sqlite_engine, tmp_path / "backup", at=AT)
    with pytest.raises(ConflictFailure, match="not_empty"):
        dump.restore(sqlite_engine, tmp_path / "backup")


def test_a_changed_file_is_refused_and_leaves_nothing(sqlite_engine: Engine, tmp_path: Path) -> None:
    _answered(sqlite_engine)
    dump.write(sqlite_engine, tmp_path / "backup", at=AT)
    with zipfile.ZipFile(tmp_path / "backup") as whole, zipfile.ZipFile(tmp_path / "changed", "w") as changed:
        for name in whole.namelist():
            changed.writestr(name, whole.read(name).replace(b'"s01":5', b'"s01":1'))
    schema.downgrade(sqlite_engine, "base")
    schema.upgrade(sqlite_engine)
    with pytest.raises(InvalidFailure, match="differs_from_its_manifest"):
        dump.restore(sqlite_engine, tmp_path / "changed")
    with open_session(sqlite_engine, Scope.public()) as session:
        assert session.scalars(select(Unit)).all() == []


def test_a_file_that_is_no_backup_is_refused(sqlite_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Kính gửi …", encoding="utf-8")
    with pytest.raises(InvalidFailure, match="not_a_backup"):
        dump.restore(sqlite_engine, tmp_path / "letter")
