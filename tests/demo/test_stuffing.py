"""Honest demo years make no more alarms than stated, and what the demo stuffs is found by the look."""

from datetime import date, timedelta

import pytest

from bench import looks as bench
from khaosat.demo import calendar, visits
from khaosat.demo.officers import posts
from khaosat.demo.stuffing import MONTHS, NUMBER, stuffed_of
from khaosat.queries.screened_answers import Rated
from khaosat.services import screening
from khaosat.services.screening import Known, Material

WEEK = date(2026, 11, 9)


@pytest.fixture(scope="module")
def honest() -> list[Rated]:
    return list(bench.honest(*screening.days_of(WEEK)))


def test_four_days_a_year_one_officer_without_slips_gets_a_heap() -> None:
    days = calendar.days(date(2026, 1, 1), date(2027, 12, 31))
    heaps = [(day, made) for day in days if len(made := stuffed_of(day))]
    assert [day.month for day, _made in heaps] == [*MONTHS, *MONTHS]
    for _day, made in heaps:
        assert (len(made), len(set(made["post"])), len(set(made["slot"])), len(set(made["id"].tolist()))) == (
            NUMBER,
            1,
            1,
            24,
        )
        assert not visits.with_slips(posts()[made["post"][0]].office)
    assert len({int(made["post"][0]) for _day, made in heaps}) >= 6


def test_an_honest_year_makes_no_alarm_and_the_stuffed_heaps_are_found(honest: list[Rated]) -> None:
    first, last = screening.days_of(WEEK)
    assert screening.look(Material(WEEK, first, last, honest, [])).seen == ()
    heaps = [one for day in calendar.days(first, last) for one in bench.rated(stuffed_of(day), day)]
    assert len(heaps) == 4 * NUMBER
    material = Material(WEEK, first, last, [*honest, *heaps], [])
    found = screening.sightings(material, screening.look(material), Known())
    assert {one.officer_id for one in found} == {one.officer_id for one in heaps}
    assert {one.id for one in heaps} == {answer for one in found for answer in one.answers & {h.id for h in heaps}}
    assert sum(len(one.answers) for one in found) <= len(heaps) + 4


def test_weeks_of_looks_are_weeks() -> None:
    first, last = screening.days_of(WEEK)
    assert (last - first).days + 1 == 7 * screening.WEEKS
    assert first == WEEK - timedelta(weeks=51)
