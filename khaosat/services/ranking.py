"""The league of officers: gathered from closed days, worked out twice (with and without case mix), kept as it was."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import add
from typing import TYPE_CHECKING, Final

from khaosat import stats
from khaosat.access import ScopedSession, store
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.models.league import League as KeptLeague
from khaosat.models.league import LeagueLine
from khaosat.queries.officer_answers import COUNTED, WITH_HELD, Counting, officer_answers
from khaosat.queries.peer_postings import PeerPosting, offices_with_slips, peer_postings
from khaosat.rules.caps import Cap, cap_on
from khaosat.services import league_rows
from khaosat.services.acts import Actor, act, record
from khaosat.services.calendar import last_closed
from khaosat.services.officer_cells import Counts, OfficerDays, Strata, officer_cells
from khaosat.services.officer_evidence import Evidence, Heard, heard
from khaosat.services.peers import Group, groups_of

if TYPE_CHECKING:
    from khaosat.stats.casemix import CaseMix
    from khaosat.stats.ranking import League

NOBODY: Final[Counts] = (0, 0, 0, 0, 0)
SIX_MONTHS: Final = 181
"""Days: the shortest six months in a row."""


@dataclass(frozen=True)
class Rules:
    """What a league is asked for; `fdr` is the largest expected share of undeserved proposals."""

    cap: Cap
    fdr: float = 0.10
    minimum: int = 10
    least_days: int = SIX_MONTHS


@dataclass(frozen=True)
class Waiting:
    """Held answers that did not enter a league, and the officers' days as they are with them."""

    strata: tuple[Strata, ...] = ()
    days: list[OfficerDays] = field(default_factory=list)


@dataclass(frozen=True)
class Gathered:
    """Everything a league is made of, as the database holds it.

    `held` counts the held answers about officers; `waiting` are those of them that did not enter.
    """

    first: date
    last: date
    postings: list[PeerPosting]
    with_slips: frozenset[int]
    strata: list[Strata]
    days: list[OfficerDays]
    held: int
    waiting: Waiting = field(default_factory=Waiting)


@dataclass(frozen=True)
class Outcome:
    """The league of one group, without and with case mix; `places` is the ceiling as a number of persons.

    Arrays of both leagues follow `group.peers`. Without any answers there is no case mix, and both are the same.
    """

    first: date
    last: date
    rules: Rules
    group: Group
    heard: Heard
    places: int
    deff: float
    plain: "League"
    adjusted: "League"
    casemix: "CaseMix | None"
    held: int


def rules_of(last: date) -> Rules:
    """Return the rules in force at a period's end; raises ConflictFailure where no ceiling is known."""
    cap = cap_on(last)
    if cap is None:
        raise ConflictFailure(reason="no_cap", day=last)
    return Rules(cap)


def gather(session: ScopedSession, *, first: date, last: date, now: datetime, counting: Counting = COUNTED) -> Gathered:
    """Read what the league of first … last is made of; needs a session that reads every answer.

    `counting` says which answers enter, for a league to hold beside the one of what counts.

    Raises InvalidFailure where the period ends before it begins, ConflictFailure where a day has not closed.
    """
    if last < first:
        raise InvalidFailure(field="to", reason="before_from")
    if last > last_closed(now):
        raise ConflictFailure(reason="day_open", day=last)
    asked = WITH_HELD if counting == COUNTED else counting  # one pass tells both apart
    said = officer_cells(officer_answers(session, first=first, last=last, counting=asked))
    enters = counting.held
    return Gathered(
        first=first,
        last=last,
        postings=peer_postings(session, first=first, last=last),
        with_slips=offices_with_slips(session, last=last),
        strata=_together(row for row in said.strata if enters or not row.held),
        days=said.days_with_held if enters else said.days,
        held=sum(sum(row.counts) for row in said.strata if row.held),
        waiting=Waiting() if enters else Waiting(tuple(row for row in said.strata if row.held), said.days_with_held),
    )


def with_held(found: Gathered) -> Gathered | None:
    """Return the same with what is held about officers, None where nothing is: both would be one league."""
    if not found.held:
        return None
    strata = _together([*found.strata, *found.waiting.strata])
    return replace(found, strata=strata, days=found.waiting.days, waiting=Waiting())


def _together(rows: Iterable[Strata]) -> list[Strata]:
    """Rows that share their attributes as one: held or not is no attribute of what was said."""
    sums: dict[Strata, Counts] = {}
    for row in rows:
        key, there = row._replace(counts=NOBODY, held=False), row.counts
        before = sums.get(key, NOBODY)
        sums[key] = tuple(map(add, before, there))
    return [key._replace(counts=counts) for key, counts in sums.items()]


def work_out(found: Gathered, rules: Rules) -> list[Outcome]:
    """Return the league of every duty group that has somebody to compare."""
    groups = groups_of(
        found.postings,
        first=found.first,
        last=found.last,
        least_days=rules.least_days,
        with_slips=found.with_slips,
    )
    return [_outcome(found, group, rules) for group in groups if group.peers]


def _outcome(found: Gathered, group: Group, rules: Rules) -> Outcome:
    said = heard(group.peers, found.strata, found.days, minimum=rules.minimum)
    eligible = [evidence is Evidence.VERIFIED for evidence in said.evidence]
    places = rules.cap.places(eligible=sum(eligible), peers=len(group.peers))
    deff = stats.ranking.day_deff_of_sums(said.counts, said.days)
    mixed = _case_mix(said)

    def league(casemix: "CaseMix | None") -> "League":
        return stats.ranking.league(
            said.counts,
            top=places,
            fdr=rules.fdr,
            minimum=rules.minimum,
            deff=deff,
            casemix=casemix,
            eligible=eligible,
        )

    plain = league(None)
    adjusted = plain if mixed is None else league(mixed)
    return Outcome(found.first, found.last, rules, group, said, places, deff, plain, adjusted, mixed, found.held)


def _case_mix(said: Heard) -> "CaseMix | None":
    """Everybody moved to the mix of all answers that count; None without any."""
    answers = [sum(counts) for counts in said.cells]
    total = sum(answers)
    if not total:
        return None
    reference: dict[str, dict[int, float]] = {}
    for stratum, levels in said.strata.items():
        numbers: dict[int, int] = {}
        for level, number in zip(levels, answers, strict=True):
            numbers[level] = numbers.get(level, 0) + number
        reference[stratum] = {level: number / total for level, number in sorted(numbers.items())}
    cells = stats.casemix.Cells(said.officer, said.strata, said.cells)
    return stats.casemix.adjust(cells, reference, officers=len(said.counts))


@act("leagues:compute")
def keep(session: ScopedSession, outcome: Outcome, *, by: Actor, at: datetime, beside: int | None = None) -> int:  # noqa: ARG001  the act leaves `by` in its event
    """Keep a league as it was computed, beside those computed before; returns its id.

    `beside` is the league of the same days to which this one adds held answers.
    """
    kept = KeptLeague(
        beside_id=beside,
        made_at=at,
        first_day=outcome.first,
        last_day=outcome.last,
        duty_group=outcome.group.duty_group,
        officers=len(outcome.group.peers),
        rules=league_rows.rules_of(outcome),
        results=league_rows.results_of(outcome),
    )
    session.add(kept)
    session.flush()
    lines = league_rows.lines_of(outcome, nodes=beside is None)
    store(session, LeagueLine, [{"league_id": kept.id, **line} for line in lines])
    done = {
        "first_day": outcome.first.isoformat(),
        "last_day": outcome.last.isoformat(),
        "officers": kept.officers,
        "proposed": int(outcome.adjusted.proposed.sum()),
        "with_held": beside is not None,
    }
    record(session, subject=f"league:{kept.id}", before=None, after=done)
    return kept.id
