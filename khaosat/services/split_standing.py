"""How far each split of a unit has been released, and how many released answers wait for its next block."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from khaosat.queries.split_ends import LevelEnd


@dataclass(frozen=True, slots=True)
class Standing:
    """Up to which day, the newest of all offices, and the answers their own releases have shown since."""

    last: date
    waiting: int


@dataclass(frozen=True, slots=True)
class SplitStanding:
    """How far the split is as a whole, and each of its levels."""

    whole: Standing
    levels: Mapping[str, Standing]


def standings(ends: Iterable[LevelEnd]) -> dict[str, SplitStanding]:
    """Return how far each split is that was released at all; an office counts from its own last block on."""
    own: dict[int, list[tuple[date, int]]] = defaultdict(list)
    of_split: dict[str, dict[str, dict[int, date]]] = defaultdict(lambda: defaultdict(dict))
    for end in ends:
        if not end.split:
            own[end.office_id].append((end.last, end.n))
        else:
            of_split[end.split][end.level][end.office_id] = end.last
    later = {office: _Later(blocks) for office, blocks in own.items()}
    return {split: _split(levels, later) for split, levels in of_split.items()}


def _split(levels: Mapping[str, Mapping[int, date]], later: Mapping[int, "_Later"]) -> SplitStanding:
    newest: dict[int, date] = {}
    for days in levels.values():
        for office, day in days.items():
            newest[office] = max(day, newest.get(office, day))
    return SplitStanding(_standing(newest, later), {level: _standing(days, later) for level, days in levels.items()})


def _standing(days: Mapping[int, date], later: Mapping[int, "_Later"]) -> Standing:
    return Standing(max(days.values()), sum(later[office].than(day) for office, day in days.items() if office in later))


class _Later:
    """An office's own releases, to be asked how many answers came after a day."""

    def __init__(self, blocks: Sequence[tuple[date, int]]) -> None:
        ordered = sorted(blocks)
        self._days = [day for day, _ in ordered]
        self._sums = [0, *accumulate(n for _, n in ordered)]

    def than(self, day: date) -> int:
        return self._sums[-1] - self._sums[bisect_right(self._days, day)]
