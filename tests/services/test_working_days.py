"""Holidays are no working days, make-up days are; a term is counted in them."""

from datetime import date

import pytest
from sqlalchemy import Engine

from khaosat.access import Scope, open_session
from khaosat.models.dossier import SpecialDay
from khaosat.services.working_days import end_of_term, working_days


@pytest.fixture(autouse=True)
def holidays(engine: Engine) -> None:
    with open_session(engine, Scope.system("test")) as session:
        session.add(SpecialDay(day=date(2026, 9, 2), name="Quốc khánh", works=False))
        session.add(SpecialDay(day=date(2026, 9, 5), name="Làm bù", works=True))
        session.commit()


def test_holidays_are_no_working_days_and_make_up_days_are(engine: Engine) -> None:
    with open_session(engine, Scope.system("test")) as session:
        days = working_days(session, first=date(2026, 9, 1), last=date(2026, 9, 7))
    assert [day.day for day in days] == [1, 3, 4, 5, 7]


@pytest.mark.parametrize(("days", "last"), [(1, 3), (3, 5), (4, 7), (10, 15)])
def test_a_term_begins_the_day_after_and_leaves_holidays_out(engine: Engine, days: int, last: int) -> None:
    with open_session(engine, Scope.system("test")) as session:
        assert end_of_term(session, begun=date(2026, 9, 1), days=days) == date(2026, 9, last)


def test_a_term_of_no_day_is_none(engine: Engine) -> None:
    with open_session(engine, Scope.system("test")) as session, pytest.raises(ValueError, match="a day at least"):
        end_of_term(session, begun=date(2026, 9, 1), days=0)
