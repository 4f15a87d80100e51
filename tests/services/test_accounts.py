"""Accounts: made with a one-time password, reset in the open, switched off at once; every act is in the trail."""

import pytest
from sqlalchemy import Engine

from khaosat.access import Scope, open_session
from khaosat.demo.people import cast
from khaosat.errors import ConflictFailure, InvalidFailure, LockedFailure, NotFoundFailure, SignInFailure
from khaosat.policy import SIGNED_IN, Role
from khaosat.queries.announcements import unread_announcements
from khaosat.queries.audit import events
from khaosat.services import accounts, announcing, demo_people, own_account, passwords, second_factor, signing_in
from khaosat.services.acts import Actor
from khaosat.services.signing_in import Person, person_of
from tests.conftest import StillClock
from tests.factories.people import PASSWORD, person
from tests.factories.province import small_province

DESK = Scope.sign_in_desk()
DUNG = Actor(None, "dung")
RING = (bytes(range(32)),)


def come_in(engine: Engine, name: str, password: str, clock: StillClock) -> Person:
    with open_session(engine, DESK) as session:
        token = signing_in.sign_in(session, name=name, password=password, by=DUNG, at=clock.now())
        who = person_of(session, token=token, now=clock.now())
    assert who is not None
    return who


def told(engine: Engine, account_id: int) -> list[str]:
    with open_session(engine, DESK.reading()) as session:
        return [row.subject for row in unread_announcements(session, account_id=account_id)]


def test_a_new_account_signs_in_once_with_its_password_and_must_change_it(
    sqlite_engine: Engine, clock: StillClock
) -> None:
    with open_session(sqlite_engine, DESK) as session:
        once = accounts.create(session, name=" Nguyen.Van.A ", display_name="Nguyễn  Văn A", by=DUNG, at=clock.now())
    who = come_in(sqlite_engine, "nguyen.van.a", once, clock)
    assert (who.display_name, who.must_change_password) == ("Nguyễn Văn A", True)
    assert who.permissions == SIGNED_IN


@pytest.mark.parametrize("name", ["", "a", "có dấu", "a b", "-a", "a" * 41, "a/b", "a\nb"])
def test_a_sign_in_name_is_plain(name: str, sqlite_engine: Engine, clock: StillClock) -> None:
    with open_session(sqlite_engine, DESK) as session, pytest.raises(InvalidFailure):
        accounts.create(session, name=name, display_name="A", by=DUNG, at=clock.now())


def test_names_are_taken_once_and_display_names_are_not_empty(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "an")
    with open_session(sqlite_engine, DESK) as session:
        with pytest.raises(ConflictFailure):
            accounts.create(session, name="AN", display_name="An", by=DUNG, at=clock.now())
        for display_name in ("  ", "x" * 81):
            with pytest.raises(InvalidFailure):
                accounts.create(session, name="binh", display_name=display_name, by=DUNG, at=clock.now())
        with pytest.raises(InvalidFailure):
            accounts.create(session, name="binh", display_name="B", officer_key="?", by=DUNG, at=clock.now())


def test_a_reset_password_ends_sign_ins_lifts_the_lock_and_is_told_to_the_role(
    engine: Engine, clock: StillClock
) -> None:
    chi, cuc = person(engine, "chi", Role.AFFAIRS), person(engine, "cuc", Role.AFFAIRS)
    binh = person(engine, "binh", Role.OFFICER)
    come_in(engine, "chi", PASSWORD, clock)
    for _ in range(5):
        with pytest.raises(SignInFailure):
            come_in(engine, "chi", "wrong", clock)
    with open_session(engine, DESK) as session:
        once = accounts.reset_password(session, account_id=chi, by=DUNG, at=clock.now())
    assert come_in(engine, "chi", once, clock).must_change_password
    with pytest.raises(SignInFailure):
        come_in(engine, "chi", PASSWORD, clock)
    assert (told(engine, chi), told(engine, cuc), told(engine, binh)) == (["password_reset"], ["password_reset"], [])
    with open_session(engine, Scope.system("test")) as session:
        (left,) = events(session, search="chi", act="accounts:reset_password", first=0, most=9)
    assert left.after == {"sign_ins_ended": 1, "told": 2}
    assert once not in str(left.after)


def test_an_announcement_is_put_away_by_whom_it_was_told_to_alone(sqlite_engine: Engine, clock: StillClock) -> None:
    chi, cuc = person(sqlite_engine, "chi", Role.AFFAIRS), person(sqlite_engine, "cuc", Role.AFFAIRS)
    with open_session(sqlite_engine, DESK) as session:
        accounts.reset_password(session, account_id=chi, by=DUNG, at=clock.now())
        (mine,) = unread_announcements(session, account_id=cuc)
        with pytest.raises(NotFoundFailure):
            announcing.put_away(session, announcement_id=mine.id, by=Actor(chi, "chi"), at=clock.now())
        announcing.put_away(session, announcement_id=mine.id, by=Actor(cuc, "cuc"), at=clock.now())
    assert told(sqlite_engine, cuc) == []
    assert told(sqlite_engine, chi) == ["password_reset"]


def test_a_disabled_account_is_out_until_enabled(sqlite_engine: Engine, clock: StillClock) -> None:
    an = person(sqlite_engine, "an")
    with open_session(sqlite_engine, DESK) as session:
        accounts.disable(session, account_id=an, by=DUNG, at=clock.now())
        with pytest.raises(ConflictFailure):
            accounts.disable(session, account_id=an, by=DUNG, at=clock.now())
    with pytest.raises(SignInFailure):
        come_in(sqlite_engine, "an", PASSWORD, clock)
    with open_session(sqlite_engine, DESK) as session:
        accounts.enable(session, account_id=an, by=DUNG, at=clock.now())
    come_in(sqlite_engine, "an", PASSWORD, clock)


def test_changing_the_password_ends_the_sign_ins_elsewhere(sqlite_engine: Engine, clock: StillClock) -> None:
    an = Actor(person(sqlite_engine, "an"), "an")
    come_in(sqlite_engine, "an", PASSWORD, clock)
    here = come_in(sqlite_engine, "an", PASSWORD, clock)
    new = "trời xanh mây trắng"
    with open_session(sqlite_engine, DESK) as session:
        own_account.change_password(session, sign_in_id=here.sign_in_id, old=PASSWORD, new=new, by=an, at=clock.now())
        (left,) = own_account.own_sign_ins(session, person=here, now=clock.now())
    assert left.id == here.sign_in_id
    come_in(sqlite_engine, "an", new, clock)


def test_guessing_the_old_password_at_an_open_desk_locks(sqlite_engine: Engine, clock: StillClock) -> None:
    an = Actor(person(sqlite_engine, "an"), "an")
    with open_session(sqlite_engine, DESK) as session:
        for _ in range(5):
            with pytest.raises(InvalidFailure):
                own_account.change_password(
                    session, sign_in_id=1, old="wrong", new="trời xanh mây trắng", by=an, at=clock.now()
                )
        with pytest.raises(LockedFailure):
            own_account.change_password(
                session, sign_in_id=1, old=PASSWORD, new="trời xanh mây trắng", by=an, at=clock.now()
            )


@pytest.mark.parametrize(
    ("password", "reason"),
    [("ngắn", "too_short"), ("x" * 201, "too_long"), ("aaaaaaaaaaaa", "too_easy"), ("nguyen.a-2026", "too_easy")],
)
def test_a_new_password_is_long_and_not_the_name(password: str, reason: str) -> None:
    with pytest.raises(InvalidFailure) as caught:
        passwords.check_new(password, name="nguyen.a")
    assert caught.value.details["reason"] == reason


def test_fresh_passwords_are_good_ones_and_differ() -> None:
    made = {passwords.fresh() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check_new(password, name="an")


def test_the_demonstrations_people_can_all_sign_in_with_code_where_their_role_asks(
    sqlite_engine: Engine, clock: StillClock
) -> None:

    small_province(sqlite_engine)
    people = cast(unit_key="19330", officer_key="cc-19330-1", other_unit_key="462")
    with open_session(sqlite_engine, Scope.system("demo")) as session:
        made = demo_people.make_demo(session, people=people, ring=RING, by=DUNG, at=clock.now())
        assert demo_people.make_demo(session, people=people, ring=RING, by=DUNG, at=clock.now()) == {}
        again = demo_people.demo_passwords(session, names=["an"], by=DUNG, at=clock.now())
    assert set(made) == {one.name for one in people}
    an = come_in(sqlite_engine, "an", again["an"], clock)
    assert an.roles == {Role.UNIT_HEAD}
    chi = come_in(sqlite_engine, "chi", made["chi"], clock)
    assert chi.must_confirm_second_factor
    with open_session(sqlite_engine, DESK) as session:
        for _ in range(2):
            code = demo_people.demo_code(session, name="chi", ring=RING, at=clock.now())
            assert code is not None
            second_factor.confirm(session, sign_in_id=chi.sign_in_id, code=code, ring=RING, by=DUNG, at=clock.now())
        assert demo_people.demo_code(session, name="an", ring=RING, at=clock.now()) is None
