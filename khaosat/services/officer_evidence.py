"""Which answers count as evidence about an officer. Pure functions.

Where the office hands out receipt slips only answers that carry one enter. Elsewhere every counted answer enters, the
evidence is called unverified and cannot lead to a proposal. Who has both, and enough with a slip, is judged on those
alone; what is set aside is counted and shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from khaosat import stats
from khaosat.models.response import KINDS, MODES
from khaosat.services.officer_cells import Days, Said
from khaosat.services.peers import Peer

if TYPE_CHECKING:
    from khaosat.stats.packing import Ints, Mask

UNKNOWN = -1


class Evidence(StrEnum):
    """Whether the answers that count carried a receipt slip."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, eq=False)
class Heard:
    """What counts of what was said about the officers, a row an officer: `counts` (officers, 5), `set_aside` answers.

    `officer`, `strata` and `cells` are the strata that count: the officer's place (strata,), levels by name (strata,),
    counts (strata, 5). `days` are the sums over days, as in `officer_cells.Days`.
    """

    evidence: list[Evidence]
    set_aside: list[int]
    counts: list[list[int]]
    officer: "Ints"
    strata: dict[str, "Ints"]
    cells: "Ints"
    days: "Ints"


def heard(peers: Sequence[Peer], said: Said, *, minimum: int) -> Heard:
    """Return the evidence about the peers, in their order; answers about others are passed over.

    `minimum` answers with a slip are enough to set those without aside.
    """
    ids, strata = [peer.officer_id for peer in peers], said.strata
    place, answers = stats.packing.places(ids, strata.officer), strata.counts.sum(axis=1)
    compared, without = place >= 0, ~strata.verified & ~strata.with_slips

    def numbers(these: "Mask") -> list[int]:
        rows = these & compared
        found: list[int] = stats.packing.sums_of(place[rows], answers[rows], len(ids)).tolist()
        return found

    evidence = _judged(peers, numbers(strata.verified), numbers(without), minimum)
    judged = [one for one, its in zip(ids, evidence, strict=True) if its is Evidence.VERIFIED]
    enters = compared & (strata.verified | (without & (stats.packing.places(judged, strata.officer) < 0)))
    return Heard(
        evidence=evidence,
        set_aside=numbers(~enters),
        counts=stats.packing.sums_of(place[enters], strata.counts[enters], len(ids)).tolist(),
        officer=place[enters],
        strata={name: getattr(strata, name)[enters] for name in ("field", "kind", "mode")},
        cells=strata.counts[enters],
        days=_days(said.days, ids, judged),
    )


def _judged(peers: Sequence[Peer], verified: list[int], unverified: list[int], minimum: int) -> list[Evidence]:
    return [
        Evidence.VERIFIED
        if carried >= minimum or (not without and (carried or peer.with_slips))
        else Evidence.UNVERIFIED
        for peer, carried, without in zip(peers, verified, unverified, strict=True)
    ]


def _days(days: Days, ids: Sequence[int], judged: Sequence[int]) -> "Ints":
    """Everybody's sums over days: of answers with a slip alone for who is judged on these."""
    sums, on_slips = days.every.copy(), stats.packing.places(judged, days.officer) >= 0
    sums[on_slips] = days.verified[on_slips]
    place = stats.packing.places(ids, days.officer)
    return stats.packing.sums_of(place[place >= 0], sums[place >= 0], len(ids))


def level_key(stratum: str, level: int) -> str:
    """Return a level by its key: a field's id as text, a kind, a mode; '' where it is unknown."""
    if level < 0:
        return ""
    return str(level) if stratum == "field" else {"kind": KINDS, "mode": MODES}[stratum][level]


def islands(found: Heard, stratum: str = "field") -> list[list[str]]:
    """Return the known levels in groups that no officer's answers link: between them nothing can be adjusted.

    Case mix is read within officers; a land officer and a registrar who never do each other's work leave open whether
    the work or the officers differ. The largest group first; one group is how it should be.
    """
    over: dict[int, int] = {}

    def top(level: int) -> int:
        while over.setdefault(level, level) != level:
            level = over[level]
        return level

    first: dict[int, int] = {}
    for officer, level in stats.packing.pairs(found.officer, found.strata[stratum]):
        if level != UNKNOWN:
            over[top(level)] = top(first.setdefault(officer, level))
    groups: dict[int, list[str]] = {}
    for level in sorted(over):
        groups.setdefault(top(level), []).append(level_key(stratum, level))
    return sorted(groups.values(), key=lambda group: (-len(group), group))
