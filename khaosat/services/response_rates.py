"""How many of those served have answered, and what the silent ones could change. Silence is never satisfaction.

Answers are released in blocks, dossiers counted by month. A block belongs to the month its last day lies in; a rate
is taken over the (unit, month) pairs whose dossiers are known, numerator and denominator over the same pairs.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khaosat.queries.dossier_sums import DossierSum
from khaosat.queries.released_cells import MonthSum
from khaosat.services.figures import BAND_BELOW, NOBODY

Returned = Mapping[tuple[int, date], int]
INDICATIVE_UNDER = 0.05  # statistics.md, section 1: under 5 % a share is a direction at most


class Known(StrEnum):
    """What is known of a response rate."""

    RATE = "rate"
    NO_DOSSIERS = "no_dossiers"  # nobody has told how many there were
    MORE_ANSWERS = "more_answers"  # more answers than dossiers: counted otherwise, or asked for; no bounds


@dataclass(frozen=True, slots=True)
class ResponseRate:
    """`answers` of `dossiers` returned, in `months` months of the period's `of_months`; shares in 0–1.

    `low` and `high` bound the share satisfied among all served, if every silent one were not satisfied or were:
    no confidence interval but a certainty, whoever the silent ones are. `by_decree` is QĐ 766's own rate, which
    counts the silent as satisfied: (dossiers − not satisfied) / dossiers; its numerator is our reading.
    """

    known: Known
    answers: int
    dossiers: int
    months: int
    of_months: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    by_decree: float | None = None

    @property
    def indicative(self) -> bool:
        """Whether so few answered that the share satisfied only gives a direction."""
        return self.value is not None and self.value < INDICATIVE_UNDER


def returned_by_month(sums: Iterable[DossierSum]) -> Returned:
    """Return the dossiers returned at the offices of these units, by unit and month."""
    found: dict[tuple[int, date], int] = {}
    for one in sums:
        if one.received_here:
            found[one.unit_id, one.month] = found.get((one.unit_id, one.month), 0) + one.returned
    return found


def of_each(returned: Returned, groups: Iterable[Collection[int]]) -> list[Returned]:
    """Return the dossiers of each group of units."""
    of_unit: dict[int, dict[tuple[int, date], int]] = defaultdict(dict)
    for pair, number in returned.items():
        of_unit[pair[0]][pair] = number
    return [{pair: number for unit in group for pair, number in of_unit[unit].items()} for group in groups]


def response_rate(months: Iterable[MonthSum], returned: Returned, *, of_months: int) -> ResponseRate:
    """Return the rate over the pairs of unit and month that both have blocks and dossiers.

    A pair with dossiers and no block counts too: nobody answered there, or nothing has been released yet.
    """
    known = {pair: number for pair, number in returned.items() if number}
    table = [m.counts for m in months if (m.unit_id, date(m.year, m.month, 1)) in known]
    counts = [sum(column) for column in zip(*table, strict=True)] or NOBODY
    covered = len({month for _, month in known})
    return _rate(counts, sum(known.values()), months=covered, of_months=of_months)


def _rate(counts: Sequence[int], dossiers: int, *, months: int, of_months: int) -> ResponseRate:
    answers = sum(counts)
    if not dossiers:
        return ResponseRate(Known.NO_DOSSIERS, answers, 0, months, of_months)
    if answers > dossiers:
        return ResponseRate(Known.MORE_ANSWERS, answers, dossiers, months, of_months)
    rate = answers / dossiers
    if answers < BAND_BELOW or min(counts) < 0:
        return ResponseRate(Known.RATE, answers, dossiers, months, of_months, rate)
    low = (counts[3] + counts[4]) / dossiers
    unhappy = (counts[0] + counts[1]) / dossiers
    return ResponseRate(
        Known.RATE, answers, dossiers, months, of_months, rate, low, low + 1 - rate, by_decree=1 - unhappy
    )
