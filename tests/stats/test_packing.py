"""Packed rows against the rows themselves: what is counted in one sweep is what a loop counts."""

from collections import Counter, defaultdict
from itertools import starmap

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from khaosat.stats import packing

ROW = st.tuples(st.integers(0, 2**40), st.integers(0, 8), st.integers(0, 2), st.integers(0, 4))
RADICES = (9, 3, 5)


def packed(row: tuple[int, ...]) -> int:
    number, *digits = row
    for digit, radix in zip(digits, RADICES, strict=True):
        number = number * radix + digit
    return number


@given(st.lists(ROW))
def test_a_row_comes_out_of_its_number_as_it_went_in(rows: list[tuple[int, ...]]) -> None:
    found = packing.unpack(map(packed, rows), RADICES)
    assert list(zip(*(each.tolist() for each in found), strict=True)) == rows


@given(st.lists(ROW))
def test_groups_are_counted_as_a_loop_counts_them(rows: list[tuple[int, ...]]) -> None:
    top, middle, flag, score = (np.array(each, dtype=np.int64) for each in (zip(*rows) if rows else ((),) * 4))  # noqa: B905  columns
    groups, counts = packing.counts_of((flag, middle), score, 5)
    found = dict(zip(zip(*(each.tolist() for each in groups), strict=True), counts.tolist(), strict=True))
    looped: dict[tuple[int, ...], list[int]] = defaultdict(lambda: [0] * 5)
    for _, middle_, flag_, score_ in rows:
        looped[flag_, middle_][score_] += 1
    assert found == looped
    assert list(found) == sorted(found)
    assert int(counts.sum()) == len(top)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.integers(1, 5))))
def test_sums_over_days_are_those_of_the_days(rows: list[tuple[int, int, int]]) -> None:
    who, day, score = (np.array(each, dtype=np.int64) for each in (zip(*rows) if rows else ((),) * 3))  # noqa: B905  columns
    n = Counter((one, on) for one, on, _ in rows)
    y: Counter[tuple[int, int]] = Counter()
    for one, on, said in rows:
        y[one, on] += said
    looped = defaultdict(list)
    for key in n:
        looped[key[0]].append((n[key], y[key]))
    wanted = {one: tuple(map(sum, zip(*starmap(_terms, days), strict=True))) for one, days in looped.items()}
    assert packing.day_sums(who, day, score) == wanted


def _terms(n: int, y: int) -> tuple[int, int, int, int]:
    return 1, n * n, n * y, y * y
