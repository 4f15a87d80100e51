"""Many at once: failures are counted one by one, a code opens one door, and nobody learns from the clock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import process_time

from sqlalchemy import Engine

from khaosat.access import Scope, open_session
from khaosat.errors import Failure
from khaosat.policy import Role
from khaosat.queries.accounts import account_by_name
from khaosat.services import demo_people, passwords, second_factor, signing_in
from khaosat.services.acts import Actor
from khaosat.services.demo_people import DemoPerson
from khaosat.services.signing_in import person_of
from tests.conftest import StillClock
from tests.factories.people import PASSWORD, person

DESK = Scope.sign_in_desk()
DOOR = Actor(None, "door")
RING = (bytes(range(32)),)
AT_ONCE = 8


def all_at_once(what: Callable[[], object]) -> list[bool]:
    """Do it AT_ONCE times in parallel; returns which of them were let through."""

    def attempt(_number: int) -> bool:
        try:
            what()
        except Failure:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(attempt, range(AT_ONCE)))


def test_wrong_passwords_in_parallel_are_each_counted_until_the_lock(engine: Engine, clock: StillClock) -> None:
    person(engine, "binh", Role.OFFICER)

    def knock() -> None:
        with open_session(engine, DESK) as session:
            signing_in.sign_in(session, name="binh", password="wrong", by=DOOR, at=clock.now())  # noqa: S106  a mistake

    assert all_at_once(knock) == [False] * AT_ONCE
    with open_session(engine, DESK.reading()) as session:
        account = account_by_name(session, "binh")
    assert account is not None
    assert account.failures == 5


def test_one_code_in_parallel_opens_one_door(engine: Engine, clock: StillClock) -> None:
    with open_session(engine, Scope.system("test")) as session:
        made = demo_people.make_demo(
            session, people=[DemoPerson("chi", "Chi", Role.AFFAIRS)], ring=RING, by=DOOR, at=clock.now()
        )
        code = demo_people.demo_code(session, name="chi", ring=RING, at=clock.now())
    assert code is not None

    def come_in() -> None:
        with open_session(engine, DESK) as session:
            token = signing_in.sign_in(session, name="chi", password=made["chi"], by=DOOR, at=clock.now())
            who = person_of(session, token=token, now=clock.now())
            session.rollback()
            assert who is not None
            second_factor.confirm(
                session, sign_in_id=who.sign_in_id, code=code, ring=RING, by=who.actor, at=clock.now()
            )

    assert sum(all_at_once(come_in)) == 1


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password() -> None:
    known = passwords.hashed(PASSWORD)

    def work(password_hash: str | None) -> float:
        spent = []
        for _ in range(7):
            began = process_time()
            assert not passwords.fits(password_hash, "wrong")
            spent.append(process_time() - began)
        return median(spent)

    work(None)  # the stand-in's hash is made at the first need
    assert 0.5 < work(None) / work(known) < 2
