"""Packed rows against the rows themselves: what is counted in one sweep is what a loop counts."""

from collections import Counter, defaultdict
from itertools import starmap
from operator import itemgetter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khaosat.stats import packing

ROW = st.tuples(st.integers(0, 2**40), st.integers(0, 8), st.integers(0, 2), st.integers(0, 4))
RADICES = (9, 3, 5)


def packed(row: tuple[int, ...]) -> int:
    number, *digits = row
    for digit, radix in zip(digits, RADICES, strict=True):
        number = number * radix + digit
    return number


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 2**63 - 1), min_size=1)))
def test_numbers_come_out_of_texts_as_they_went_in(texts: list[list[int]]) -> None:
    found = packing.read(",".join(map(str, numbers)) for numbers in texts)
    assert found.dtype == np.int64
    assert found.tolist() == [number for numbers in texts for number in numbers]


@pytest.mark.parametrize("text", ["1,x", "1.5,2", "9.3e+18,2", "1,,2", "1;2", "None"])
def test_a_text_of_anything_but_whole_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="could not be read"):
        packing.read([text])


@settings(deadline=None)
@given(st.lists(ROW))
def test_a_row_comes_out_of_its_number_as_it_went_in(rows: list[tuple[int, ...]]) -> None:
    found = packing.unpack(np.array(list(map(packed, rows)), dtype=np.int64), RADICES)
    assert list(zip(*(each.tolist() for each in found), strict=True)) == rows


@settings(deadline=None)
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


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.integers(1, 5))))
def test_sums_over_days_are_those_of_the_days(rows: list[tuple[int, int, int]]) -> None:
    columns = zip(*sorted(rows), strict=True) if rows else ((),) * 3
    who, day, score = (np.array(each, dtype=np.int64) for each in columns)
    n = Counter((one, on) for one, on, _ in rows)
    y: Counter[tuple[int, int]] = Counter()
    for one, on, said in rows:
        y[one, on] += said
    looped = defaultdict(list)
    for key in n:
        looped[key[0]].append((n[key], y[key]))
    wanted = {one: tuple(map(sum, zip(*starmap(_terms, days), strict=True))) for one, days in looped.items()}
    people, sums = packing.day_sums(who, day, score)
    assert dict(zip(people.tolist(), map(tuple, sums.tolist()), strict=True)) == wanted
    assert people.tolist() == sorted(wanted)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(-9, 9), st.booleans())),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9))),
)
def test_what_was_so_on_a_day_is_what_the_last_change_up_to_it_says(
    changes: list[tuple[int, int, bool]], asked: list[tuple[int, int]]
) -> None:
    changes.sort(key=itemgetter(1))
    who, day = (np.array(each, dtype=np.int64) for each in (zip(*asked) if asked else ((),) * 2))  # noqa: B905  columns
    looped = []
    for one, on in asked:
        said = [becomes for whom, since, becomes in changes if whom == one and since <= on]
        looped.append(bool(said) and said[-1])
    assert packing.so_on(changes, who, day).tolist() == looped


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 9), unique=True),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, 5))),
)
def test_rows_are_added_up_at_the_place_of_whom_they_are_of(ids: list[int], rows: list[tuple[int, int, int]]) -> None:
    whose, *values = (np.array(each, dtype=np.int64) for each in (zip(*rows) if rows else ((),) * 3))  # noqa: B905  columns
    place = packing.places(ids, whose)
    assert place.tolist() == [ids.index(one) if one in ids else -1 for one, *_ in rows]
    found = packing.sums_of(place[place >= 0], np.column_stack(values)[place >= 0], len(ids))
    assert found.tolist() == [[sum(row[k] for row in rows if row[0] == one) for k in (1, 2)] for one in ids]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2**40), st.integers(-1, 5))))
def test_pairs_are_those_of_the_rows_each_once(rows: list[tuple[int, int]]) -> None:
    first, second = (np.array(each, dtype=np.int64) for each in (zip(*rows) if rows else ((),) * 2))  # noqa: B905  columns
    assert packing.pairs(first, second) == sorted(set(rows))


def _terms(n: int, y: int) -> tuple[int, int, int, int]:
    return 1, n * n, n * y, y * y
