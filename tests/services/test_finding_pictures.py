"""What is drawn of a finding, whatever it points at."""

from datetime import date, timedelta
from uuid import uuid4

from khaosat.queries.screened_answers import Closed, Rated
from khaosat.services.finding_pictures import WEEKS_DRAWN, picture_of

LAST = date(2026, 11, 9)  # a Monday


def rated(day: date) -> Rated:
    return Rated(uuid4(), 1, 1, day, 36, 5, best=True, repeat_of_day=1, held=False)


def test_a_finding_that_points_at_no_answer_is_drawn_by_week() -> None:
    own = [rated(LAST - timedelta(weeks=k)) for k in range(WEEKS_DRAWN + 10)]
    found = picture_of(own, [Closed(1, 1, LAST, 36, 4)], frozenset())
    assert found["by"] == "week"
    assert len(found["bars"]) == WEEKS_DRAWN
    assert found["bars"][-1] == [LAST.isoformat(), 1, 0, 4]


def test_answers_pointed_at_long_ago_are_still_drawn() -> None:
    own = [rated(LAST - timedelta(weeks=k)) for k in range(WEEKS_DRAWN + 10)]
    found = picture_of(own, [], {own[-1].id, own[0].id})
    assert len(found["bars"]) == WEEKS_DRAWN + 10
    assert [bar[2] for bar in found["bars"]] == [1, *[0] * (WEEKS_DRAWN + 8), 1]
