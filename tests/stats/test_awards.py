"""False awards and false penalties: cases one can compute by hand, and what holds whatever the figures."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from khaosat.stats import awards
from khaosat.stats.errors import StatsError

LOW, HIGH = 0.0, 6.0  # outside the scale: always, never


def test_one_officer_just_above_the_border_is_a_false_award_with_the_normal_tail() -> None:
    (border,) = awards.misjudged([0], [[4.0, LOW]], [4.1], [0.1])
    assert border.award.value == pytest.approx(ndtr(-1.0), abs=4 * border.award.error)  # 15.87 %
    assert 0.003 < border.award.error < 0.008  # sqrt(.1587 × .8413 / 4000) = .0058
    assert (border.given, border.award.of, border.penalty.wrong) == (1, 1.0, 0.0)
    assert (border.award.wrong_low, border.award.wrong_high) == (0, 1)


def test_one_officer_just_below_is_a_false_penalty_whenever_the_truth_reaches_the_border() -> None:
    (border,) = awards.misjudged([1], [[4.0, LOW]], [3.9], [0.1])
    assert border.award.value is None, "nobody was given anything"
    assert border.penalty.value == 1.0, "of those whose truth reaches it all were penalised"
    assert border.penalty.wrong == pytest.approx(ndtr(-1.0), abs=0.02)


def test_three_officers_by_hand() -> None:
    """Given 0, 0, 1 with border 4: the chances to lie above are Φ(0), Φ(1), Φ(−2)."""
    (border,) = awards.misjudged([0, 0, 1], [[4.0, LOW]] * 3, [4.0, 4.2, 3.6], [0.1, 0.2, 0.2])
    a, b, c = 0.5, float(ndtr(1.0)), float(ndtr(-2.0))
    assert border.award.value == pytest.approx((1 - a + 1 - b) / 2, abs=4 * border.award.error)
    assert border.penalty.value == pytest.approx(c / (a + b + c), abs=4 * border.penalty.error)


def test_whom_the_survey_cannot_move_is_never_misjudged_by_it() -> None:
    found = awards.misjudged([0, 1, 2], [[LOW] * 3, [HIGH, LOW, LOW], [HIGH, HIGH, LOW]], [3.0] * 3, [1.0] * 3)
    assert [(one.award.value, one.penalty.value) for one in found] == [(0.0, 0.0), (0.0, 0.0)]
    assert all(one.award.error == one.penalty.error == 0.0 for one in found)


def test_a_truth_exactly_at_the_border_reaches_it() -> None:
    (border,) = awards.misjudged([0], [[4.0, LOW]], [4.0], [0.0])
    assert border.award.value == 0.0


def test_the_same_input_gives_the_same_numbers_and_another_seed_others() -> None:
    given = ([0, 1], [[4.0, LOW]] * 2, [4.1, 3.9], [0.1, 0.1])
    assert awards.misjudged(*given) == awards.misjudged(*given)
    assert awards.misjudged(*given) != awards.misjudged(*given, seed=1)


def test_nobody_and_one_class_alone_have_no_rates() -> None:
    (border,) = awards.misjudged([], np.zeros((0, 2)), [], [])
    assert (border.award.value, border.penalty.value) == (None, None)
    assert awards.misjudged([0], [[LOW]], [3.0], [0.1]) == ()
    (border,) = awards.misjudged([0], [[4.0, LOW]], [4.1], [0.1], draws=0)
    assert border.award.value is None


@given(st.lists(st.tuples(st.floats(1, 5), st.floats(0, 0.5), st.floats(1, 5)), min_size=1, max_size=30))
@settings(max_examples=40, deadline=None)
def test_rates_are_shares_and_persons_add_up(people: list[tuple[float, float, float]]) -> None:
    mean, sd, border = (np.array(column) for column in zip(*people, strict=True))
    given = (mean < border).astype(int)
    (found,) = awards.misjudged(given, np.column_stack([border, np.zeros(mean.size)]), mean, sd, draws=200)
    for rate in (found.award, found.penalty):
        assert rate.value is None or 0 <= rate.value <= 1
        assert 0 <= rate.wrong_low <= rate.wrong_high <= len(people)
    # who deserves it = who was given it, less the false awards, with the false penalties
    assert found.penalty.of == pytest.approx(found.given - found.award.wrong + found.penalty.wrong)


@pytest.mark.parametrize(
    ("given", "reach", "mean", "sd", "where"),
    [([0], [4.0], [4.0], [0.1], "reach"), ([0, 1], [[4.0, LOW]], [4.0], [0.1], "given"),
     ([0], [[4.0, LOW]], [4.0, 3.0], [0.1], "mean"), ([0], [[4.0, LOW]], [4.0], [-0.1], "sd")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(given: list[int], reach: object, mean: object, sd: object, where: str) -> None:
    with pytest.raises(StatsError) as error:
        awards.misjudged(given, reach, mean, sd)  # type: ignore[arg-type]
    assert error.value.where == where
