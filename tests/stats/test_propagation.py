"""Bounds that follow from sums because counts are whole and not negative."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats.propagation import bounds


def fixed(figures: list[list[int]], truth: list[list[int]]) -> list[bool]:
    matrix, answers = np.array(figures), np.array(truth)
    low, high = bounds(matrix, answers.sum(axis=1), matrix @ answers)
    assert (low <= answers).all()
    assert (answers <= high).all()
    return [bool(same) for same in (low == high).all(axis=1)]


def test_a_unanimous_figure_gives_every_part_away() -> None:
    assert fixed([[1, 1]], [[0, 0, 0, 0, 4], [0, 0, 0, 0, 8]]) == [True, True]


def test_a_mixed_figure_gives_no_part_away() -> None:
    assert fixed([[1, 1]], [[0, 0, 0, 0, 4], [0, 0, 0, 1, 7]]) == [False, False]


def test_who_stands_in_two_figures_that_share_one_score_gave_that_score() -> None:
    truth = [[0, 0, 0, 0, 3], [1, 0, 0, 0, 8], [0, 0, 0, 1, 6]]
    assert fixed([[1, 1, 0], [1, 0, 1]], truth)[0]


def test_a_correction_bounds_too() -> None:
    truth = [[0, 0, 1, 0, 0], [3, 0, 0, 0, 9], [2, 0, 0, 0, 6]]
    figures = [[1, 1, 0], [-1, 0, 1]]  # the first was shown with the second and taken out of the third: 2, 0, −1, 0, 6
    assert fixed(figures, truth) == [True, True, True]


def test_frechets_bounds_meet_where_a_part_is_nearly_the_whole() -> None:
    truth = [[0, 0, 0, 0, 9], [0, 0, 0, 1, 0]]
    assert fixed([[1, 1], [1, 0]], truth) == [True, True]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_the_truth_always_lies_within_the_bounds(classes: int, figures: int, data: st.DataObject) -> None:
    some = st.lists(st.integers(0, 3), min_size=5, max_size=5)
    truth = data.draw(st.lists(some, min_size=classes, max_size=classes))
    row = st.lists(st.sampled_from([-1, 0, 1, 1]), min_size=classes, max_size=classes)
    fixed(data.draw(st.lists(row, min_size=figures, max_size=figures)), truth)
