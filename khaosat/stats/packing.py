"""Many rows of small whole numbers, each row packed in one integer of mixed radix: counted and summed without a loop.

The digits of a number are its remainders from the last to the first; what is left on top has no limit of its own.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def unpack(numbers: Iterable[int], radices: Sequence[int]) -> list[Ints]:
    """Return the top and then each digit, an array a digit, the rows in their order."""
    rest = np.fromiter(numbers, dtype=np.int64)
    found = []
    for radix in reversed(radices):
        rest, digit = np.divmod(rest, radix)
        found.append(digit)
    return [rest, *reversed(found)]


def counts_of(groups: Sequence[Ints], score: Ints, levels: int) -> tuple[list[Ints], Ints]:
    """Return the groups there are, an array for each of `groups`, in their order, and their counts: groups x levels."""
    radices = [int(each.max(initial=0)) + 1 for each in groups]
    packed = np.zeros(len(score), dtype=np.int64)
    for each, radix in zip(groups, radices, strict=True):
        packed = packed * radix + each
    there, place = np.unique(packed, return_inverse=True)
    counts = np.bincount(place * levels + score, minlength=levels * len(there)).reshape(-1, levels)
    return unpack(there, radices)[1:], counts


def day_sums(who: Ints, day: Ints, score: Ints) -> dict[int, tuple[int, ...]]:
    """Return of each who was rated the number of days, and the sums over them of n², n·y and y²; a row is an answer.

    n are a day's answers and y the sum of their scores.
    """
    days = int(day.max(initial=0)) + 1
    there, place = np.unique(who * days + day, return_inverse=True)
    n = np.bincount(place, minlength=len(there))
    y = np.bincount(place, weights=score, minlength=len(there))
    people, person = np.unique(there // days, return_inverse=True)
    sums = [np.bincount(person, weights=each, minlength=len(people)) for each in (n > 0, n * n, n * y, y * y)]
    return {int(one): tuple(map(int, its)) for one, *its in zip(people, *sums, strict=True)}
