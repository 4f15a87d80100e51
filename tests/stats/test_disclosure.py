from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats.disclosure import Audit, Leak, Mask, Show, Table, audit, band, protect
from khaosat.stats.errors import InconsistentError, OutOfRangeError, UnknownNameError, WrongShapeError
from khaosat.stats.integer_bounds import fixed_targets
from khaosat.stats.scale import Whole
from khaosat.stats.tables import Publication


def answers(persons: object) -> Whole:
    """Count vectors that are not unanimous, of shape (…, 5), for numbers of persons (…)."""
    n = np.asarray(persons)
    low = (n + 4) // 5
    middle = np.minimum(n - low, (n + 2) // 4)
    return np.stack([np.zeros_like(n), low, middle, np.zeros_like(n), n - low - middle], axis=-1)


THREE = answers([[3, 20, 15], [18, 22, 30], [40, 12, 17]])


def crossed(draw: st.DrawFn) -> Whole:
    rows, columns = draw(st.integers(2, 3)), draw(st.integers(1, 3))
    one = st.tuples(*[st.integers(0, k) for k in (1, 2, 3, 8, 12)])
    cells = draw(st.lists(one, min_size=rows * columns, max_size=rows * columns))
    return np.array(cells).reshape(rows, columns, 5)


@st.composite
def cross_tables(draw: st.DrawFn) -> Whole:
    return crossed(draw)


@settings(max_examples=30, deadline=None)
@given(cross_tables())
def test_under_the_mask_of_protect_the_audit_finds_nothing(counts: Whole) -> None:
    mask = protect(counts)
    result = audit(counts, mask)

    assert result == Audit((), complete=True)


@settings(max_examples=30, deadline=None)
@given(cross_tables())
def test_protect_keeps_the_minimum_and_no_hidden_figure_is_a_rational_combination(counts: Whole) -> None:
    joint = Publication.join(counts)
    shown, n = protect(counts)["0"].reshape(-1), joint.figures @ joint.persons
    occupied = joint.figures[:, joint.persons > 0]
    known = occupied[shown == Show.FULL]
    rank = np.linalg.matrix_rank(known) if known.size else 0

    assert (shown[n < 5] == Show.NOTHING).all()
    assert (shown[n < 10] != Show.FULL).all()
    for row in occupied[(shown != Show.FULL) & occupied.any(axis=1)]:
        assert np.linalg.matrix_rank(np.vstack([known, row])) > rank


def test_one_small_cell_takes_others_of_its_row_and_column_with_it() -> None:
    mask = protect(THREE)["0"]

    assert mask[0, 0] == Show.NOTHING
    assert (mask[:3, :3] == Show.NOTHING).sum(axis=1).min() >= 1
    assert (mask[0, :3] == Show.NOTHING).sum() >= 2
    assert (mask[:3, 0] == Show.NOTHING).sum() >= 2
    assert (mask[3] == Show.FULL).all()
    assert (mask[:, 3] == Show.FULL).all()


def test_hiding_the_small_cell_alone_is_seen_through() -> None:
    mask = np.ones((4, 4), dtype=bool)
    mask[0, 0] = False

    result = audit(THREE, {"0": mask})

    assert [f.cells for f in result.of(Leak.GROUP)] == [(("0", 0, 0),)]
    assert [f.figures for f in result.of(Leak.WITHHELD)] == [(("0", 0),)]
    assert not result.safe


def test_a_band_whose_counts_follow_from_other_figures_is_found() -> None:
    table = answers([[7, 20], [18, 22]])
    mask = np.full((3, 3), int(Show.FULL))
    mask[0, 0] = Show.BAND

    assert audit(table, {"0": mask}).of(Leak.WITHHELD)[0].persons == 7
    assert audit(table, protect(table)).safe


def test_a_table_without_small_cells_is_shown_whole() -> None:
    mask = protect(answers([[10, 20], [30, 40]]))

    assert (mask["0"] == Show.FULL).all()
    assert audit(answers([[10, 20], [30, 40]])).safe


def test_two_looks_over_shared_cells_are_audited_together() -> None:
    monday = Table.of("monday", [[1, 1]], answers([9, 8]), cells=["a", "b"])
    tuesday = Table.of("tuesday", [[1, 1, 1]], answers([9, 8, 3]), cells=["a", "b", "new"])

    result = audit([monday, tuesday])

    assert audit([monday]).safe
    assert [(f.cells, f.persons) for f in result.of(Leak.DIFFERENCE)] == [(("new",), 3)]
    assert result.of(Leak.DIFFERENCE)[0].figures == (("monday", 0), ("tuesday", 0))
    assert [f.cells for f in result.of(Leak.GROUP)] == [("new",)]


def test_protect_withholds_the_second_look_that_would_give_the_new_person_away() -> None:
    monday = Table.of("monday", [[1, 1]], answers([9, 8]), cells=["a", "b"])
    tuesday = Table.of("tuesday", [[1, 1, 1]], answers([9, 8, 3]), cells=["a", "b", "new"])

    mask = protect([monday, tuesday])

    assert sorted([int(mask["monday"][0]), int(mask["tuesday"][0])]) == [Show.NOTHING, Show.FULL]
    assert audit([monday, tuesday], mask).safe


def test_a_unanimous_total_gives_its_withheld_parts_away() -> None:
    table = np.array([[[0, 0, 0, 0, 4]], [[0, 0, 0, 0, 8]]])
    mask = np.array([[False, False], [False, False], [True, True]])

    result = audit(table, {"0": mask})

    assert not result.of(Leak.GROUP)
    assert not result.of(Leak.WITHHELD)
    assert {f.persons for f in result.of(Leak.BOUNDS)} == {4, 8}
    assert audit(table, protect(table)).safe
    assert (protect(table)["0"] == Show.NOTHING).sum() > 2


def test_a_total_with_one_dissenter_does_not_fix_its_parts() -> None:
    table = np.array([[[0, 0, 1, 0, 3]], [[0, 0, 0, 0, 8]]])
    mask = np.array([[False, False], [False, False], [True, True]])

    assert audit(table, {"0": mask}).safe


@st.composite
def hidden_tables(draw: st.DrawFn) -> tuple[Whole, Whole, Whole]:
    cells = draw(st.integers(1, 4))
    bits = st.lists(st.integers(0, 1), min_size=cells, max_size=cells)
    figures = np.array(draw(st.lists(bits, min_size=1, max_size=4)))
    targets = np.array(draw(st.lists(bits, min_size=1, max_size=3)))
    pair = st.tuples(st.integers(0, 2), st.integers(0, 2))
    return figures, targets, np.array(draw(st.lists(pair, min_size=cells, max_size=cells)))


@settings(max_examples=60, deadline=None)
@given(hidden_tables())
def test_the_integer_bounds_agree_with_trying_every_possible_table(case: tuple[Whole, Whole, Whole]) -> None:
    figures, targets, counts = case
    n = counts.sum(axis=1)
    first = np.array(list(product(*[range(k + 1) for k in n])))
    possible = np.stack([first, n - first], axis=-1)
    fits = (figures @ possible == figures @ counts).all(axis=(1, 2))
    values = targets @ possible[fits]
    only_one = (values == values[0]).all(axis=(0, 2))

    result = fixed_targets(figures, figures[:0], targets, counts)

    assert result is not None
    occupied = targets[:, n > 0].any(axis=1)
    assert result.fixed[occupied].tolist() == only_one[occupied].tolist()
    assert not result.undecided.any()


def test_persons_alone_can_be_audited_too() -> None:
    table = Table.of("persons", [[1, 0], [0, 1], [1, 1]], [6, 9])

    assert not audit(table, {"persons": [False, False, True]}).of(Leak.BOUNDS)
    assert audit(table, {"persons": [False, True, True]}).of(Leak.WITHHELD)[0].persons == 6


def test_a_table_too_large_for_the_integer_programs_says_so() -> None:
    big = answers(np.full((20, 20), 12))
    mask = np.ones((21, 21), dtype=bool)
    mask[:20, :20] = False

    result = audit(big, {"0": mask})

    assert result.safe
    assert not result.complete


def test_a_band_is_below_50_from_50_or_from_80_percent() -> None:
    assert [int(band(s, 5)) for s in range(6)] == [0, 0, 0, 1, 2, 2]
    assert int(band(79, 100)) == 1
    assert int(band(4, 8)) == 1


def test_wrong_tables_and_masks_are_named() -> None:
    table = Table.of("t", [[1, 1]], answers([9, 8]), cells=["a", "b"])
    other = Table.of("u", [[1]], answers([7]), cells=["a"])
    with pytest.raises(InconsistentError, match="u"):
        audit([table, other])
    with pytest.raises(InconsistentError, match="same name"):
        audit([table, table])
    with pytest.raises(WrongShapeError, match="t"):
        audit(table, {"t": [True, False]})
    with pytest.raises(UnknownNameError, match="mask"):
        audit(table, Mask({}))
    with pytest.raises(OutOfRangeError, match="bands"):
        protect(table, minimum=5, bands=(3, 10))
    with pytest.raises(WrongShapeError, match="t"):
        Table.of("t", [[1, 1]], answers([9]))
