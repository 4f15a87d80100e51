"""The wall: a session shows and accepts only what its scope names."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import Engine, exists, func, literal_column, select, table, text, update
from sqlalchemy.orm import aliased

from khaosat.access import Everything, Scope, ScopedSession, open_session, store
from khaosat.errors import AccessFailure
from khaosat.models.office import Office
from khaosat.models.release import Release
from khaosat.models.tally import Tally
from khaosat.models.unit import Unit
from khaosat.policy import Realm

HEAD_OF_ONE = Scope(
    reads=frozenset({1}),
    writes=frozenset({1}),
    realms=frozenset({Realm.RELEASES}),
    changes=frozenset({Realm.CATALOGUE, Realm.RELEASES}),
)


@pytest.fixture
def two_units(engine: Engine) -> Engine:
    with open_session(engine, Scope.system("test")) as session:
        session.add_all([Unit(id=1, key="one"), Unit(id=2, key="two")])
        session.flush()
        for unit in (1, 2):
            session.add(Office(id=unit, key=f"o{unit}", unit_id=unit, name="x", opened_on=date(2020, 1, 1)))
            session.flush()
            session.add(_release(unit))
            session.add(
                Tally(day=date(2026, 1, 2), office_id=unit, unit_id=unit, held=False, split="", level="", n=1,
                      counts={}, pooled=[])
            )  # fmt: skip
        session.commit()
    return engine


def _release(unit: int) -> Release:
    day = date(2026, 1, 2)
    span = {"first_day": day, "last_day": day, "closed_on": day}
    return Release(unit_id=unit, office_id=unit, split="", ordinal=1, **span)


def test_rows_of_another_unit_do_not_exist_in_any_form_of_statement(two_units: Engine) -> None:
    other = aliased(Release)
    with open_session(two_units, HEAD_OF_ONE.reading()) as session:
        assert [row.unit_id for row in session.scalars(select(Release))] == [1]
        assert session.scalars(select(other.unit_id)).all() == [1]
        assert session.scalar(select(func.count()).select_from(Release)) == 1
        assert session.get(Release, 2) is None
        assert session.scalar(select(exists().where(Release.unit_id == 2))) is False
        assert session.scalars(select(Office.id).where(Office.id.in_(select(Release.office_id)))).all() == [1]
        assert session.scalars(select(Unit.id).join(Release, Release.unit_id == Unit.id)).all() == [1]


def test_a_closed_realm_is_empty_even_for_the_own_unit(two_units: Engine) -> None:
    with open_session(two_units, HEAD_OF_ONE.reading()) as session:
        assert session.scalars(select(Tally)).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        text("select * from releases"),
        select(Release.__table__),
        select(table("releases")),
        select(literal_column("1").label("x")).select_from(Release),
        select(Release).where(text("1 = 1")),
    ],
    ids=["text", "bare table", "light table", "literal column", "text inside"],
)
def test_a_statement_that_carries_no_entity_is_refused(sqlite_engine: Engine, statement: object) -> None:
    with open_session(sqlite_engine, HEAD_OF_ONE) as session, pytest.raises(AccessFailure):
        session.execute(statement)  # type: ignore[call-overload]  # what a programmer might try


def test_the_bare_connection_is_refused(sqlite_engine: Engine) -> None:
    with open_session(sqlite_engine, HEAD_OF_ONE) as session, pytest.raises(AccessFailure):
        session.connection()


def test_writing_to_another_unit_is_refused_however_it_is_tried(two_units: Engine) -> None:
    with open_session(two_units, HEAD_OF_ONE) as session:
        session.add(Office(key="new", unit_id=2, name="x", opened_on=date(2020, 1, 1)))
        with pytest.raises(AccessFailure):
            session.flush()
        session.rollback()
        office = session.scalars(select(Office).where(Office.unit_id == 1)).one()
        office.unit_id = 2
        with pytest.raises(AccessFailure):
            session.commit()
        session.rollback()
        session.execute(update(Office).values(name="taken over"))
        session.commit()
    with open_session(two_units, Scope.public()) as session:
        assert dict(session.execute(select(Office.unit_id, Office.name)).all()) == {1: "taken over", 2: "x"}


def test_the_shared_catalogue_is_changed_only_by_who_may_change_everything(two_units: Engine) -> None:
    with open_session(two_units, HEAD_OF_ONE) as session:
        session.add(Unit(key="three"))
        with pytest.raises(AccessFailure):
            session.flush()


def test_reading_takes_every_right_to_change_away(two_units: Engine) -> None:
    with open_session(two_units, HEAD_OF_ONE.reading()) as session:
        session.add(Office(key="new", unit_id=1, name="x", opened_on=date(2020, 1, 1)))
        with pytest.raises(AccessFailure):
            session.flush()


def test_the_named_door_checks_every_row(two_units: Engine) -> None:
    def rows(*units: int) -> list[dict[str, object]]:
        same = {"name": "x", "opened_on": date(2020, 1, 1)}
        return [{**same, "id": 10 + i, "key": uuid4().hex, "unit_id": unit} for i, unit in enumerate(units)]

    with open_session(two_units, HEAD_OF_ONE) as session:
        store(session, Office, rows(1, 1))  # type: ignore[arg-type]  # dicts are mappings
        with pytest.raises(AccessFailure):
            store(session, Office, rows(1, 2))  # type: ignore[arg-type]  # dicts are mappings


def test_everything_needs_a_reason(sqlite_engine: Engine) -> None:
    with open_session(sqlite_engine, Scope.system("a test")) as session:
        assert isinstance(session, ScopedSession)
        assert session.scope.reads == Everything("a test")
