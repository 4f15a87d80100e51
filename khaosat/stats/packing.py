"""Many rows of small whole numbers, each row packed in one integer of mixed radix: counted and summed without a loop.

The digits of a number are its remainders from the last to the first; what is left on top has no limit of its own.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def read(texts: Iterable[str]) -> Ints:
    """Return the whole numbers of all texts, in their order; a text holds one or more with commas between them.

    Raises ValueError for anything else.
    """
    none = np.zeros(0, dtype=np.int64)
    return np.concatenate([none, *(np.fromstring(text, dtype=np.int64, sep=",") for text in texts)])


def unpack(numbers: Ints, radices: Sequence[int]) -> list[Ints]:
    """Return the top and then each digit, an array a digit, the rows in their order."""
    rest, found = numbers, []
    for radix in reversed(radices):
        rest, digit = np.divmod(rest, radix)
        found.append(digit)
    return [rest, *reversed(found)]


def counts_of(groups: Sequence[Ints], score: Ints, levels: int) -> tuple[list[Ints], Ints]:
    """Return the groups there are, an array for each of `groups`, in their order, and their counts: groups x levels."""
    radices = [*(int(each.max(initial=0)) + 1 for each in groups), levels]
    there, n = np.unique(_packed([*groups, score], radices), return_counts=True)
    which, place = np.unique(there // levels, return_inverse=True)
    counts = np.zeros((len(which), levels), dtype=np.int64)
    counts[place, there % levels] = n
    return unpack(which, radices[:-1])[1:], counts


def day_sums(who: Ints, day: Ints, score: Ints) -> tuple[Ints, Ints]:
    """Return who was rated, and of each the number of days and the sums over them of n², n·y and y²: (people, 4).

    A row is an answer, the rows in the order of who and day; n are a day's answers and y the sum of their scores.
    """
    first = np.flatnonzero(_begins(who) | _begins(day))
    n, y = np.diff(first, append=len(who)), np.add.reduceat(score, first)
    people = who[first]
    begin = np.flatnonzero(_begins(people))
    return people[begin], np.add.reduceat(np.column_stack([np.ones_like(n), n * n, n * y, y * y]), begin)


def _begins(rows: Ints) -> Mask:
    """Whether a row is another than the one before it; the first is."""
    return np.append(np.ones(min(1, len(rows)), dtype=np.bool_), rows[1:] != rows[:-1])


def pairs(first: Ints, second: Ints) -> list[tuple[int, int]]:
    """Return which pairs of a row there are (−1 is the least that the second may be), in their order, each once."""
    radix = int(second.max(initial=-1)) + 2
    one, two = np.divmod(np.unique(first * radix + second + 1), radix)
    return list(zip(one.tolist(), (two - 1).tolist(), strict=True))


def so_on(changes: Iterable[tuple[int, int, bool]], who: Ints, day: Ints) -> Mask:
    """Return whether it was so of each `who` on its `day`: changes say of whom, from which day on, and what from then.

    They come in the order of the days; who has none yet is not so. Days count from 0, a change may lie before.
    """
    so = np.zeros((int(who.max(initial=0)) + 1, int(day.max(initial=0)) + 1), dtype=np.bool_)
    for one, since, becomes in changes:
        if one < len(so):
            so[one, max(since, 0) :] = becomes
    return so[who, day]


def places(ids: Sequence[int], each: Ints) -> Ints:
    """Return where among the ids (0 or more, none twice) each stands, −1 for one that is not among them."""
    place = np.full(max([*ids, int(each.max(initial=0))], default=0) + 1, -1)
    place[list(ids)] = np.arange(len(ids))
    return place[each]


def sums_of(place: Ints, values: Ints, number: int) -> Ints:
    """Return what the rows (k, …) of each of `number` places (k,) add up to: (number, …)."""
    found = np.zeros((number, *values.shape[1:]), dtype=np.int64)
    np.add.at(found, place, values)
    return found


def _packed(digits: Sequence[Ints], radices: Sequence[int]) -> Ints:
    packed = np.zeros(len(digits[-1]), dtype=np.int64)
    for digit, radix in zip(digits, radices, strict=True):
        packed = packed * radix + digit
    return packed
