"""The second factor: a code is good once, a guess counts, a lost phone has a way back."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import Engine, update

from khaosat.access import Scope, open_session
from khaosat.errors import ConflictFailure, InvalidFailure, LockedFailure, SignInFailure
from khaosat.models.account import Account
from khaosat.policy import GRANTS, Role
from khaosat.queries.accounts import account_by_name
from khaosat.services import second_factor, signing_in
from khaosat.services.acts import Actor
from khaosat.services.signing_in import person_of
from tests.conftest import StillClock
from tests.factories.people import PASSWORD, person

DESK = Scope.sign_in_desk()
DOOR = Actor(None, "door")
RING = (bytes(range(32)),)


class Chi:
    """Chi of Internal Affairs, at the door with a phone."""

    def __init__(self, engine: Engine, clock: StillClock) -> None:
        self.engine, self.clock = engine, clock
        self.account_id = person(engine, "chi", Role.AFFAIRS)
        self.me = Actor(self.account_id, "chi")
        self.secret = second_factor.fresh_secret()
        self.token = self.sign_in()

    def sign_in(self) -> str:
        with open_session(self.engine, DESK) as session:
            return signing_in.sign_in(session, name="chi", password=PASSWORD, by=DOOR, at=self.clock.now())

    def sign_in_id(self) -> int:
        with open_session(self.engine, DESK.reading()) as session:
            who = person_of(session, token=self.token, now=self.clock.now())
        assert who is not None
        return who.sign_in_id

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.now())

    def enrol(self, code: str | None = None, secret: str | None = None) -> tuple[str, ...]:
        with open_session(self.engine, DESK) as session:
            return second_factor.enrol(
                session,
                sign_in_id=self.sign_in_id(),
                secret=secret or self.secret,
                code=code or self.code(),
                ring=RING,
                by=self.me,
                at=self.clock.now(),
            )

    def confirm(self, code: str) -> None:
        with open_session(self.engine, DESK) as session:
            second_factor.confirm(
                session, sign_in_id=self.sign_in_id(), code=code, ring=RING, by=self.me, at=self.clock.now()
            )

    def may_work(self) -> bool:
        with open_session(self.engine, DESK.reading()) as session:
            who = person_of(session, token=self.token, now=self.clock.now())
        assert who is not None
        return who.permissions == GRANTS[Role.AFFAIRS] and not who.must_confirm_second_factor


@pytest.fixture
def chi(sqlite_engine: Engine, clock: StillClock) -> Chi:
    return Chi(sqlite_engine, clock)


def test_enrolling_by_a_code_opens_the_pages(chi: Chi) -> None:
    assert not chi.may_work()
    assert len(chi.enrol()) == 10
    assert chi.may_work()


def test_the_address_for_the_phone_names_the_person_and_the_secret(chi: Chi) -> None:
    address = second_factor.address_of(chi.secret, name="chi")
    assert address.startswith("otpauth://totp/")
    assert chi.secret in address
    assert "chi" in address


def test_a_wrong_code_or_a_broken_secret_enrols_nothing(chi: Chi) -> None:
    for code, secret in [("000000", None), (None, "not base 32!"), ("１２３４５６", None), ("x", None)]:
        with pytest.raises(InvalidFailure):
            chi.enrol(code, secret)
    assert not chi.may_work()


def test_a_code_is_good_once(chi: Chi, clock: StillClock) -> None:
    chi.enrol()
    used = chi.code()
    chi.token = chi.sign_in()
    with pytest.raises(SignInFailure):
        chi.confirm(used)
    clock.moment += timedelta(seconds=30)
    chi.confirm(chi.code())
    assert chi.may_work()


def test_the_code_of_two_minutes_ago_does_not_fit(chi: Chi, clock: StillClock) -> None:
    chi.enrol()
    clock.moment += timedelta(minutes=1)
    late = chi.code()
    clock.moment += timedelta(minutes=2)
    chi.token = chi.sign_in()
    with pytest.raises(SignInFailure):
        chi.confirm(late)


def test_a_recovery_code_opens_once_however_it_is_typed(chi: Chi) -> None:
    code = chi.enrol()[3]
    chi.token = chi.sign_in()
    chi.confirm(" " + code.upper().replace("-", " "))
    assert chi.may_work()
    chi.token = chi.sign_in()
    with pytest.raises(SignInFailure):
        chi.confirm(code)


def test_new_recovery_codes_void_the_old_ones(chi: Chi, clock: StillClock) -> None:
    old = chi.enrol()
    with open_session(chi.engine, DESK) as session:
        new = second_factor.new_recovery_codes(
            session, sign_in_id=chi.sign_in_id(), ring=RING, by=chi.me, at=clock.now()
        )
    assert not set(old) & set(new)
    chi.token = chi.sign_in()
    with pytest.raises(SignInFailure):
        chi.confirm(old[0])
    chi.confirm(new[0])


def test_guessing_codes_locks_the_account_though_the_password_is_right(chi: Chi) -> None:
    chi.enrol()
    chi.token = chi.sign_in()
    for _ in range(5):
        with pytest.raises(SignInFailure):
            chi.confirm("000000")
    with pytest.raises(LockedFailure):
        chi.confirm("000000")
    with pytest.raises(SignInFailure):
        chi.sign_in()


def test_another_phone_cannot_be_enrolled_before_the_first_is_confirmed(chi: Chi) -> None:
    chi.enrol()
    chi.token = chi.sign_in()
    thief = second_factor.fresh_secret()
    with pytest.raises(ConflictFailure):
        chi.enrol(pyotp.TOTP(thief).at(chi.clock.now()), thief)


def test_neither_secret_nor_recovery_codes_stand_in_the_database(chi: Chi) -> None:
    codes = chi.enrol()
    with chi.engine.connect() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM accounts").all())
        kept += str(connection.exec_driver_sql("SELECT * FROM recovery_codes").all())
        kept += str(connection.exec_driver_sql("SELECT * FROM events").all())
    assert chi.secret not in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_a_secret_stays_readable_when_the_key_is_rotated(chi: Chi, clock: StillClock) -> None:
    chi.enrol()
    with open_session(chi.engine, DESK.reading()) as session:
        account = account_by_name(session, "chi")
    assert account is not None
    assert account.totp_secret is not None
    rotated = (bytes(32), *RING)
    assert (
        second_factor.code_of_step(account.totp_secret, ring=rotated, step=int(clock.now().timestamp()) // 30)
        == chi.code()
    )


def test_a_second_factor_of_ones_own_choice_is_asked_for_too(sqlite_engine: Engine, clock: StillClock) -> None:
    person(sqlite_engine, "binh", Role.OFFICER)
    with open_session(sqlite_engine, Scope.system("test")) as session:
        session.execute(update(Account).where(Account.name == "binh").values(totp_confirmed_at=clock.now()))
        session.commit()
    with open_session(sqlite_engine, DESK) as session:
        token = signing_in.sign_in(session, name="binh", password=PASSWORD, by=DOOR, at=clock.now())
        who = person_of(session, token=token, now=clock.now())
    assert who is not None
    assert who.must_confirm_second_factor
