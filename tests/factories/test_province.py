"""The small province stands on either database."""

from sqlalchemy import Engine, func, select, text

from khaosat.access import Scope, open_session
from khaosat.db import Base, bound
from khaosat.models.office import Office
from khaosat.models.officer import Officer, Posting
from khaosat.models.unit import UnitVersion
from tests.factories import province
from tests.factories.province import small_province
from tests.factories.rows import lay, taken


def test_the_small_province_is_what_its_docstring_says(engine: Engine) -> None:
    made = small_province(engine)
    with open_session(engine, Scope.public()) as session:
        assert session.scalar(select(func.count()).select_from(UnitVersion)) == 8
        assert session.scalar(select(func.count()).select_from(Office)) == 6
        twice = session.scalars(select(UnitVersion.unit_id).where(UnitVersion.name == "UBND phường 1")).all()
        assert sorted(twice) == sorted((made.units["19333"], made.units["19357"]))
        in_department = select(func.count()).select_from(Posting).where(Posting.office_id == made.offices["so-noi-vu"])
        assert session.scalar(in_department) == 2
    assert "con-co" not in made.offices


def test_laid_into_a_database_it_is_what_building_it_makes_and_further_rows_follow_on_it(engine: Engine) -> None:
    small_province(engine)
    made, rows = province._laid[engine.dialect.name]
    _empty(engine)
    lay(engine, rows)
    laid = taken(engine, province.TABLES)
    with open_session(engine, Scope.system("one more")) as session:
        session.add(Officer(key="one-more", display_name="x", sort_key="x"))
        session.commit()
        assert session.scalar(select(func.count()).select_from(Officer)) == 18
    _empty(engine)
    assert province._built(engine) == made
    assert taken(engine, province.TABLES) == laid
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            filled = bool(connection.scalar(select(func.count()).select_from(table)))
            assert filled == (table.name in province.TABLES), table.name


def _empty(engine: Engine) -> None:
    """Leave nothing of it, and let numbers begin anew."""
    with bound(engine, writes=True).begin() as connection:
        for name in reversed(province.TABLES):
            connection.execute(text(f"DELETE FROM {name}"))
            key = Base.metadata.tables[name].autoincrement_column
            if engine.dialect.name == "postgresql" and key is not None:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', '{key.name}'), 1, false)"))
