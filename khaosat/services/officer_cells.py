"""What was said of each officer, counted: by stratum the five scores, and sums over days for the design effect."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from khaosat import stats
from khaosat.models.response import MODES
from khaosat.queries.officer_answers import WHO, Answers

if TYPE_CHECKING:
    from khaosat.stats.packing import Ints

Counts = tuple[int, int, int, int, int]
LEVELS: Final = 5


class Strata(NamedTuple):
    """Answers that name an officer and share these attributes; None is unknown. `held` answers wait for a decision."""

    officer_id: int
    verified: bool
    with_slips: bool
    field_id: int | None
    kind: str | None
    mode: str
    counts: Counts
    held: bool = False


class DaySums(NamedTuple):
    """Of the days on which somebody was rated: their number, and the sums over them of n², n·y and y².

    n are a day's answers and y the sum of their scores; the design effect of days needs no more.
    """

    days: int
    nn: int
    ny: int
    yy: int


NO_DAYS: Final = DaySums(0, 0, 0, 0)


class OfficerDays(NamedTuple):
    """The days of an officer: of answers that carried a slip, and of these and all given where none was handed out."""

    officer_id: int
    verified: DaySums
    every: DaySums


@dataclass(frozen=True)
class OfficerCells:
    """All that was said: `strata`, and officers' `days` without and `days_with_held` with what is held, by officer."""

    strata: list[Strata]
    days: list[OfficerDays]
    days_with_held: list[OfficerDays]


def officer_cells(answers: Answers | None) -> OfficerCells:
    """Read the answers, once, and count them."""
    if answers is None:
        return OfficerCells([], [], [])
    officer, *digits = stats.packing.unpack(answers.numbers, tuple(answers.radices.values()))
    said = {"officer": officer} | dict(zip(answers.radices, digits, strict=True))
    counted = {name: each[said["held"] == 0] for name, each in said.items()}
    return OfficerCells(list(_strata(said)), list(_days(counted)), list(_days(said)))


def _strata(said: Mapping[str, "Ints"]) -> Iterator[Strata]:
    by = [said[name] for name in ("held", "officer", "verified", "with_slips", "field", "kind", "mode")]
    groups, counts = stats.packing.counts_of(by, said["score"], LEVELS)
    rows = zip(*(each.tolist() for each in (*groups, counts)), strict=True)
    for held, officer, verified, slips, field, kind, mode, (c1, c2, c3, c4, c5) in rows:
        counted = (c1, c2, c3, c4, c5)
        yield Strata(officer, bool(verified), bool(slips), field or None, WHO[kind], MODES[mode], counted, bool(held))


def _days(said: Mapping[str, "Ints"]) -> Iterator[OfficerDays]:
    carried, handed = said["verified"] == 1, said["with_slips"] == 1
    with_slip, every = (
        stats.packing.day_sums(said["officer"][these], said["day"][these], said["score"][these] + 1)
        for these in (carried, carried | ~handed)
    )
    for officer, sums in sorted(every.items()):
        yield OfficerDays(officer, DaySums(*with_slip.get(officer, NO_DAYS)), DaySums(*sums))
