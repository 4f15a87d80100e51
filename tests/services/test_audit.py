"""The trail: an act leaves its event or does not happen; no row is ever changed, on either database."""

from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from khaosat.access import Scope, ScopedSession, open_session
from khaosat.errors import AccessFailure
from khaosat.models.event import Event
from khaosat.queries.audit import count_events
from khaosat.services import acts, audit
from khaosat.services.acts import Actor, act, record
from tests.conftest import StillClock

SYSTEM = Scope.system("test")
BY = Actor(None, "a test")


@act("tests:leave")
def leave(session: ScopedSession, *, subject: str, by: Actor, at: datetime) -> None:  # noqa: ARG001  the act's own
    record(session, subject=subject, before={"a": 1, "gone": True}, after={"a": 2, "new": [1]})


@act("tests:forget")
def forget(session: ScopedSession, *, by: Actor, at: datetime) -> None:
    session.add(Event(at=at, act="tests:forget", actor=by.name, subject="x"))


def left(engine: Engine) -> int:
    with open_session(engine, SYSTEM) as session:
        return count_events(session, search="", act="")


def test_an_act_that_leaves_no_event_leaves_nothing_else_either(sqlite_engine: Engine, clock: StillClock) -> None:
    with open_session(sqlite_engine, SYSTEM) as session, pytest.raises(AccessFailure, match="act without its event"):
        forget(session, by=BY, at=clock.now())
    assert left(sqlite_engine) == 0


def test_two_verbs_cannot_leave_the_same_act() -> None:
    with pytest.raises(ValueError, match="tests:leave"):
        act("tests:leave")(forget)
    assert acts.ACTS["tests:leave"].endswith("leave")


@pytest.mark.parametrize(
    "statement", ["UPDATE events SET actor = 'somebody else'", "DELETE FROM events"], ids=["update", "delete"]
)
def test_the_database_refuses_to_change_the_trail(statement: str, engine: Engine, clock: StillClock) -> None:
    with open_session(engine, SYSTEM) as session:
        leave(session, subject="office:1", by=BY, at=clock.now())
    with pytest.raises(DBAPIError, match="never changed"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert left(engine) == 1


def test_the_trail_tells_each_value_before_and_after(sqlite_engine: Engine, clock: StillClock) -> None:
    with open_session(sqlite_engine, SYSTEM) as session:
        leave(session, subject="office:1", by=BY, at=clock.now())
        leave(session, subject="office:2%", by=BY, at=clock.now())
        trail = audit.trail(session, search="2%")
    (entry,) = trail.entries
    assert (entry.subject, entry.actor, entry.by_a_command) == ("office:2%", "a test", True)
    assert {(c.name, str(c.before), str(c.after)) for c in entry.changes} == {
        ("a", "1", "2"),
        ("gone", "True", "None"),
        ("new", "None", "[1]"),
    }


def test_an_empty_trail_is_one_empty_page(sqlite_engine: Engine) -> None:
    with open_session(sqlite_engine, SYSTEM) as session:
        trail, seals = audit.trail(session, page=7), audit.sealed(session, page=-1)
    assert (trail.entries, trail.page, trail.pages) == ((), 1, 1)
    assert (seals.lines, seals.page, seals.pages) == ((), 1, 1)
