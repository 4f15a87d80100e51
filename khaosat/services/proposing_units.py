"""Which unit proposes an officer's class, and whose opinion it takes. Pure functions.

The unit where the officer stands at the year's end proposes. Somebody who moved: the old unit's opinion is taken where
they served there six months or more (NĐ 90/2020, art. 20). Somebody with two postings at once: the full-time one
proposes, of equals the one of more days, then the older; the other's opinion is taken like an old unit's. A unit that
ended during the year is followed by its successor, of several by the one with the largest share; Internal Affairs may
hand a file over with a reason (`appraisal_years.hand_over`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from khaosat.queries.appraisals import YearPosting
from khaosat.services.ranking import SIX_MONTHS

ONLY, MOVED, FULL_TIME, MORE_DAYS, LEFT, HANDED_OVER = BECAUSE = (
    "only", "moved", "full_time", "more_days", "left", "handed_over",
)  # fmt: skip  # why that unit
LONGEST_CHAIN: Final = 8
ONE_DAY: Final = timedelta(days=1)
Followers = Mapping[int, Sequence[tuple[int, float]]]


@dataclass(frozen=True)
class Served:
    """One posting inside the year: both days included."""

    unit_id: int
    kind: str
    duty_group: str
    first: str
    last: str
    days: int

    @property
    def span(self) -> range:
        """Its days as ordinals."""
        start = date.fromisoformat(self.first).toordinal()
        return range(start, start + self.days)


@dataclass(frozen=True)
class Standing:
    """The unit that proposes, with the reason (one of BECAUSE), and where the officer served.

    `followed` is the unit that ended and whom the proposing one follows; `abolished` that nobody follows it. `opinions`
    are the units to be asked; `short` that the officer served less than six months in the year, as far as known here.
    """

    unit_id: int
    duty_group: str
    because: str
    days: int
    short: bool
    followed: int | None
    abolished: bool
    opinions: tuple[int, ...]
    served: tuple[Served, ...]

    def kept(self) -> dict[str, Any]:
        """Return what the file keeps of it: everything but the unit and the group, which are columns."""
        found = asdict(self)
        return {name: found[name] for name in found if name not in {"unit_id", "duty_group"}} | {
            "served": [asdict(one) for one in self.served],
            "opinions": [{"unit_id": unit, "text": None} for unit in self.opinions],
        }


def standing_of(
    postings: Iterable[YearPosting],
    *,
    first: date,
    last: date,
    exists: Callable[[int], bool],
    followers: Followers,
    duty_group: str | None = None,
) -> Standing:
    """Return who proposes an officer with these postings (at least one, touching first … last).

    `exists` says whether a unit still stood on the last day; `duty_group` is that of the league, by default the group
    of most days.
    """
    served = tuple(_served(one, first, last) for one in postings)
    newest = max(one.last for one in served)
    at_end = [one for one in served if one.last == newest]
    chosen, because = _chosen(at_end, served, left=newest < last.isoformat())
    unit, abolished = _standing_unit(chosen.unit_id, exists, followers)
    days = len(set().union(*(one.span for one in served)))
    groups = {name: sum(one.days for one in served if one.duty_group == name) for name in _groups(served)}
    return Standing(
        unit_id=unit,
        duty_group=duty_group or max(groups, key=lambda name: groups[name]),
        because=because,
        days=days,
        short=days < SIX_MONTHS,
        followed=chosen.unit_id if unit != chosen.unit_id else None,
        abolished=abolished,
        opinions=tuple(_asked(served, own={unit, chosen.unit_id}, exists=exists)),
        served=served,
    )


def _groups(served: Sequence[Served]) -> list[str]:
    return sorted({one.duty_group for one in served})


def _asked(served: Sequence[Served], *, own: set[int], exists: Callable[[int], bool]) -> Iterator[int]:
    """The other units that still stand and had the officer for six months or more; a day counts once."""
    for unit in dict.fromkeys(one.unit_id for one in served):
        days = set().union(*(one.span for one in served if one.unit_id == unit))
        if unit not in own and len(days) >= SIX_MONTHS and exists(unit):
            yield unit


def _served(one: YearPosting, first: date, last: date) -> Served:
    since = max(first, one.since)
    until = min(last, one.until - ONE_DAY) if one.until else last
    days = (until - since).days + 1
    return Served(one.unit_id, one.kind, one.duty_group, since.isoformat(), until.isoformat(), days)


def _chosen(at_end: Sequence[Served], served: Sequence[Served], *, left: bool) -> tuple[Served, str]:
    ordered = sorted(at_end, key=lambda one: (one.kind != "full_time", -one.days, one.first, one.unit_id))
    best = ordered[0]
    if left:
        return best, LEFT
    if len({one.unit_id for one in at_end}) > 1:
        return best, FULL_TIME if ordered[1].kind != best.kind else MORE_DAYS
    return best, ONLY if {one.unit_id for one in served} == {best.unit_id} else MOVED


def _standing_unit(unit: int, exists: Callable[[int], bool], followers: Followers) -> tuple[int, bool]:
    """Return the unit that stands at the year's end in its place, and whether none does."""
    found = unit
    for _step in range(LONGEST_CHAIN):
        if exists(found):
            return found, False
        after = followers.get(found)
        if not after:
            return unit, True
        found = max(after, key=lambda one: (one[1], -one[0]))[0]
    return unit, True
