"""Who is compared with whom: officers of one duty group who served long enough in the period. Pure functions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from khaosat.queries.peer_postings import PeerPosting

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Peer:
    """An officer to be compared: the unit served last, and whether an office served there hands out slips."""

    officer_id: int
    unit_id: int
    with_slips: bool


@dataclass(frozen=True)
class Group:
    """The like officers of one duty group, and who served there too short a time to be compared."""

    duty_group: str
    peers: tuple[Peer, ...]
    too_short: tuple[int, ...]


def groups_of(
    postings: Iterable[PeerPosting], *, first: date, last: date, least_days: int, with_slips: Collection[int]
) -> list[Group]:
    """Return the groups in the order of their names; officers in the order of their ids.

    Somebody who served in two groups belongs to the one of more days (of as many: the one served last).
    `least_days` is what a year asks for; of a shorter period every day is asked at most.
    """
    least = min(least_days, (last - first).days + 1)
    served: dict[int, dict[str, list[PeerPosting]]] = {}
    for posting in postings:
        served.setdefault(posting.officer_id, {}).setdefault(posting.duty_group, []).append(posting)
    peers: dict[str, list[Peer]] = {}
    short: dict[str, list[int]] = {}
    for officer, by_group in sorted(served.items()):
        group, days = _longest(by_group, first, last)
        peers.setdefault(group, [])
        if days >= least:
            peers[group].append(_peer(by_group[group], with_slips))
        else:
            short.setdefault(group, []).append(officer)
    return [Group(name, tuple(found), tuple(short.get(name, ()))) for name, found in sorted(peers.items())]


def _longest(by_group: Mapping[str, list[PeerPosting]], first: date, last: date) -> tuple[str, int]:
    days = {name: _days(spells, first, last) for name, spells in by_group.items()}
    name = max(days, key=lambda one: (days[one], max(spell.since for spell in by_group[one])))
    return name, days[name]


def _days(spells: Iterable[PeerPosting], first: date, last: date) -> int:
    """How many days of the period were served; two offices on one day are one day."""
    days, reached = 0, first - ONE_DAY
    for spell in sorted(spells, key=lambda one: one.since):
        until = min(last, spell.until - ONE_DAY) if spell.until else last
        days += max(0, (until - max(spell.since - ONE_DAY, reached)).days)
        reached = max(reached, until)
    return days


def _peer(spells: list[PeerPosting], with_slips: Collection[int]) -> Peer:
    latest = max(spells, key=lambda spell: (spell.until is None, spell.until or spell.since, spell.since))
    return Peer(latest.officer_id, latest.unit_id, any(spell.office_id in with_slips for spell in spells))
