import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.services import figures
from khaosat.services.figures import Band, Method, Withheld

COUNTS = st.tuples(*[st.integers(0, 40)] * 5)


def test_a_percent_carries_wilsons_interval_and_its_n() -> None:
    found = figures.percent((0, 0, 182, 0, 81))

    assert (found.n, found.shown, found.reason, found.method) == (263, True, None, Method.PERCENT)
    assert found.value == pytest.approx(81 / 263)
    assert found.low == pytest.approx(0.2553, abs=5e-5)  # Newcombe 1998, table I, method 3
    assert found.high == pytest.approx(0.3662, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "reason", "band"),
    [
        ((0, 0, 0, 0, 0), Withheld.NO_ANSWERS, None),
        ((0, 0, 0, 0, 1), Withheld.TOO_FEW, None),
        ((0, 0, 0, 4, 0), Withheld.TOO_FEW, None),
        ((0, 0, 3, 1, 1), Withheld.BAND_ONLY, Band.UNDER_HALF),
        ((0, 0, 3, 3, 0), Withheld.BAND_ONLY, Band.MIDDLE),
        ((1, 0, 0, 0, 4), Withheld.BAND_ONLY, Band.FOUR_FIFTHS),
        ((0, 0, 0, 0, 9), Withheld.BAND_ONLY, Band.FOUR_FIFTHS),
    ],
)
def test_few_answers_say_why_they_are_withheld(counts: tuple[int, ...], reason: Withheld, band: Band | None) -> None:
    found = figures.percent(counts)

    assert (found.reason, found.band, found.shown) == (reason, band, False)
    assert (found.value, found.low, found.high) == (None, None, None)


def test_a_mean_of_nine_persons_has_neither_value_nor_band() -> None:
    found = figures.mean((0, 0, 0, 4, 5), kappa=0.5)

    assert (found.value, found.band, found.reason) == (None, None, Withheld.BAND_ONLY)


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_a_figure_is_shown_with_value_and_interval_or_with_a_reason(counts: tuple[int, ...]) -> None:
    for found in (figures.percent(counts), figures.mean(counts, kappa=0.4)):
        assert found.n == sum(counts)
        assert found.shown is (found.n >= 10)
        assert (found.reason is None) is found.shown
        if found.value is not None and found.low is not None and found.high is not None:
            assert found.low <= found.value <= found.high
            assert found.indicative is (found.n < 30)


def test_ten_equal_answers_never_make_certainty() -> None:
    found = figures.mean((0, 0, 0, 0, 10), kappa=0.4)

    assert found.high == 5.0
    assert found.low is not None
    assert found.low < 4.7


def test_a_pooled_percent_counts_persons_and_not_answers() -> None:
    persons = 40  # half satisfied with all five items, half with none
    found = figures.pooled_percent((100, 200, 500, 500, 1000), n=persons)
    independent = figures.percent((0, 0, 100, 100, 0))

    assert found.n == persons
    assert found.value == pytest.approx(0.5)
    assert None not in (found.low, found.high, independent.low, independent.high)
    assert found.high - found.low > 2 * (independent.high - independent.low)  # type: ignore[operator]  # the line above


def test_a_difference_has_newcombes_interval() -> None:
    found = figures.difference((0, 0, 14, 56, 0), (0, 0, 32, 48, 0))

    assert found.value == pytest.approx(0.2)
    assert found.low == pytest.approx(0.0524, abs=5e-5)  # Newcombe 1998, Stat Med 17:873, table II (a), method 10
    assert found.high == pytest.approx(0.3339, abs=5e-5)


def test_a_difference_from_a_withheld_figure_would_give_it_away() -> None:
    found = figures.difference((0, 0, 0, 50, 50), (0, 0, 0, 4, 5))

    assert (found.value, found.reason) == (None, Withheld.NOT_COMPARED)


def test_no_counts_make_no_figures() -> None:
    assert figures.percents([]) == []
    assert figures.means([], kappa=0.3) == []
    assert figures.pooled_percent((0, 0, 0, 0, 0), n=0).reason is Withheld.NO_ANSWERS


def test_blocks_that_only_take_back_are_withheld_and_break_nothing() -> None:
    found = figures.percents([(-1, 0, 0, 4, 9), (0, 0, 0, 4, 9)])

    assert [one.reason for one in found] == [Withheld.CORRECTED, None]
    assert figures.mean((0, 0, 0, 0, -2), kappa=0.4).reason is Withheld.CORRECTED
    assert figures.difference((0, 0, -1, 9, 9), (0, 0, 0, 9, 9)).reason is Withheld.NOT_COMPARED
    assert figures.pooled_percent((9, 5, 9, 9, 9), n=9).reason is Withheld.CORRECTED
