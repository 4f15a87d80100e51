"""Roles: given by one, confirmed by another, never one's own; the database refuses what the verbs would not do."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure, Failure, InvalidFailure, NotFoundFailure
from khaosat.policy import READS_ANSWERS, Role
from khaosat.queries.grants import working_grants
from khaosat.services import grants
from khaosat.services.acts import Actor
from tests.conftest import StillClock
from tests.factories.people import person
from tests.factories.province import small_province

DESK = Scope.sign_in_desk()


class Office:
    """Dũng gives, Chi and Cúc confirm, Lan receives."""

    def __init__(self, engine: Engine, clock: StillClock) -> None:
        self.engine, self.clock = engine, clock
        self.units = small_province(engine).units
        self.dung = Actor(person(engine, "dung", Role.ADMINISTRATOR), "dung")
        self.chi = Actor(person(engine, "chi", Role.AFFAIRS), "chi")
        self.cuc = Actor(person(engine, "cuc", Role.AFFAIRS), "cuc")
        self.lan = person(engine, "lan")

    def give(self, role: Role, unit: str | None = None, *, to: int | None = None, by: Actor | None = None) -> int:
        with open_session(self.engine, DESK) as session:
            return grants.grant(
                session,
                account_id=to or self.lan,
                role=role,
                unit_key=unit,
                by=by or self.dung,
                at=self.clock.now(),
            )

    def confirm(self, grant_id: int, by: Actor) -> None:
        with open_session(self.engine, DESK) as session:
            grants.confirm(session, grant_id=grant_id, by=by, at=self.clock.now())

    def revoke(self, grant_id: int, by: Actor, reason: str = "Chuyển công tác") -> None:
        with open_session(self.engine, DESK) as session:
            grants.revoke(session, grant_id=grant_id, reason=reason, by=by, at=self.clock.now())

    def works(self) -> list[str]:
        with open_session(self.engine, DESK.reading()) as session:
            return [grant.role for grant in working_grants(session, account_id=self.lan)]


@pytest.fixture
def office(sqlite_engine: Engine, clock: StillClock) -> Office:
    return Office(sqlite_engine, clock)


def refused(failure: type[Failure], verb: object, *args: object, **kwargs: object) -> object:
    with pytest.raises(failure) as caught:
        verb(*args, **kwargs)  # type: ignore[operator]  # a verb of the office above
    return caught.value.details.get("reason")


@pytest.mark.parametrize("role", sorted(READS_ANSWERS))
def test_every_role_that_reads_answers_waits_for_another_person(office: Office, role: Role) -> None:
    given = office.give(role, "461" if role in grants.NEEDS_UNIT else None)
    assert office.works() == []
    office.confirm(given, office.chi)
    assert office.works() == [role.value]
    assert refused(ConflictFailure, office.confirm, given, office.cuc) == "confirmed"


def test_roles_that_read_nothing_work_at_once_and_are_not_there_to_be_confirmed(office: Office) -> None:
    given = office.give(Role.COLLECTOR)
    assert office.works() == ["collector"]
    refused(NotFoundFailure, office.confirm, given, office.chi)


def test_nobody_gives_confirms_or_takes_their_own(office: Office) -> None:
    assert refused(ConflictFailure, office.give, Role.COLLECTOR, to=office.dung.account_id) == "own"
    given = office.give(Role.DECIDER, to=office.chi.account_id)
    assert refused(ConflictFailure, office.confirm, given, office.chi) == "own"
    office.confirm(given, office.cuc)
    assert refused(ConflictFailure, office.revoke, given, office.chi) == "own"


def test_who_gave_a_role_does_not_confirm_it(office: Office) -> None:
    given = office.give(Role.INSPECTOR, by=office.chi)
    assert refused(ConflictFailure, office.confirm, given, office.chi) == "own"
    office.confirm(given, office.cuc)


def test_administration_and_answers_never_meet_in_one_person_even_after_a_role_is_taken(office: Office) -> None:
    given = office.give(Role.ADMINISTRATOR)
    assert refused(ConflictFailure, office.give, Role.AFFAIRS) == "other_side"
    office.revoke(given, Actor(office.cuc.account_id, "cuc"))
    assert refused(ConflictFailure, office.give, Role.AFFAIRS) == "other_side"


def test_a_unit_belongs_to_some_roles_and_not_to_others(office: Office) -> None:
    assert refused(InvalidFailure, office.give, Role.UNIT_HEAD) == "missing"
    assert refused(InvalidFailure, office.give, Role.UNIT_HEAD, "nowhere") == "unknown"
    assert refused(InvalidFailure, office.give, Role.INSPECTOR, "461") == "out_of_place"


def test_a_role_is_given_once_for_a_unit_and_again_for_another(office: Office) -> None:
    office.give(Role.UNIT_HEAD, "461")
    assert refused(ConflictFailure, office.give, Role.UNIT_HEAD, "461") == "granted"
    office.give(Role.UNIT_HEAD, "462")


def test_a_taken_role_works_no_more_needs_a_reason_and_may_come_back(office: Office) -> None:
    given = office.give(Role.AFFAIRS)
    office.confirm(given, office.chi)
    assert refused(InvalidFailure, office.revoke, given, office.dung, " ") == "missing"
    office.revoke(given, office.dung)
    assert office.works() == []
    refused(NotFoundFailure, office.revoke, given, office.dung)
    office.confirm(office.give(Role.AFFAIRS), office.chi)
    assert office.works() == ["affairs"]


def test_a_refused_role_cannot_be_confirmed_afterwards(office: Office) -> None:
    given = office.give(Role.AFFAIRS)
    with open_session(office.engine, DESK) as session:
        grants.refuse(session, grant_id=given, reason="Không đúng người", by=office.chi, at=office.clock.now())
    refused(NotFoundFailure, office.confirm, given, office.cuc)


def test_the_command_confirms_internal_affairs_only_while_nobody_there_could(
    sqlite_engine: Engine, clock: StillClock
) -> None:
    command = Actor(None, "command")
    with open_session(sqlite_engine, DESK) as session:
        for name in ("mai", "nga"):
            account_id = person(sqlite_engine, name)
            given = grants.grant(session, account_id=account_id, role=Role.AFFAIRS, by=command, at=clock.now())
            if name == "mai":
                grants.confirm_first(session, grant_id=given, by=command, at=clock.now())
            else:
                with pytest.raises(ConflictFailure):
                    grants.confirm_first(session, grant_id=given, by=command, at=clock.now())


def insert(engine: Engine, **values: object) -> None:
    """Write a grant by SQL, past every verb."""
    row = {"granted_at": "2026-11-22 02:00:00", **values}
    names = ", ".join(row)
    marks = ", ".join(_literal(value) for value in row.values())
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO role_grants ({names}) VALUES ({marks})")


def _literal(value: object) -> str:
    return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value)


def test_the_database_itself_refuses_administration_and_answers_on_one_person(engine: Engine) -> None:
    dung = person(engine, "dung", Role.ADMINISTRATOR)
    chi = person(engine, "chi", Role.AFFAIRS)
    for values in (
        {"account_id": dung, "role": "affairs", "side": "administration"},
        {"account_id": dung, "role": "affairs", "side": "answers"},
        {"account_id": dung, "role": "unit_head", "side": None},
        {"account_id": chi, "role": "administrator", "side": "answers"},
        {"account_id": chi, "role": "administrator", "side": "administration"},
        {"account_id": chi, "role": "administrator", "side": None},
    ):
        with pytest.raises(IntegrityError):
            insert(engine, **values)
    insert(engine, account_id=dung, role="collector", side=None)
    insert(engine, account_id=chi, role="inspector", side="answers")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE accounts SET side = 'answers' WHERE id = {dung}")


def test_the_database_itself_refuses_ones_own_grant_and_confirmation(engine: Engine) -> None:
    chi, cuc = person(engine, "chi", Role.AFFAIRS), person(engine, "cuc", Role.AFFAIRS)
    same = {"account_id": chi, "role": "inspector", "side": "answers"}
    for values in ({"granted_by": chi}, {"confirmed_by": chi}, {"granted_by": cuc, "confirmed_by": cuc}):
        with pytest.raises(IntegrityError):
            insert(engine, **same, **values)
