"""Whose files of the yearly appraisal a session shows and takes: by role, and by both roles of one person."""

from collections.abc import Iterable

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DBAPIError

from config import Clock
from khaosat.access import Scope, ScopedSession, open_session, store
from khaosat.errors import AccessFailure
from khaosat.models.account import Account
from khaosat.models.appraisal import Appraisal, AppraisalSnapshot, AppraisalStep, AppraisalYear
from khaosat.models.officer import Officer
from khaosat.models.release import Release
from khaosat.policy import GRANTS, Permission, Reach, Realm, Role
from khaosat.queries.grants import working_grants
from khaosat.services.person import powers_of
from tests.factories.appraisal import OPENED, YEAR, open_files
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province

OWN, FOREIGN = "19330", "19357"
VERIFIED = {"state": "verified"}
APPEALED = {"state": "appealed", "appealed": True}


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    province = small_province(engine)
    open_files(engine, province, u_19357=VERIFIED, u_462=APPEALED)
    return province


def _scope(engine: Engine, clock: Clock, *roles: Role, unit_id: int | None = None, officer: int | None = None) -> Scope:
    account = person(engine, "somebody", *roles, unit_id=unit_id, officer_id=officer)
    with open_session(engine, Scope.system("a test")) as session:
        found = session.get(Account, account)
        assert found is not None
        return powers_of(session, found, tuple(working_grants(session, account_id=account)), clock.now())[1]


def _units(session: ScopedSession, made: SmallProvince) -> set[str]:
    keys = {unit: key for key, unit in made.units.items()}
    return {keys[unit] for unit in session.scalars(select(Appraisal.unit_id))}


@pytest.mark.parametrize(
    ("roles", "unit", "shown"),
    [
        ([Role.UNIT_HEAD], "461", {"461", "19330", "19333"}),
        ([Role.AFFAIRS], None, {"so-noi-vu", "461", "462", "19330", "19333", "19357"}),
        ([Role.INSPECTOR], None, {"so-noi-vu", "461", "462", "19330", "19333", "19357"}),
        ([Role.DECIDER], None, {"19357", "462"}),
        ([Role.APPEAL], None, {"462"}),
        ([Role.DECIDER, Role.UNIT_HEAD], "461", {"461", "19330", "19333", "19357", "462"}),
        ([Role.APPEAL, Role.UNIT_HEAD], "461", {"461", "19330", "19333", "462"}),
        ([Role.COLLECTOR], None, set()),
    ],
)
def test_a_role_sees_the_files_its_work_needs_and_two_roles_see_both(
    engine: Engine, clock: Clock, made: SmallProvince, roles: list[Role], unit: str | None, shown: set[str]
) -> None:
    scope = _scope(engine, clock, *roles, unit_id=made.units[unit] if unit else None)
    with open_session(engine, scope.reading()) as session:
        assert _units(session, made) == shown
        assert (session.get(AppraisalYear, YEAR) is not None) is bool(shown)


def test_an_officer_sees_their_own_file_alone(engine: Engine, clock: Clock, made: SmallProvince) -> None:
    own = made.officers[OWN][0]
    scope = _scope(engine, clock, Role.OFFICER, unit_id=made.units[OWN], officer=own)
    with open_session(engine, scope.reading()) as session:
        assert session.scalars(select(Appraisal.officer_id)).all() == [own]
        names = select(Officer.key).join(Appraisal, Appraisal.officer_id == Officer.id)
        assert session.scalars(names).all() == [f"cc-{OWN}-1"]


def test_a_decider_who_heads_a_unit_reads_no_other_unit_s_releases(
    engine: Engine, clock: Clock, made: SmallProvince
) -> None:
    scope = _scope(engine, clock, Role.DECIDER, Role.UNIT_HEAD, unit_id=made.units[OWN])
    assert scope.reads == frozenset({made.units[OWN]})
    assert Realm.RELEASES in scope.realms
    assert Release.shown_to(scope).compare(Release.unit_id.in_([made.units[OWN]]))


def _every(files: Iterable[Appraisal], officer: int) -> Appraisal:
    return next(one for one in files if one.officer_id == officer)


def test_an_inspector_who_heads_a_unit_writes_there_alone(engine: Engine, clock: Clock, made: SmallProvince) -> None:
    scope = _scope(engine, clock, Role.INSPECTOR, Role.UNIT_HEAD, unit_id=made.units[OWN])
    with open_session(engine, scope) as session:
        files = session.scalars(select(Appraisal)).all()
        foreign = _every(files, made.officers[FOREIGN][0])
        foreign.proposed_class = "good"
        with pytest.raises(AccessFailure):
            session.flush()
        session.rollback()
        session.execute(update(Appraisal).values(proposed_class="good"))
        session.commit()
        kept = session.execute(select(Appraisal.unit_id).where(Appraisal.proposed_class == "good")).scalars()
        assert set(kept) == {made.units[OWN]}


def test_nobody_takes_a_file_over_or_writes_past_the_look_at_each_row(
    engine: Engine, clock: Clock, made: SmallProvince
) -> None:
    scope = _scope(engine, clock, Role.UNIT_HEAD, unit_id=made.units[OWN])
    with open_session(engine, scope) as session:
        own = session.scalars(select(Appraisal)).first()
        assert own is not None
        own.unit_id = made.units[FOREIGN]
        with pytest.raises(AccessFailure):
            session.flush()
        session.rollback()
        row = {"year": YEAR, "officer_id": made.officers[OWN][0], "unit_id": made.units[OWN]}
        with pytest.raises(AccessFailure):
            store(session, Appraisal, [row])


def test_a_step_belongs_to_a_file_within_reach_and_is_read_with_it(
    engine: Engine, clock: Clock, made: SmallProvince
) -> None:
    scope = _scope(engine, clock, Role.UNIT_HEAD, unit_id=made.units[OWN])
    with open_session(engine, Scope.system("a test")) as session:
        for officer in (made.officers[OWN][0], made.officers[FOREIGN][0]):
            file = _every(session.scalars(select(Appraisal)), officer)
            session.add(_step(file))
        session.commit()
        foreign = file
    with open_session(engine, scope) as session:
        assert len(session.scalars(select(AppraisalStep)).all()) == 1
        session.add(AppraisalStep(**_about(), appraisal_id=foreign.id))
        with pytest.raises(AccessFailure):
            session.flush()
    with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
        connection.execute(text("UPDATE appraisal_steps SET reason = 'another'"))


def test_a_decider_hands_a_verified_file_back_and_touches_none_before(
    engine: Engine, clock: Clock, made: SmallProvince
) -> None:
    scope = _scope(engine, clock, Role.DECIDER)
    with open_session(engine, scope) as session:
        file = _every(session.scalars(select(Appraisal)), made.officers[FOREIGN][0])
        file.state = "returned"
        session.add(_step(file))
        session.commit()
        assert file.id not in set(session.scalars(select(Appraisal.id)))
        file.state = "verified"
        with pytest.raises(AccessFailure):
            session.flush()


def test_a_snapshot_is_read_by_whose_work_is_the_whole_year(engine: Engine, clock: Clock, made: SmallProvince) -> None:
    with open_session(engine, Scope.system("a test")) as session:
        session.add(
            AppraisalSnapshot(year=YEAR, version=1, reason="", made_at=OPENED, code_version="1", body="{}",
                              digest=b"\0" * 32)
        )  # fmt: skip  # one snapshot
        session.commit()
    head = _scope(engine, clock, Role.UNIT_HEAD, unit_id=made.units[OWN])
    for scope, number in ((head, 0), (Scope.system("a test"), 1)):
        with open_session(engine, scope) as session:
            assert len(session.scalars(select(AppraisalSnapshot)).all()) == number
    with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
        connection.execute(text("DELETE FROM appraisal_snapshots"))


def test_what_a_role_may_do_to_files_and_what_it_reaches_go_together() -> None:
    reaching = {role for role, powers in GRANTS.items() if Permission.APPRAISAL_READ in powers}
    assert reaching == {Role.UNIT_HEAD, Role.AFFAIRS, Role.DECIDER, Role.APPEAL, Role.INSPECTOR}
    assert Scope.system("a test").files == Scope.system("a test").file_changes == {Reach.ALL}
    assert Scope.system("a test").reading().file_changes == frozenset()


def _about() -> dict[str, object]:
    """A step that is no move: the table of moves has guards of its own."""
    return {"move": "note", "state_before": "drafted", "state_after": "drafted", "actor": "an", "at": OPENED}


def _step(file: Appraisal) -> AppraisalStep:
    return AppraisalStep(**_about(), appraisal=file)
