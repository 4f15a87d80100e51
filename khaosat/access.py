"""Whose rows? A session is a capability: `open_session(engine, scope)` is the only way to one.

The session shows and accepts only what its scope names; no second place filters by unit. Three courses
make the wall: the listeners here, a test that reads the code, and a matrix test over every route.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, ClassVar, Never, cast
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Engine,
    Executable,
    ForeignKey,
    Table,
    TextClause,
    event,
    false,
    inspect,
    true,
)
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement, ColumnClause
from sqlalchemy.sql.selectable import TableClause

from khaosat import db
from khaosat.db import Base, bound, insertion
from khaosat.errors import AccessFailure
from khaosat.policy import Realm
from khaosat.scope import NO_UNITS, Everything, Scope, Units

log = structlog.get_logger(__name__)

__all__ = [
    "NO_UNITS",
    "Confidential",
    "Everything",
    "Kept",
    "Scope",
    "ScopedSession",
    "UnitOwned",
    "Units",
    "add_up",
    "open_session",
    "store",
]

MOST_SCOPES = 64  # for which a statement is kept narrowed


class Kept:
    """A table of one realm; without another word it is the catalogue."""

    __realm__: ClassVar[Realm] = Realm.CATALOGUE

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition on the rows this scope may read."""
        return true() if cls.__realm__ is Realm.CATALOGUE or cls.__realm__ in scope.realms else false()

    @classmethod
    def changed_by(cls, scope: Scope) -> ColumnElement[bool]:  # noqa: ARG003  for tables with a reach of their own
        """Return the condition on the rows a statement of this scope may change, its realm apart."""
        return true()

    def may_be_written(self, scope: Scope) -> bool:  # noqa: ARG002  for tables with a reach of their own
        """Return whether this row may be written as it is, its realm apart."""
        return True


class UnitOwned(Kept):
    """Rows of a unit: writing one needs the unit in `scope.writes`."""

    @declared_attr
    def unit_id(cls) -> Mapped[int]:  # noqa: N805  SQLAlchemy calls it with the class
        """The unit the row belongs to."""
        return mapped_column(ForeignKey("units.id"))

    @classmethod
    def changed_by(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition on the unit."""
        return true() if isinstance(scope.writes, Everything) else cls.unit_id.in_(sorted(scope.writes))


class Confidential(UnitOwned):
    """Rows of a unit that also need the unit in `scope.reads` to be read."""

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition on unit and realm together."""
        if cls.__realm__ not in scope.realms:
            return false()
        return true() if isinstance(scope.reads, Everything) else cls.unit_id.in_(sorted(scope.reads))


class ScopedSession(Session):
    """A session behind the wall; made by `open_session` alone."""

    scope: Scope
    engine: Engine
    changed: bool = False  # whether it wrote to the catalogue

    def connection(self, *_args: object, **_kwargs: object) -> Never:
        """Refuse: a bare connection sees every row."""
        raise AccessFailure(what="session.connection")

    def bulk_insert_mappings(self, *_args: object, **_kwargs: object) -> Never:
        """Refuse: it passes the flush check by; `store` is the door."""
        raise AccessFailure(what="bulk_insert_mappings")

    bulk_save_objects = bulk_update_mappings = bulk_insert_mappings


_CHANGES: WeakKeyDictionary[Engine, int] = WeakKeyDictionary()


def catalogue_changes(engine: Engine) -> int:
    """Return how often this process has changed that catalogue: what was read at another count may be stale."""
    return _CHANGES.get(engine, 0)


_NARROWED: WeakKeyDictionary[Executable, dict[tuple[Scope, bool], Executable]] = WeakKeyDictionary()


@contextmanager
def open_session(engine: Engine, scope: Scope, *, at_once: bool = False) -> Iterator[ScopedSession]:
    """Open the only kind of session there is; what was not committed when it ends is undone.

    `at_once` is for an act of a single statement: where the database allows it, that is its own transaction.
    """
    for units in {scope.reads, scope.writes}:
        if isinstance(units, Everything):
            log.info("session.everything", reason=units.reason)
    with ScopedSession(bound(engine, writes=bool(scope.changes), at_once=at_once), expire_on_commit=False) as session:
        session.scope, session.engine = scope, engine
        yield session


@event.listens_for(ScopedSession, "after_commit")
def _count_change(session: ScopedSession) -> None:
    if session.changed:
        _CHANGES[session.engine] = catalogue_changes(session.engine) + 1


@event.listens_for(ScopedSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    session = state.session
    assert isinstance(session, ScopedSession)  # noqa: S101  the listener is registered on this class alone
    if state.is_select:
        state.statement = _narrowed(state, session.scope)
        return
    _refuse_what_leaks(state)
    if state.is_update or state.is_delete:
        mapper = state.bind_mapper
        _check(session, mapper.class_ if mapper is not None else None)
        state.statement = state.statement.options(*_writing_conditions(session.scope))
    else:
        raise AccessFailure(what="insert past the flush", door="access.store")


def _narrowed(state: ORMExecuteState, scope: Scope) -> Executable:
    """Return the statement with the scope's conditions; one that is asked again and again is narrowed once."""
    known = _NARROWED.setdefault(state.statement, {})
    key = (scope, state.is_column_load)
    narrowed = known.get(key)
    if narrowed is None:
        _refuse_what_leaks(state)
        conditions = () if state.is_column_load else _reading_conditions(scope)
        narrowed = state.statement.options(*conditions)
        if len(known) >= MOST_SCOPES:
            known.clear()
        known[key] = narrowed
    return narrowed


def _refuse_what_leaks(state: ORMExecuteState) -> None:
    """Text, bare tables and literal columns carry no entity, so no condition could be added to them."""
    entities: set[object] = set()
    bare: list[TableClause] = []
    for element in visitors.iterate(cast("ClauseElement", state.statement)):
        entity = element._annotations.get("parententity")  # noqa: SLF001  where SQLAlchemy keeps the entity
        if entity is not None:
            entities.add(entity.mapper.local_table)
        elif isinstance(element, TableClause):
            bare.append(element)
        elif isinstance(element, TextClause) or _is_literal(element):
            raise AccessFailure(what="statement without entity", element=type(element).__name__)
    for table in bare:
        if table not in entities:  # the table of an entity's column is visited too, and has its condition
            raise AccessFailure(what="statement without entity", element=table.description)


def _is_literal(element: object) -> bool:
    return isinstance(element, ColumnClause) and element.is_literal and element.name != "*"  # count(*) is harmless


@lru_cache(maxsize=1024)
def _reading_conditions(scope: Scope) -> tuple[Any, ...]:
    return tuple(
        with_loader_criteria(cls, condition, include_aliases=True)
        for cls in _tables()
        if not (condition := cls.shown_to(scope)).compare(true())
    )


@lru_cache(maxsize=1024)
def _writing_conditions(scope: Scope) -> tuple[Any, ...]:
    return tuple(
        with_loader_criteria(cls, condition, include_aliases=True)
        for cls in _tables()
        if not (condition := cls.changed_by(scope)).compare(true())
    )


def _tables() -> Iterable[type[Kept]]:
    for mapper in Base.registry.mappers:
        if not issubclass(mapper.class_, Kept):
            raise AccessFailure(what="table outside the wall", table=mapper.class_.__name__)
        yield mapper.class_


@event.listens_for(ScopedSession, "before_flush")
def _check_flush(session: ScopedSession, _context: object, _instances: object) -> None:
    for row in {*session.new, *session.dirty, *session.deleted}:
        _check(session, type(row))
        if not row.may_be_written(session.scope):
            raise AccessFailure(what="write", table=type(row).__name__)
        if isinstance(row, UnitOwned):
            history = inspect(row).attrs["unit_id"].history
            for unit_id in {row.unit_id, *(history.deleted or ())}:
                _check_unit(session.scope, type(row), unit_id)


def _check(session: ScopedSession, cls: type | None) -> None:
    scope = session.scope
    if cls is None or not issubclass(cls, Kept) or cls.__realm__ not in scope.changes:
        raise AccessFailure(what="write", table=cls.__name__ if cls else "?")
    shared = cls.__realm__ is Realm.CATALOGUE and not issubclass(cls, UnitOwned)
    if shared and not isinstance(scope.writes, Everything):
        raise AccessFailure(what="write to the shared catalogue", table=cls.__name__)
    session.changed |= cls.__realm__ is Realm.CATALOGUE


def _check_unit(scope: Scope, cls: type, unit_id: int | None) -> None:
    if not isinstance(scope.writes, Everything) and unit_id not in scope.writes:
        raise AccessFailure(what="write", table=cls.__name__, unit_id=unit_id)


def _check_rows(session: ScopedSession, cls: type, rows: list[Mapping[str, Any]]) -> None:
    """Check as a flush would; a table that looks at each row itself is filled so by who may write everything alone."""
    _check(session, cls)
    own_look = issubclass(cls, Kept) and cls.may_be_written is not Kept.may_be_written
    if own_look and not isinstance(session.scope.writes, Everything):
        raise AccessFailure(what="write past the flush", table=cls.__name__)
    if issubclass(cls, UnitOwned):
        for unit_id in {row["unit_id"] for row in rows}:
            _check_unit(session.scope, cls, unit_id)


def store(session: ScopedSession, cls: type[Base], rows: list[Mapping[str, Any]], *, unless_there: bool = False) -> int:
    """Insert rows by Core, past the unit of work: the one named door beside the wall, for speed.

    Checks realm and unit of every row as a flush would. Returns how many were stored: `unless_there` passes over a row
    whose key is taken, so that the server's log has no line about it. Raises AccessFailure, or the database's
    IntegrityError where a row contradicts what stands.
    """
    if not rows:
        return 0
    _check_rows(session, cls, rows)
    statement = insertion(cls.__table__, session.engine.dialect.name, unless_there=unless_there)
    return cast("CursorResult[Any]", Session.connection(session).execute(statement, rows)).rowcount


def add_up(session: ScopedSession, cls: type[Base], rows: list[Mapping[str, Any]], *, column: str) -> None:
    """Insert rows by Core, adding `column` where the key stands already; checks realm and unit as `store` does."""
    _check_rows(session, cls, rows)
    statement = db.addition(cls.__table__, session.engine.dialect.name, column=column)
    Session.connection(session).execute(statement, rows)


def lay_in_order(session: ScopedSession, cls: type[Base], rows: ColumnElement[bool]) -> int:
    """Write those rows again in the order of their keys, as they are; returns how many. Needs a scope of everything."""
    _check(session, cls)
    if not isinstance(session.scope.writes, Everything):
        raise AccessFailure(what="write", table=cls.__name__)
    session.flush()
    return db.lay_in_order(Session.connection(session), cast("Table", cls.__table__), rows)
