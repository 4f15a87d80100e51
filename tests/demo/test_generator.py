"""What the invented citizens say: volumes, shares, and a truth that the answers follow."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from khaosat.demo import calendar, truth, visits
from khaosat.demo.officers import PRINTED, SILENT, offices, posts
from khaosat.demo.officers import truth as drawn
from khaosat.services.calendar import step_end

TODAY = date(2026, 11, 22)
ITEM = {code: place for place, code in enumerate(visits.ITEMS)}


@pytest.fixture(scope="module")
def year() -> visits.Visits:
    first, last = calendar.year_before(TODAY)
    return np.concatenate([visits.visits_of(day) for day in calendar.days(first, last)])


def test_the_year_is_the_twelve_whole_months_before() -> None:
    assert calendar.year_before(TODAY) == (date(2025, 11, 1), date(2026, 10, 31))
    assert calendar.year_before(date(2027, 1, 5)) == (date(2026, 1, 1), date(2026, 12, 31))
    assert calendar.year_before(TODAY, months=2) == (date(2026, 9, 1), date(2026, 10, 31))
    assert calendar.year_before(date(2028, 2, 29)) == (date(2027, 2, 1), date(2028, 1, 31))


def test_at_least_150000_answers_whenever_the_demo_starts(year: visits.Visits) -> None:
    assert len(year) >= 150_000
    expected = drawn().named_a_year.sum() / 0.7 / calendar.YEAR
    for start in [date(2026 + month // 12, month % 12 + 1, 15) for month in range(60)]:
        days = calendar.days(*calendar.year_before(start))
        assert expected * sum(map(calendar.weight, days)) > 151_200, start


def test_volumes_are_unequal_as_real_ones_are(year: visits.Visits) -> None:
    assert abs(year["named"].mean() - 0.7) < 0.005
    named = np.bincount(year["post"][year["named"]], minlength=504)
    silent = np.array([post.office in SILENT for post in posts()])
    assert named[silent].sum() == 0
    heard = named[~silent]
    assert 90 <= np.median(named) <= 110
    few = drawn().named_a_year[~silent & (drawn().named_a_year <= 30)]
    assert 0.3 <= len(few) / 492 <= 0.34  # three tenths, and the lowest of the others
    assert few.min() < 4
    assert np.percentile(heard, 95) > 600


def test_the_printed_office_gets_15_answers_in_every_step(year: visits.Visits) -> None:
    here = year[visits.office_of()[year["post"]] == offices().index(PRINTED)]
    steps = Counter(step_end(date.fromordinal(int(day))) for day in here["day"])
    assert len(steps) == 48
    assert min(steps.values()) >= 15


def test_nine_tenths_of_the_answers_that_name_an_officer_are_verified_where_slips_are_handed_out(
    year: visits.Visits,
) -> None:
    slips = np.array([visits.with_slips(office) for office in offices()])[visits.office_of()[year["post"]]]
    assert abs(year["verified"][slips & year["named"]].mean() - 0.9) < 0.005
    assert not year["verified"][~slips].any()


def test_persons_businesses_modes_and_half_filled_forms_all_occur(year: visits.Visits) -> None:
    scores = year["scores"]
    assert set(np.unique(year["kind"])) == {-1, 0, 1}
    assert set(np.unique(year["mode"])) == {0, 1, 2, 3}
    assert (year["mode"] == 0).mean() > 0.8
    assert set(np.unique(scores[:, ITEM["Z1"]])) == {1, 2, 3, 4, 5}
    factors = scores[:, ITEM["A"]] >= 0
    assert 0.55 < factors.mean() < 0.65
    assert 0.4 < (scores[scores[:, ITEM["E"]] >= 0][:, ITEM["E"]] == 0).mean() < 0.7
    assert 0 < year["held"].sum() < 1000
    assert {date.fromordinal(int(day)).weekday() for day in np.unique(year["day"])} == set(range(6))


def test_the_answers_follow_the_truth_in_the_file(year: visits.Visits) -> None:
    scores = year["scores"][:, ITEM["OF"]]
    counted = year["named"] & (scores > 0)
    number = np.bincount(year["post"][counted], minlength=504)
    mean = np.bincount(year["post"][counted], weights=scores[counted], minlength=504) / np.maximum(number, 1)
    many = number >= 300
    merit = drawn().merit[many]
    assert np.corrcoef(mean[many], merit)[0, 1] > 0.85
    units = drawn().unit[visits.office_of()]
    expected = np.array([truth.expected_score(float(m), float(u)) for m, u in zip(merit, units[many], strict=True)])
    assert abs((mean[many] - expected).mean()) < 0.06
    assert 0.15 < expected.std() < 0.26


def test_a_day_is_the_same_whenever_and_beside_whatever_it_is_drawn() -> None:
    day = date(2026, 11, 24)
    first = visits.visits_of(day)
    visits.visits_of(date(2026, 11, 25))
    assert first.tobytes() == visits.visits_of(day).tobytes()
    assert first.tobytes() != visits.visits_of(date(2026, 11, 25)).tobytes()
    assert len({bytes(its_id) for its_id in first["id"]}) == len(first)


def test_nobody_comes_on_sundays_and_holidays() -> None:
    for day in (date(2026, 11, 22), date(2026, 9, 2), date(2027, 1, 1)):
        assert len(visits.visits_of(day)) == 0
