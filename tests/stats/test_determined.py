from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats.determined import Determined, determined
from khaosat.stats.errors import NegativeError, NotWholeError, WrongShapeError
from khaosat.stats.rowspace import spans
from khaosat.stats.scale import Whole

Rows = list[list[Fraction]]


def rational_basis(matrix: Whole) -> Rows:
    """Gauss over the fractions: the independent way."""
    basis: Rows = []
    for row in matrix.tolist():
        left = rational_rest(basis, [Fraction(x) for x in row])
        if any(left):
            basis.append(left)
    return basis


def rational_rest(basis: Rows, row: list[Fraction]) -> list[Fraction]:
    for b in basis:
        lead = next(j for j, x in enumerate(b) if x)
        factor = row[lead] / b[lead]
        row = [x - factor * y for x, y in zip(row, b, strict=True)]
    return row


def indicator(cells: tuple[int, ...], width: int) -> list[Fraction]:
    return [Fraction(int(j in cells)) for j in range(width)]


def every_determined_set(matrix: Whole, persons: Whole, below: int) -> set[frozenset[int]]:
    """All sets of occupied cells with 1 … below − 1 persons in the row space, over the fractions."""
    occupied = [int(j) for j in np.flatnonzero(persons)]
    basis = rational_basis(matrix[:, occupied])
    subsets = chain.from_iterable(combinations(range(len(occupied)), k) for k in range(1, len(occupied) + 1))
    return {
        frozenset(occupied[j] for j in s)
        for s in subsets
        if sum(int(persons[occupied[j]]) for j in s) < below
        and not any(rational_rest(basis, indicator(s, len(occupied))))
    }


@st.composite
def publications(draw: st.DrawFn) -> tuple[Whole, Whole]:
    cells = draw(st.integers(1, 8))
    rows = draw(st.integers(1, 9))
    entry = st.sampled_from([0, 0, 0, 1, 1, -1]) if draw(st.booleans()) else st.integers(0, 1)
    matrix = draw(st.lists(st.lists(entry, min_size=cells, max_size=cells), min_size=rows, max_size=rows))
    persons = draw(st.lists(st.sampled_from([0, 1, 1, 1, 2, 3, 4, 9]), min_size=cells, max_size=cells))
    return np.array(matrix), np.array(persons)


@settings(max_examples=60, deadline=None)
@given(publications())
def test_the_minimal_groups_are_those_of_exact_rational_algebra_over_all_subsets(
    case: tuple[Whole, Whole],
) -> None:
    matrix, persons = case
    every = every_determined_set(matrix, persons, 5)
    minimal = {s for s in every if not any(other < s for other in every)}

    result = determined(matrix, persons)

    assert {frozenset(g.cells) for g in result.groups} == minimal
    assert all(g.persons == persons[list(g.cells)].sum() for g in result.groups)
    assert result.complete
    assert result.proven == (not every)


@settings(max_examples=60, deadline=None)
@given(publications(), st.data())
def test_membership_in_the_row_space_agrees_with_fractions(case: tuple[Whole, Whole], data: st.DataObject) -> None:
    matrix, persons = case
    target = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=persons.size, max_size=persons.size)))
    rest = rational_rest(rational_basis(matrix), [Fraction(int(x)) for x in target])

    assert bool(spans(matrix, target[None, :])[0]) == (not any(rest))


@settings(max_examples=30, deadline=None)
@given(publications(), st.randoms(use_true_random=False))
def test_the_order_of_figures_and_cells_changes_nothing(case: tuple[Whole, Whole], random: object) -> None:
    matrix, persons = case
    rng = np.random.default_rng(abs(hash(str(random))) % 2**32)
    rows, cells = rng.permutation(matrix.shape[0]), rng.permutation(persons.size)

    plain = determined(matrix, persons)
    mixed = determined(matrix[rows][:, cells], persons[cells])

    assert {frozenset(g.cells) for g in plain.groups} == {
        frozenset(int(cells[c]) for c in g.cells) for g in mixed.groups
    }


def blocks(sizes: list[list[int]]) -> tuple[Whole, Whole]:
    """Every inner list is one published block of cells; cells are shared by nobody else."""
    persons = np.array([n for block in sizes for n in block])
    owner = np.repeat(np.arange(len(sizes)), [len(b) for b in sizes])
    return (owner == np.arange(len(sizes))[:, None]).astype(np.int64), persons


def test_disjoint_blocks_of_five_and_more_are_proven_safe() -> None:
    figures, persons = blocks([[5], [3, 2], [1, 1, 1, 1, 1], [4, 40]])

    result = determined(figures, persons)

    assert result == Determined((), complete=True, residual=0)
    assert result.proven


def test_three_persons_between_two_nested_figures_are_found() -> None:
    figures = [[1, 1, 0], [1, 1, 1]]

    result = determined(figures, [20, 17, 3])

    assert [(g.cells, g.persons) for g in result.groups] == [((2,), 3)]
    assert not result.proven


def test_two_looks_on_consecutive_days_give_the_one_new_person_away() -> None:
    monday, tuesday = [1, 1, 0, 0], [1, 1, 1, 0]

    result = determined([monday, tuesday], [6, 7, 1, 5])

    assert [g.cells for g in result.groups] == [(2,)]


def test_a_group_that_hides_in_a_sum_of_five_figures_is_found() -> None:
    # the two persons of cell 4 are no difference of two figures: total − rows − column + corner
    figures = [[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]

    result = determined(figures, [30, 20, 9, 8, 2])

    assert [g.cells for g in result.groups] == [(4,)]


def test_a_column_within_a_row_of_a_two_way_table_gives_the_rest_of_the_row_away() -> None:
    # cells (row, column): column 1 has people in row 1 only, so row 1 − column 1 is (1, 0) alone
    figures = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]]

    result = determined(figures, [12, 0, 2, 14])

    assert (2,) in {g.cells for g in result.groups}


def test_people_who_always_appear_together_are_one_group() -> None:
    figures = [[1, 1, 1, 1], [1, 1, 0, 0]]

    result = determined(figures, [10, 9, 1, 2])

    assert [(g.cells, g.persons) for g in result.groups] == [((2, 3), 3)]


def test_a_union_of_four_single_persons_is_found_though_no_part_of_it_is_known() -> None:
    everyone, others = [1] * 8, [0] * 4 + [1] * 4
    crossing = [1, 1, 0, 0, 1, 1, 0, 0]

    result = determined([everyone, others, crossing], [1, 1, 1, 1, 6, 6, 6, 6])

    assert [g.cells for g in result.groups] == [(0, 1, 2, 3)]


def test_a_correction_that_takes_one_person_out_again_is_found() -> None:
    released, correction = [1, 1, 0], [0, -1, 1]

    assert not determined([released, correction], [12, 1, 9]).groups
    assert [g.cells for g in determined([released, correction, [0, 0, 1]], [12, 1, 9]).groups] == [(1,)]


def test_an_empty_cell_counts_as_known_to_be_empty() -> None:
    result = determined([[1, 1, 1], [1, 0, 0]], [10, 0, 2])

    assert [g.cells for g in result.groups] == [(2,)]


def test_nothing_published_or_nobody_there_is_proven_safe() -> None:
    assert determined(np.zeros((0, 3), dtype=int), [1, 2, 3]).proven
    assert determined(np.ones((2, 3), dtype=int), [0, 0, 0]).proven
    assert determined(np.zeros((1, 0), dtype=int), np.zeros(0, dtype=int)).proven


def test_a_larger_minimum_than_the_search_can_finish_says_so() -> None:
    ring = np.array([[(j - i) % 12 < 6 for j in range(12)] for i in range(11)]).astype(int)

    assert not determined(ring, np.ones(12, dtype=int), below=9).complete
    assert determined(ring, np.ones(12, dtype=int), below=5).complete


def test_a_hundred_leaks_are_cut_to_a_list_that_says_it_is_not_complete() -> None:
    result = determined(np.eye(100, dtype=int), np.ones(100, dtype=int))

    assert len(result.groups) == 64
    assert not result.complete
    assert not result.proven


def test_wrong_input_is_named() -> None:
    with pytest.raises(WrongShapeError, match="persons"):
        determined([[1, 0]], [1])
    with pytest.raises(NegativeError, match="persons"):
        determined([[1, 0]], [1, -1])
    with pytest.raises(NotWholeError, match="figures"):
        determined([[0.5, 0]], [1, 1])
    with pytest.raises(WrongShapeError, match="targets"):
        spans([[1, 0]], [[1, 0, 0]])
