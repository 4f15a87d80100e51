"""Floods are noted at settling, relative to the office's own days, and nothing else happens to them."""

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from scipy import stats
from sqlalchemy import Engine, select

from config import ZONE, Settings
from khaosat.access import Scope, open_session
from khaosat.models.hold import Flood
from khaosat.models.response import Response
from khaosat.services import answering, settling
from khaosat.services.floods import BUSIEST, FALSE_ALARM, LEAST, tail, worst_hour
from tests.factories.answers import a_survey, an_answer
from tests.factories.province import SmallProvince, small_province

DAY = date(2026, 11, 10)


@pytest.mark.parametrize(("least", "mean"), [(10, 1.0), (30, 3.5), (12, 12.0), (40, 2.0), (200, 90.0), (5, 0.3)])
def test_the_tail_is_scipy_s(least: int, mean: float) -> None:
    assert tail(least, mean) == pytest.approx(min(1.0, float(stats.poisson.sf(least - 1, mean))), rel=1e-9) or (
        least <= mean and tail(least, mean) == 1.0
    )


def test_the_worst_hour_is_the_fullest_four_quarters() -> None:
    assert worst_hour({30: 1, 33: 5, 34: 5, 36: 5, 60: 9}) == (33, 15)
    assert worst_hour({95: 2}) == (95, 2)


def test_usual_days_hardly_ever_look_like_floods() -> None:
    draw, alarms = random.Random(5), 0  # noqa: S311  a simulation
    for usual in (10, 40, 150):
        for _day in range(700):
            slots = Counter(draw.choice(range(30, 66)) for _ in range(usual))
            _, number = worst_hour(slots)
            alarms += number >= LEAST and tail(number, usual * BUSIEST) < FALSE_ALARM
    assert alarms == 0


def test_a_crowd_at_one_hour_is_noted_once_and_its_answers_count(engine: Engine, settings: Settings) -> None:
    province = small_province(engine)
    with open_session(engine, Scope.system("a flood for a test")) as session:
        _said(session, province, "19330", DAY - timedelta(days=3), 4)
        _said(session, province, "19330", DAY, 25)
        _said(session, province, "19333", DAY, 9)
        for day in (DAY - timedelta(days=3), DAY, DAY):
            settling.settle(session, day=day, at=datetime(2026, 11, 20, tzinfo=ZONE), keys=settings.keys)
        found = session.scalars(select(Flood)).all()
        assert {row.state for row in session.scalars(select(Response))} == {"counted"}
    assert [(one.office_id, one.day, one.slot, one.answers, one.usual) for one in found] == [
        (province.offices["19330"], DAY, 36, 25, 4.0)
    ]
    assert 0 < found[0].chance < FALSE_ALARM


def _said(session: object, province: SmallProvince, key: str, day: date, number: int) -> None:
    survey = a_survey(session)  # type: ignore[arg-type]  # the test's own session
    answering.submit_many(
        session,  # type: ignore[arg-type]  # the same
        office_id=province.offices[key],
        unit_id=province.units[key],
        round_=survey.round,
        questionnaire=survey.questionnaire,
        answers=[an_answer(5, day) for _ in range(number)],
    )
