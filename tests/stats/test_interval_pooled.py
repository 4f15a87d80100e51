import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from khaosat.stats import interval
from khaosat.stats.errors import InconsistentError

REPLICATES = 2000
persons_asked = st.lists(
    st.integers(1, 22).flatmap(lambda t: st.tuples(st.integers(0, t), st.just(t))), min_size=1, max_size=40
)  # satisfied and answered, a person each


def sums(satisfied: NDArray[np.bool_], answered: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Of (replicates, persons, items): the five sums over persons, each (replicates,)."""
    s, t = (satisfied & answered).sum(axis=-1), answered.sum(axis=-1)
    return [x.sum(axis=-1) for x in (s, t, s * s, s * t, t * t)]


@pytest.mark.parametrize("items", [4, 6, 22])
@pytest.mark.parametrize("persons", [30, 60, 300])
@pytest.mark.parametrize(("share", "correlation", "missing"), [(0.85, 0.5, 0.2), (0.7, 0.4, 0.0)])
def test_pooled_items_of_the_same_persons_are_covered_as_promised(
    items: int, persons: int, share: float, correlation: float, missing: float
) -> None:
    rng = np.random.default_rng([20261122, items, persons])
    limits = ndtri(share + np.linspace(-0.06, 0.06, items))
    tables = []
    for _ in range(REPLICATES // 200):
        person = np.sqrt(correlation) * rng.standard_normal((200, persons, 1))
        item = np.sqrt(1 - correlation) * rng.standard_normal((200, persons, items))
        answered = rng.random((200, persons, items)) >= missing
        answered[..., 0] = True
        tables.append(sums(limits + person + item > 0, answered))
    weights = np.where(np.arange(items) == 0, 1.0, 1 - missing)
    truth = weights @ ndtr(limits) / weights.sum()
    found = interval.pooled(*np.concatenate(tables, axis=1), n=persons)
    covered = float(np.mean((found.low <= truth) & (truth <= found.high)))
    noise = 2 * np.sqrt(0.05 * 0.95 / REPLICATES)
    assert 0.93 - noise <= covered <= 0.97 + noise


def test_taking_answers_for_persons_would_cover_far_less() -> None:
    """The reason for ``pooled``: 22 items of 60 persons, Wilson on 1,320 answers."""
    rng = np.random.default_rng(7)
    person = rng.standard_normal((500, 60, 1)) * np.sqrt(0.5)
    satisfied = ndtri(0.85) + person + rng.standard_normal((500, 60, 22)) * np.sqrt(0.5) > 0
    s, t, *squares = sums(satisfied, np.ones_like(satisfied))
    naive, honest = interval.wilson(s, t), interval.pooled(s, t, *squares, n=60)
    assert np.mean((naive.low <= 0.85) & (naive.high >= 0.85)) < 0.6
    assert np.mean((honest.low <= 0.85) & (honest.high >= 0.85)) > 0.92


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (3, 10), (10, 10), (7_000_000, 10_000_000)])
def test_with_one_item_a_person_pooled_is_wilson(hits: int, n: int) -> None:
    assert [*interval.pooled(hits, n, hits, hits, n, n=n)] == pytest.approx([*interval.wilson(hits, n)], abs=1e-9)


def test_persons_who_agree_with_themselves_count_once_however_many_items_they_answer() -> None:
    # 8 of 10 persons satisfied with all 22 items: no more is known than from 10 answers.
    found = interval.pooled(8 * 22, 220, 8 * 484, 8 * 484, 10 * 484, n=10)
    assert [*found] == pytest.approx([*interval.wilson(8, 10)], abs=1e-9)


def test_all_satisfied_with_everything_is_no_more_certain_than_one_answer_each() -> None:
    assert interval.pooled(660, 660, 30 * 484, 30 * 484, 30 * 484, n=30).low == pytest.approx(
        float(interval.wilson(30, 30).low), abs=1e-9
    )


def test_persons_who_all_answer_half_and_half_stay_finite_and_no_better_than_free_answers() -> None:
    found, free = interval.pooled(90, 180, 270, 540, 1080, n=30), interval.wilson(90, 180)
    assert free.low - 1e-12 >= found.low
    assert found.high >= free.high - 1e-12


@pytest.mark.parametrize(
    ("values", "n", "says"),
    [
        ((5, 4, 5, 5, 4), 4, "successes: exceeds trials"),
        ((4, 8, 9, 8, 16), 4, "ss: exceeds st"),
        ((4, 8, 4, 20, 16), 4, "st: exceeds tt"),
        ((4, 8, 6, 8, 16), 9, "n: exceeds trials"),
        ((4, 8, 6, 8, 10), 4, "trials: exceeds what"),
        ((4, 8, 3, 8, 16), 4, "successes: exceeds ss"),
    ],
)
def test_sums_no_persons_can_have_are_refused(values: tuple[int, ...], n: int, says: str) -> None:
    with pytest.raises(InconsistentError, match=says):
        interval.pooled(*values, n=n)


@settings(max_examples=60, deadline=None)
@given(persons_asked, st.floats(0.5, 0.99))
def test_whatever_persons_say_the_interval_holds_their_share_mirrors_and_tells_no_more_than_free_answers(
    asked: list[tuple[int, int]], level: float
) -> None:
    s, t = np.array(asked).T
    n, share = len(asked), s.sum() / t.sum()

    def of(satisfied: NDArray[np.int64], level: float) -> list[float]:
        ss, st_, tt = (satisfied * satisfied).sum(), (satisfied * t).sum(), (t * t).sum()
        return [float(end) for end in interval.pooled(satisfied.sum(), t.sum(), ss, st_, tt, n=n, level=level)]

    low, high = of(s, level)
    assert 0 <= low <= share <= high <= 1
    assert of(t - s, level) == pytest.approx([1 - high, 1 - low], abs=1e-9)
    wider = of(s, (1 + level) / 2)
    assert wider[0] <= low + 1e-12
    assert wider[1] >= high - 1e-12
    free = interval.wilson(s.sum(), t.sum(), level=level)
    assert low <= free.low + 1e-9
    assert high >= free.high - 1e-9


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_difference_turned_round_is_the_difference_with_the_other_sign(a: int, b: int, c: int, d: int) -> None:
    there, back = interval.newcombe(a, a + b, c, c + d), interval.newcombe(c, c + d, a, a + b)
    assert [*there] == pytest.approx([-back.high, -back.low], abs=1e-12)
    assert -1 - 1e-12 <= there.low <= there.high <= 1 + 1e-12
    if a + b and c + d:
        assert there.low <= a / (a + b) - c / (c + d) <= there.high
