import numpy as np
import pytest
from numpy.typing import ArrayLike

from khaosat.stats import arguments, errors, scale


@pytest.mark.parametrize(
    ("values", "error", "says"),
    [
        ([1, 2, 3], errors.WrongShapeError, "5 categories"),
        (7, errors.WrongShapeError, "5 categories"),
        ([[1, 2], [3]], errors.WrongShapeError, "unequal"),
        ([[0, 0, 0, 0, 1], [1, 2, 3, 4, -5]], errors.NegativeError, r"\(1, 4\)"),
        ([1, 2, 3, 4, float("nan")], errors.NotFiniteError, "at 4"),
        ([1, 2, 3, 4, float("inf")], errors.NotFiniteError, "at 4"),
        ([1, 2, 3, 4, 5.5], errors.NotWholeError, "at 4"),
        (["a", "b", "c", "d", "e"], errors.NotNumericError, "numbers"),
        (np.array([1, 2, 3, 4, None]), errors.NotNumericError, "numbers"),
        ([1, 2, 3, 4, 2**60], errors.OutOfRangeError, "2\\^53"),
        ([1, 2, 3, 4, 2**80], errors.NotNumericError, "numbers"),
    ],
)
def test_wrong_counts_raise_a_named_error_that_says_where(
    values: ArrayLike, error: type[errors.StatsError], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        scale.counts(values)
    assert caught.value.where == "counts"


def test_whole_floats_are_counts() -> None:
    assert scale.counts([1.0, 2.0, 0.0, 0.0, 3.0]).tolist() == [1, 2, 0, 0, 3]


def test_counts_of_no_officer_at_all_are_counts() -> None:
    assert scale.counts(np.zeros((0, 5))).shape == (0, 5)


def test_counts_of_another_number_of_dimensions_are_refused_where_it_matters() -> None:
    with pytest.raises(errors.WrongShapeError, match="2 dimensions"):
        scale.counts([1, 2, 3, 4, 5], dimensions=2)


@pytest.mark.parametrize("value", [2.0, True, "3", None])
def test_a_number_of_places_is_an_int_and_nothing_like_it(value: object) -> None:
    with pytest.raises(errors.NotWholeError):
        arguments.count(value, where="top")


def test_a_number_of_places_has_a_least_value() -> None:
    assert arguments.count(np.int64(3), where="top", least=3) == 3
    with pytest.raises(errors.OutOfRangeError, match="at least 3"):
        arguments.count(2, where="top", least=3)


@pytest.mark.parametrize("value", [0.0, 1.0, -0.1, 95])
def test_a_level_lies_strictly_between_nothing_and_certainty(value: float) -> None:
    with pytest.raises(errors.OutOfRangeError):
        arguments.level(value)


def test_a_number_is_one_finite_number() -> None:
    with pytest.raises(errors.WrongShapeError):
        arguments.number([1.0, 2.0], where="x")
    with pytest.raises(errors.NotFiniteError):
        arguments.number(float("nan"), where="x")
    with pytest.raises(errors.OutOfRangeError):
        arguments.number(1.0, where="x", least=2.0)


def test_arrays_that_do_not_fit_together_are_named() -> None:
    with pytest.raises(errors.WrongShapeError, match=r"\(2,\), \(3,\)"):
        arguments.broadcast(np.zeros(2), np.zeros(3), where="a, b")
    with pytest.raises(errors.WrongShapeError, match=r"expected shape \(3,\)"):
        arguments.whole([1, 2], where="n", shape=(3,))


def test_a_score_goes_to_the_unit_scale_and_back() -> None:
    assert scale.from_unit(scale.to_unit(4.2)) == pytest.approx(4.2)
    assert (scale.to_unit(1), scale.to_unit(5)) == (0, 1)
