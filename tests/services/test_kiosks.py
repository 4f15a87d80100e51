"""Two at once: one code enrols one tablet, one press makes one answer, on either database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from secrets import token_bytes

import pytest
from sqlalchemy import Engine, func, select

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.errors import InvalidFailure
from khaosat.models.response import Response
from khaosat.models.seal import SealEntry
from khaosat.models.tally import Tally
from khaosat.services import kiosk_answers, kiosks, placards, settling, tokens
from khaosat.services.acts import Actor
from khaosat.services.kiosk_answers import Kept
from tests.factories.answers import MORNING, TODAY, a_placard, a_survey
from tests.factories.crowd import answer_row, when_closed, write_answers
from tests.factories.province import SmallProvince, small_province

KEEPER = Actor(None, "a test")
MANY = 6


@pytest.fixture
def made(engine: Engine) -> SmallProvince:
    return small_province(engine)


def test_of_many_who_type_a_code_at_once_one_enrols(engine: Engine, made: SmallProvince) -> None:
    with open_session(engine, Scope.system("a keeper")) as session:
        line = placards.placard(session, code=made.codes["19330"], day=TODAY)
        code = kiosks.invite(session, placard=line, by=KEEPER, at=MORNING)
        placard = a_placard(session, made.codes["19330"])

    def type_it(_number: int) -> str | None:
        with open_session(engine, Scope.enrolling(placard.unit_id)) as session:
            try:
                return kiosks.enrol(session, placard=placard, code=code, by=KEEPER, at=MORNING)
            except InvalidFailure:
                return None

    with ThreadPoolExecutor(MANY) as at_once:
        secrets = [secret for secret in at_once.map(type_it, range(MANY)) if secret]
    assert len(secrets) == 1
    with open_session(engine, Scope.public()) as session:
        assert kiosks.holder(session, cookie=secrets[0]) is not None
        assert kiosks.holder(session, cookie="") is None


def test_one_press_sent_many_times_at_once_is_one_answer_of_a_closed_day(engine: Engine, made: SmallProvince) -> None:
    key = token_bytes(32)
    text = tokens.issue([key], nonce=token_bytes(16), office_id=made.offices["19330"], at=MORNING)
    token = tokens.read([key], text, office_id=made.offices["19330"])
    with open_session(engine, Scope.public()) as session:
        placard, survey = a_placard(session, made.codes["19330"]), a_survey(session)
    late = datetime(2026, 11, 26, 9, 0, tzinfo=ZONE)

    def send(_number: int) -> bool:
        with open_session(engine, Scope.citizen(placard.unit_id, token.answer_id)) as session:
            kept = Kept(4, "vi", TODAY, 36, sure=True)
            recorded = kiosk_answers.take(
                session, placard=placard, survey_on=lambda _day: survey, token=token, kept=kept, field_id=None, at=late
            )
            return recorded is not None and recorded.created

    with ThreadPoolExecutor(MANY) as at_once:
        assert sorted(at_once.map(send, range(MANY))) == [False] * (MANY - 1) + [True]
    with open_session(engine, Scope.system("a test looks")) as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_an_answer_that_came_after_its_day_was_sealed_is_in_the_next_revision(
    engine: Engine, made: SmallProvince, tmp_path: Path
) -> None:
    write_answers(engine, [answer_row(made, "19330", TODAY)])
    key, office = token_bytes(32), made.offices["19330"]
    token = tokens.read(
        [key], tokens.issue([key], nonce=token_bytes(16), office_id=office, at=MORNING), office_id=office
    )
    system = Scope.system("the worker")
    with open_session(engine, system) as session:
        assert settling.settle_due(session, now=when_closed(TODAY), keys=tmp_path) == [TODAY]
        placard, survey = a_placard(session, made.codes["19330"]), a_survey(session)
    with open_session(engine, Scope.citizen(placard.unit_id, token.answer_id)) as session:
        kiosk_answers.take(
            session, placard=placard, survey_on=lambda _day: survey, token=token,
            kept=Kept(1, "vi", TODAY, 36, sure=True), field_id=None, at=when_closed(TODAY),
        )  # fmt: skip  # one call, one line of thought
    with open_session(engine, system) as session:
        assert settling.settle_due(session, now=when_closed(TODAY), keys=tmp_path) == [TODAY]
        seals = [(one.revision, one.answers) for one in session.scalars(select(SealEntry).order_by(SealEntry.sequence))]
        counted = session.scalars(select(Tally).where(Tally.split == "", Tally.office_id == office)).one()
        assert (seals, counted.n) == ([(1, 1), (2, 2)], 2)
        assert settling.different_tallies(session) == []
