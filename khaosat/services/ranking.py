"""The league of officers: gathered from closed days, worked out twice (with and without case mix), kept as it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

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
from khaosat.services.officer_cells import Said, officer_cells
from khaosat.services.officer_evidence import Evidence, Heard, heard
from khaosat.services.peers import Group, groups_of

if TYPE_CHECKING:
    from khaosat.stats.casemix import CaseMix
    from khaosat.stats.ranking import League

A_BATCH: Final = 1000
"""Lines written at once: each is a hundred numbers and more."""
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
class Gathered:
    """Everything a league is made of, as the database holds it.

    `held` counts the held answers about officers; `more` is what was `said` and, where they did not enter, these too.
    """

    first: date
    last: date
    postings: list[PeerPosting]
    with_slips: frozenset[int]
    said: Said
    more: Said
    held: int


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
    cells = officer_cells(officer_answers(session, first=first, last=last, counting=asked))
    return Gathered(
        first=first,
        last=last,
        postings=peer_postings(session, first=first, last=last),
        with_slips=offices_with_slips(session, last=last),
        said=cells.with_held if counting.held else cells.counted,
        more=cells.with_held,
        held=cells.held,
    )


def with_held(found: Gathered) -> Gathered | None:
    """Return the same with what is held about officers, None where nothing is: both would be one league."""
    return replace(found, said=found.more) if found.held else None


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
    said = heard(group.peers, found.said, minimum=rules.minimum)
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
    answers = said.cells.sum(axis=1)
    total = int(answers.sum())
    if not total:
        return None
    reference = {
        stratum: {level: int(answers[its == level].sum()) / total for level in sorted(set(its.tolist()))}
        for stratum, its in said.strata.items()
    }
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
    rows: Iterator[Mapping[str, Any]] = ({"league_id": kept.id, **line} for line in lines)
    while batch := list(islice(rows, A_BATCH)):
        store(session, LeagueLine, batch)
    done = {
        "first_day": outcome.first.isoformat(),
        "last_day": outcome.last.isoformat(),
        "officers": kept.officers,
        "proposed": int(outcome.adjusted.proposed.sum()),
        "with_held": beside is not None,
    }
    record(session, subject=f"league:{kept.id}", before=None, after=done)
    return kept.id
