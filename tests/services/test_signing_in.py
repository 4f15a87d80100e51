"""Signing in: one answer for all who may not come in, and powers only for what was granted and confirmed."""

import unicodedata
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from khaosat.access import Everything, Scope, open_session
from khaosat.errors import NotFoundFailure, SignInFailure
from khaosat.models.account import Account
from khaosat.models.unit import UnitVersion
from khaosat.policy import GRANTS, SIGNED_IN, Realm, Role
from khaosat.queries.accounts import account_by_name
from khaosat.queries.sign_ins import sign_in_by_token
from khaosat.queries.unit_tree import units_below
from khaosat.services import signing_in
from khaosat.services.acts import Actor
from khaosat.services.person import digest_of
from khaosat.services.signing_in import Person, person_of
from tests.conftest import StillClock
from tests.factories.people import PASSWORD, person
from tests.factories.province import small_province

DESK = Scope.sign_in_desk()
AT_THE_DOOR = Actor(None, "door")


def try_in(engine: Engine, name: str, password: str, at: datetime) -> str | None:
    with open_session(engine, DESK) as session:
        try:
            return signing_in.sign_in(session, name=name, password=password, by=AT_THE_DOOR, at=at)
        except SignInFailure:
            return None


def enter(engine: Engine, name: str, at: datetime) -> str:
    token = try_in(engine, name, PASSWORD, at)
    assert token is not None
    return token


def look(engine: Engine, token: str, at: datetime) -> Person | None:
    with open_session(engine, DESK.reading()) as session:
        return person_of(session, token=token, now=at)


def known(engine: Engine, token: str, at: datetime) -> Person:
    who = look(engine, token, at)
    assert who is not None
    return who


def test_a_unit_head_reads_and_changes_their_unit_and_everything_below_it_today(
    engine: Engine, clock: StillClock
) -> None:
    made = small_province(engine)
    person(engine, "an", Role.UNIT_HEAD, unit_id=made.units["461"])
    an = known(engine, enter(engine, "an", clock.now()), clock.now())
    below = frozenset(made.units[key] for key in ("461", "19330", "19333"))
    assert an.roles == {Role.UNIT_HEAD}
    assert an.unit_ids == {made.units["461"]}
    assert an.permissions == GRANTS[Role.UNIT_HEAD]
    assert an.scope.reads == an.scope.writes == below
    books = {Realm.RELEASES, Realm.COMMENTS, Realm.CASES, Realm.DOSSIERS, Realm.MEASURES, Realm.APPRAISALS}
    assert an.scope.realms == books  # no answer, no tally
    assert not an.must_confirm_second_factor


def test_the_tree_is_that_of_the_day(sqlite_engine: Engine) -> None:
    made = small_province(sqlite_engine)
    with open_session(sqlite_engine, Scope.system("test")) as session:
        moved = update(UnitVersion).where(UnitVersion.unit_id == made.units["19333"])
        session.execute(moved.values(valid_to=date(2026, 7, 1)))
        session.add(
            UnitVersion(unit_id=made.units["19333"], name="UBND phường 1", sort_key="x", kind="commune",
                        level="commune", parent_id=made.units["462"], valid_from=date(2026, 7, 1))
        )  # fmt: skip  # one version, one line of thought
        session.commit()
        town = made.units["461"]
        assert made.units["19333"] in units_below(session, {town}, date(2026, 6, 30))
        assert made.units["19333"] not in units_below(session, {town}, date(2026, 7, 1))
        assert units_below(session, {made.units["QT"]}, date(2026, 7, 1)) == frozenset(made.units.values())
        assert units_below(session, set(), date(2026, 7, 1)) == frozenset()


def test_internal_affairs_has_no_power_before_the_second_factor(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "chi", Role.AFFAIRS)
    chi = known(sqlite_engine, enter(sqlite_engine, "chi", clock.now()), clock.now())
    assert chi.must_confirm_second_factor
    assert chi.permissions == SIGNED_IN
    assert chi.scope == Scope()


def test_a_role_that_reads_answers_works_only_once_confirmed(sqlite_engine: Engine, clock: StillClock) -> None:
    made = small_province(sqlite_engine)
    person(sqlite_engine, "an", unit_id=made.units["461"], waiting=[Role.UNIT_HEAD])
    an = known(sqlite_engine, enter(sqlite_engine, "an", clock.now()), clock.now())
    assert an.roles == frozenset()
    assert an.permissions == SIGNED_IN
    assert an.scope.reads == frozenset()


def test_a_decider_who_heads_a_unit_sees_no_other_unit(sqlite_engine: Engine, clock: StillClock) -> None:
    made = small_province(sqlite_engine)
    person(sqlite_engine, "duc", Role.DECIDER, Role.UNIT_HEAD, unit_id=made.units["462"])
    with open_session(sqlite_engine, DESK) as session:
        token = signing_in.sign_in(session, name="duc", password=PASSWORD, by=AT_THE_DOOR, at=clock.now())
        row = sign_in_by_token(session, token_digest=digest_of(token))
        assert row is not None
        row.second_factor_at = clock.now()
        session.commit()
    duc = known(sqlite_engine, token, clock.now())
    assert duc.scope.reads == frozenset({made.units["462"], made.units["19357"]})
    assert not isinstance(duc.scope.writes, Everything)


def test_name_and_password_are_taken_however_they_are_typed(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "binh", Role.OFFICER)
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert try_in(sqlite_engine, "  BINH ", decomposed, clock.now())


def test_a_sign_in_ends_after_twelve_hours(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "binh", Role.OFFICER)
    token = enter(sqlite_engine, "binh", clock.now())
    assert look(sqlite_engine, token, clock.now() + timedelta(hours=11, minutes=59))
    assert look(sqlite_engine, token, clock.now() + timedelta(hours=12)) is None


def test_signing_out_ends_that_sign_in_and_no_other(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "binh", Role.OFFICER)
    here, there = (enter(sqlite_engine, "binh", clock.now()) for _ in range(2))
    with open_session(sqlite_engine, DESK) as session:
        signing_in.sign_out(session, token=here, by=AT_THE_DOOR, at=clock.now())
        signing_in.sign_out(session, token=here[::-1], by=AT_THE_DOOR, at=clock.now())
    assert look(sqlite_engine, here, clock.now()) is None
    assert look(sqlite_engine, there, clock.now())


def test_an_administrator_ends_a_sign_in_and_another_person_cannot(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "binh", Role.OFFICER)
    stranger = Actor(person(sqlite_engine, "la", Role.OFFICER), "la")
    keeper = Actor(person(sqlite_engine, "dung", Role.ADMINISTRATOR), "dung")
    token = enter(sqlite_engine, "binh", clock.now())
    number = known(sqlite_engine, token, clock.now()).sign_in_id
    with open_session(sqlite_engine, DESK) as session:
        with pytest.raises(NotFoundFailure):
            signing_in.end_sign_in(session, sign_in_id=number, by=stranger, at=clock.now(), own=True)
        signing_in.end_sign_in(session, sign_in_id=number, by=keeper, at=clock.now())
        with pytest.raises(NotFoundFailure):
            signing_in.end_sign_in(session, sign_in_id=number, by=keeper, at=clock.now())
    assert look(sqlite_engine, token, clock.now()) is None


def test_five_failures_lock_for_a_minute_and_each_further_one_for_twice_as_long(
    engine: Engine, clock: StillClock
) -> None:
    person(engine, "binh", Role.OFFICER)
    now = clock.now()
    for _ in range(5):
        assert try_in(engine, "binh", "wrong", now) is None
    waits = []
    for _ in range(13):
        with open_session(engine, DESK.reading()) as session:
            account = account_by_name(session, "binh")
            assert account is not None
            assert account.locked_until is not None
            waits.append(account.locked_until - now)
        assert try_in(engine, "binh", PASSWORD, now) is None, "locked: the right password changes nothing"
        now = account.locked_until
        assert try_in(engine, "binh", "wrong", now) is None
    assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert waits[-2:] == [timedelta(hours=24)] * 2


def test_knocking_at_a_locked_account_does_not_prolong_the_lock(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "binh", Role.OFFICER)
    for _ in range(50):
        assert try_in(sqlite_engine, "binh", "wrong", clock.now()) is None
    assert try_in(sqlite_engine, "binh", PASSWORD, clock.now() + timedelta(minutes=1))
    with open_session(sqlite_engine, DESK.reading()) as session:
        account = account_by_name(session, "binh")
        assert account is not None
        assert (account.failures, account.locked_until) == (0, None)


def test_unknown_locked_disabled_and_mistaken_are_told_the_same(sqlite_engine: Engine, clock: StillClock) -> None:
    for name in ("off", "locked", "mistaken"):
        person(sqlite_engine, name, Role.OFFICER)
    with open_session(sqlite_engine, Scope.system("test")) as session:
        session.execute(update(Account).where(Account.name == "off").values(disabled_at=clock.now()))
        later = clock.now() + timedelta(hours=1)
        session.execute(update(Account).where(Account.name == "locked").values(locked_until=later))
        session.commit()
    heard = set()
    for name, password in [("nobody", "x"), ("off", PASSWORD), ("locked", PASSWORD), ("mistaken", "x")]:
        with open_session(sqlite_engine, DESK) as session, pytest.raises(SignInFailure) as caught:
            signing_in.sign_in(session, name=name, password=password, by=AT_THE_DOOR, at=clock.now())
        heard.add((type(caught.value), str(caught.value)))
    assert len(heard) == 1


def test_the_right_password_of_a_forced_role_does_not_forgive_failures(
    sqlite_engine: Engine, clock: StillClock
) -> None:
    person(sqlite_engine, "chi", Role.AFFAIRS)
    for _ in range(4):
        assert try_in(sqlite_engine, "chi", "wrong", clock.now()) is None
    assert try_in(sqlite_engine, "chi", PASSWORD, clock.now())
    assert try_in(sqlite_engine, "chi", "wrong", clock.now()) is None
    assert try_in(sqlite_engine, "chi", PASSWORD, clock.now()) is None


def test_only_the_digest_of_a_token_is_kept(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "binh", Role.OFFICER)
    token = enter(sqlite_engine, "binh", clock.now())
    with sqlite_engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM sign_ins").all()
    assert token not in str(kept)
    assert digest_of(token) in kept[0]
