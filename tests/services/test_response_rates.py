"""A response rate is taken over what is known on both sides, and silence never becomes satisfaction."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khaosat.queries.released_cells import Blocks, MonthSum
from khaosat.services.response_rates import Known, of_each, response_rate

BLOCKS = Blocks(date(2026, 8, 1), date(2026, 8, 31), 1)
AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)


def answered(unit: int, month: date, *counts: int) -> MonthSum:
    return MonthSum(unit, month.year, month.month, BLOCKS, counts)  # type: ignore[arg-type]  # five of them


def test_rate_and_bounds_by_hand() -> None:
    found = response_rate([answered(1, AUGUST, 2, 3, 5, 20, 20)], {(1, AUGUST): 200}, of_months=3)
    assert (found.known, found.answers, found.dossiers, found.months, found.of_months) == (Known.RATE, 50, 200, 1, 3)
    assert found.value == pytest.approx(50 / 200)
    assert found.low == pytest.approx(40 / 200)
    assert found.high == pytest.approx((40 + 150) / 200)
    assert found.by_decree == pytest.approx((200 - 5) / 200)


def test_answers_of_months_without_dossiers_stay_out_and_dossiers_of_silent_months_count() -> None:
    months = [answered(1, AUGUST, 0, 0, 0, 0, 30), answered(1, SEPTEMBER, 0, 0, 0, 0, 40)]
    assert response_rate(months, {(1, AUGUST): 60}, of_months=2).answers == 30
    assert response_rate(months[:1], {(1, AUGUST): 60, (2, AUGUST): 90}, of_months=1).value == pytest.approx(30 / 150)


def test_more_answers_than_dossiers_is_a_state_without_bounds() -> None:
    found = response_rate([answered(1, AUGUST, 0, 0, 0, 0, 30)], {(1, AUGUST): 29}, of_months=1)
    assert (found.known, found.value, found.low, found.high, found.by_decree) == (Known.MORE_ANSWERS, *[None] * 4)


def test_nobody_told_how_many_there_were() -> None:
    for returned in ({}, {(1, AUGUST): 0}):
        found = response_rate([answered(1, AUGUST, 0, 0, 0, 0, 30)], returned, of_months=1)
        assert (found.known, found.value) == (Known.NO_DOSSIERS, None)


def test_under_ten_answers_the_rate_is_told_and_nothing_that_tells_what_they_said() -> None:
    found = response_rate([answered(1, AUGUST, 0, 0, 0, 1, 8)], {(1, AUGUST): 90}, of_months=1)
    assert found.known is Known.RATE
    assert found.value == pytest.approx(0.1)
    assert (found.low, found.high, found.by_decree) == (None, None, None)


def test_under_one_in_twenty_is_a_direction_at_most() -> None:
    assert response_rate([answered(1, AUGUST, 0, 0, 0, 0, 30)], {(1, AUGUST): 601}, of_months=1).indicative
    assert not response_rate([answered(1, AUGUST, 0, 0, 0, 0, 30)], {(1, AUGUST): 600}, of_months=1).indicative


def test_dossiers_of_some_units() -> None:
    assert of_each({(1, AUGUST): 5, (2, AUGUST): 6}, [{2}, {1, 2}, {3}]) == [
        {(2, AUGUST): 6}, {(1, AUGUST): 5, (2, AUGUST): 6}, {},
    ]  # fmt: skip  # a line


@given(st.tuples(*[st.integers(0, 50)] * 5), st.integers(0, 500))
def test_the_bounds_hold_whatever_the_silent_ones_think(counts: tuple[int, ...], silent: int) -> None:
    answers = sum(counts)
    found = response_rate([answered(1, AUGUST, *counts)], {(1, AUGUST): answers + silent}, of_months=1)
    if found.low is None or found.high is None:
        assert answers < 10
        return
    for happy in (0, silent // 2, silent):
        assert found.low - 1e-12 <= (counts[3] + counts[4] + happy) / (answers + silent) <= found.high + 1e-12
