"""Which answers count as evidence about an officer. Pure functions.

Where the office hands out receipt slips only answers that carry one enter. Elsewhere every counted answer enters, the
evidence is called unverified and cannot lead to a proposal. Who has both, and enough with a slip, is judged on those
alone; what is set aside is counted and shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from khaosat.models.response import KINDS, MODES
from khaosat.services.officer_cells import NO_DAYS, Counts, DaySums, OfficerDays, Strata
from khaosat.services.peers import Peer

UNKNOWN = -1


class Evidence(StrEnum):
    """Whether the answers that count carried a receipt slip."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


@dataclass
class Heard:
    """What counts of what was said about the officers: rows of cells by the officer's place, and sums over days."""

    evidence: list[Evidence]
    set_aside: list[int]
    counts: list[list[int]]
    officer: list[int] = field(default_factory=list)
    strata: dict[str, list[int]] = field(default_factory=lambda: {"field": [], "kind": [], "mode": []})
    cells: list[Counts] = field(default_factory=list)
    days: list[DaySums] = field(default_factory=list)


def heard(peers: Sequence[Peer], strata: Iterable[Strata], days: Iterable[OfficerDays], *, minimum: int) -> Heard:
    """Return the evidence about the peers, in their order; answers about others are passed over.

    `minimum` answers with a slip are enough to set those without aside.
    """
    place = {peer.officer_id: number for number, peer in enumerate(peers)}
    rows = [(place[row.officer_id], row) for row in strata if row.officer_id in place]
    found = Heard(_judged(peers, rows, minimum), [0] * len(peers), [[0] * 5 for _ in peers])
    for officer, row in rows:
        if _enters(found.evidence[officer], row):
            _add(found, officer, row)
        else:
            found.set_aside[officer] += sum(row.counts)
    found.days = [NO_DAYS] * len(peers)
    for its in days:
        if its.officer_id in place:
            officer = place[its.officer_id]
            found.days[officer] = its.verified if found.evidence[officer] is Evidence.VERIFIED else its.every
    return found


def _judged(peers: Sequence[Peer], rows: list[tuple[int, Strata]], minimum: int) -> list[Evidence]:
    verified, unverified = [0] * len(peers), [0] * len(peers)
    for officer, row in rows:
        if row.verified:
            verified[officer] += sum(row.counts)
        elif not row.with_slips:
            unverified[officer] += sum(row.counts)
    return [
        Evidence.VERIFIED
        if carried >= minimum or (not without and (carried or peer.with_slips))
        else Evidence.UNVERIFIED
        for peer, carried, without in zip(peers, verified, unverified, strict=True)
    ]


def _enters(evidence: Evidence, row: Strata) -> bool:
    return row.verified or (evidence is Evidence.UNVERIFIED and not row.with_slips)


def _add(found: Heard, officer: int, row: Strata) -> None:
    found.officer.append(officer)
    found.cells.append(row.counts)
    found.strata["field"].append(UNKNOWN if row.field_id is None else row.field_id)
    found.strata["kind"].append(UNKNOWN if row.kind is None else KINDS.index(row.kind))
    found.strata["mode"].append(MODES.index(row.mode))
    for level, count in enumerate(row.counts):
        found.counts[officer][level] += count


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
    for officer, level in sorted(set(zip(found.officer, found.strata[stratum], strict=True))):
        if level != UNKNOWN:
            over[top(level)] = top(first.setdefault(officer, level))
    groups: dict[int, list[str]] = {}
    for level in sorted(over):
        groups.setdefault(top(level), []).append(level_key(stratum, level))
    return sorted(groups.values(), key=lambda group: (-len(group), group))
