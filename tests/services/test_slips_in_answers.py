"""A slip is spent in the transaction of its answer, on both databases, however many come at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import token_bytes
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select

from khaosat.access import Scope, open_session
from khaosat.errors import DayClosedFailure
from khaosat.models.slip import SpentSlip
from khaosat.services import answering, slips
from khaosat.services.answering import Given, Recorded
from khaosat.services.slips import Carried
from khaosat.services.tokens import Token
from tests.factories.answers import MORNING
from tests.services.test_answering import CLOSED, Desk

KEY = bytes(range(32))


class Office(Desk):
    """A desk where slips come along."""

    def carried(self, slip: str) -> Carried:
        with open_session(self.engine, Scope.public()) as session:
            return Carried(slip, slips.desk_of(session, office_id=self.placard.office_id), (KEY,))

    def slip(self) -> str:
        (made,) = slips.new_slips(KEY, office_key="19330", field_key="ho-tich", count=1)
        return made

    def token(self) -> Token:
        return Token(token_bytes(16), self.placard.office_id, MORNING)

    def tells(self, token: Token, carried: Carried) -> Recorded:
        with open_session(self.engine, Scope.citizen(self.placard.unit_id, token.answer_id)) as session:
            return answering.amend(
                session, answer_id=token.answer_id, place=self.place, questionnaire=self.survey.questionnaire,
                given=Given(), at=MORNING, slip=carried,
            )  # fmt: skip  # one call

    def spent(self) -> int:
        with open_session(self.engine, Scope.system("test")) as session:
            return session.scalar(select(func.count()).select_from(SpentSlip)) or 0


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def at_once(acts: list[Callable[[], Recorded]]) -> list[Recorded]:
    together = Barrier(len(acts))

    def one(act: Callable[[], Recorded]) -> Recorded:
        together.wait(30)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_of_eight_phones_with_one_slip_one_answer_is_verified_and_all_are_kept(office: Office) -> None:
    carried = office.carried(office.slip())
    tokens = [office.token() for _ in range(8)]
    done = at_once([lambda token=token: office.tap(token, 4, slip=carried) for token in tokens])  # type: ignore[misc]  # a loop's own value
    assert sorted(one.verified for one in done) == [False] * 7 + [True]
    assert sorted(row.verified for row in office.book()) == [False] * 7 + [True]
    assert office.spent() == 1


def test_one_phone_that_taps_eight_times_at_once_with_its_slip_has_one_verified_answer(office: Office) -> None:
    carried, token = office.carried(office.slip()), office.token()
    done = at_once([lambda: office.tap(token, 4, slip=carried)] * 8)
    assert [one.verified for one in done] == [True] * 8
    assert sorted(one.created for one in done) == [False] * 7 + [True]
    assert (office.row().verified, office.spent()) == (True, 1)


def test_a_slip_typed_later_by_several_at_once_counts_for_one(office: Office) -> None:
    carried, tokens = office.carried(office.slip()), [office.token() for _ in range(4)]
    for token in tokens:
        office.tap(token, 3)
    done = at_once([lambda token=token: office.tells(token, carried) for token in tokens])  # type: ignore[misc]  # as above
    assert sorted(one.verified for one in done) == [False] * 3 + [True]
    assert office.spent() == 1


def test_an_answer_that_is_refused_leaves_its_slip_unspent(office: Office) -> None:
    carried, token = office.carried(office.slip()), office.token()
    with pytest.raises(Exception, match="off_the_scale"):
        office.tap(token, 9, slip=carried)
    assert (office.book(), office.spent()) == ([], 0)
    office.tap(token, 4)
    with pytest.raises(DayClosedFailure):
        office.tap(token, 5, at=CLOSED, slip=carried)
    assert (office.row().verified, office.spent()) == (False, 0)
    other = office.token()
    assert office.tap(other, 4, slip=carried).verified


def test_a_slip_of_a_withdrawn_answer_stays_spent(office: Office) -> None:
    carried, token = office.carried(office.slip()), office.token()
    assert office.tap(token, 4, slip=carried).verified
    office.withdraw(token)
    assert not office.tap(office.token(), 4, slip=carried).verified
    assert not office.tap(token, 4, slip=carried, retry=True).created
