"""What was said of each officer, counted: by stratum the five scores, and sums over days for the design effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from khaosat import stats
from khaosat.queries.officer_answers import Answers

if TYPE_CHECKING:
    from khaosat.stats.packing import Ints, Mask

LEVELS: Final = 5
STRATA: Final = ("officer", "verified", "with_slips", "field", "kind", "mode")
MORE: Final = ("held", "day", "score")


@dataclass(frozen=True, eq=False)
class Strata:
    """Answers that name an officer and share these attributes: arrays (strata,), `counts` (strata, 5).

    `field` is its id; `kind` and `mode` are places in KINDS and MODES; UNKNOWN where it is not known.
    """

    officer: "Ints"
    verified: "Mask"
    with_slips: "Mask"
    field: "Ints"
    kind: "Ints"
    mode: "Ints"
    counts: "Ints"


@dataclass(frozen=True, eq=False)
class Days:
    """The days on which officers were rated: `officer` (officers,), and sums over days (officers, 4).

    The sums are the days' number and those of n², n·y and y², n being a day's answers and y the sum of their scores:
    the design effect of days needs no more. `verified` of answers that carried a slip; `every` of these and of all
    given where none was handed out.
    """

    officer: "Ints"
    verified: "Ints"
    every: "Ints"


@dataclass(frozen=True, eq=False)
class Said:
    """All that was said of officers."""

    strata: Strata
    days: Days


@dataclass(frozen=True, eq=False)
class OfficerCells:
    """All that was said: what is `counted`, the same `with_held` answers, and the number of these."""

    counted: Said
    with_held: Said
    held: int


def officer_cells(answers: Answers | None) -> OfficerCells:
    """Read the answers, once, and count them."""
    said = _digits(answers) if answers else dict.fromkeys((*STRATA, *MORE), stats.packing.read(()))
    score, held = said["score"], said["held"]
    groups, counts = stats.packing.counts_of([said[name] for name in STRATA], score + LEVELS * held, 2 * LEVELS)
    counted, every = counts[:, :LEVELS], counts[:, :LEVELS] + counts[:, LEVELS:]
    there = counted.any(axis=1)
    order = (~there).argsort(kind="stable")  # what held ones alone say comes last: sums of floats begin as without them
    rows, first = [each[order] for each in groups], int(there.sum())
    return OfficerCells(
        Said(_strata([each[:first] for each in rows], counted[order[:first]]), _days(said, held == 0)),
        Said(_strata(rows, every[order]), _days(said, held >= 0)),
        int(held.sum()),
    )


def _digits(answers: Answers) -> dict[str, "Ints"]:
    numbers = stats.packing.read(answers.texts)
    numbers.sort()  # by officer and day
    names = ("officer", *answers.radices)
    said = dict(zip(names, stats.packing.unpack(numbers, tuple(answers.radices.values())), strict=True))
    changes = ((office, (since - answers.first).days, handed_out) for office, since, handed_out in answers.slips)
    return said | {"with_slips": stats.packing.so_on(changes, said["office"], said["day"]).astype(int)}


def _strata(groups: Sequence["Ints"], counts: "Ints") -> Strata:
    officer, verified, with_slips, field, kind, mode = groups
    return Strata(officer, verified == 1, with_slips == 1, field - (field == 0), kind - 1, mode, counts)


def _days(said: Mapping[str, "Ints"], enters: "Mask") -> Days:
    with_slip = enters & (said["verified"] == 1)
    people, every = _day_sums(said, with_slip | (enters & (said["with_slips"] == 0)))
    those, sums = _day_sums(said, with_slip)
    place = stats.packing.places(people.tolist(), those)
    return Days(people, stats.packing.sums_of(place, sums, len(people)), every)


def _day_sums(said: Mapping[str, "Ints"], these: "Mask") -> tuple["Ints", "Ints"]:
    return stats.packing.day_sums(said["officer"][these], said["day"][these], said["score"][these] + 1)
