"""What it would do to the league not to count the answers of a finding: the whole league worked out twice.

The work of a job: it reads every answer of the period. Only the officer's own two lines and how many others would
change their state are kept.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure
from khaosat.queries.officer_answers import Counting
from khaosat.services import ranking
from khaosat.services.league_effects import differences
from khaosat.services.ranking import Outcome, Rules
from khaosat.services.screening import Material, Sighting

MOST: Final = 25
"""Findings of one look whose effect is worked out, the surest first: each costs a league."""
SURE: Final = 1.96
Effect = dict[str, Any]


@dataclass(frozen=True)
class _Asked:
    session: ScopedSession
    found: Material
    rules: Rules
    now: datetime

    def outcomes(self, *, also: frozenset[UUID] = frozenset(), but: frozenset[UUID] = frozenset()) -> list[Outcome]:
        counting = Counting(also=also, but=but)
        first, last = self.found.first, self.found.last
        made = ranking.gather(self.session, first=first, last=last, now=self.now, counting=counting)
        return ranking.work_out(made, self.rules)


def effects(session: ScopedSession, found: Material, seen: Sequence[Sighting], *, now: datetime) -> list[Effect | None]:
    """Return for each sighting what `Finding.effect` keeps, None where there is nothing to say.

    'first', 'last' are the days; 'with', 'without' the officer's line, with case mix: 'n', 'mean', 'low', 'high'
    (after shrinking, 95 %), 'state'; 'others' how many other officers change their state. None: no answers, an
    officer who is not compared, no ceiling in force, or beyond MOST.
    """
    chosen = sorted((one for one in seen if one.answers), key=lambda one: one.verdict)[:MOST]
    if not chosen:
        return [None] * len(seen)
    try:
        asked = _Asked(session, found, ranking.rules_of(found.last), now)
    except ConflictFailure:
        return [None] * len(seen)
    held = frozenset(one.id for one in found.rated if one.held)
    plain = asked.outcomes()
    made = {}
    for one in chosen:
        with_them = asked.outcomes(also=one.answers & held) if one.answers & held else plain
        made[id(one)] = _effect(asked, one, with_them, asked.outcomes(but=one.answers))
    return [made.get(id(one)) for one in seen]


def _effect(asked: _Asked, one: Sighting, before: list[Outcome], after: list[Outcome]) -> Effect | None:
    here, then = next(_line(before, one.officer_id), None), next(_line(after, one.officer_id), None)
    if here is None or then is None:
        return None
    moved = [each for each in differences(before, after) if each.moves and each.officer_id != one.officer_id]
    days = {"first": asked.found.first.isoformat(), "last": asked.found.last.isoformat()}
    return {**days, "with": here, "without": then, "others": len(moved)}


def _line(outcomes: list[Outcome], officer_id: int) -> Iterator[Effect]:
    for outcome in outcomes:
        for place, peer in enumerate(outcome.group.peers):
            if peer.officer_id == officer_id:
                made = outcome.adjusted
                mean, half = float(made.posterior_mean[place]), SURE * float(made.posterior_sd[place])
                yield {
                    "n": int(made.n[place]),
                    "mean": mean,
                    "low": max(1.0, mean - half),
                    "high": min(5.0, mean + half),
                    "state": str(made.state[place]),
                }
