"""What a decision about answers would do to the league: worked out with and without them, and compared.

The work of a job: it reads every answer of the period. Nothing is kept.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from khaosat.access import ScopedSession
from khaosat.queries.officer_answers import Counting
from khaosat.services import ranking
from khaosat.services.ranking import Outcome


@dataclass(frozen=True, slots=True)
class Effect:
    """One officer, with case mix, before and after: state, answers that count, mean after shrinking (1–5)."""

    officer_id: int
    unit_id: int
    state_before: str
    state_after: str
    n_before: int
    n_after: int
    mean_before: float
    mean_after: float

    @property
    def moves(self) -> bool:
        """Whether what the league says about them changes."""
        return self.state_before != self.state_after


def effects_of(
    session: ScopedSession,
    *,
    first: date,
    last: date,
    now: datetime,
    keep: Collection[UUID] = (),
    exclude: Collection[UUID] = (),
) -> list[Effect]:
    """Return whom it would touch to count these held answers and not to count those counted ones.

    Whose state, number of answers or mean changes, by officer; the session reads every answer. Raises as
    `ranking.gather` and `ranking.rules_of`.
    """
    rules = ranking.rules_of(last)
    counting = Counting(also=frozenset(keep), but=frozenset(exclude))
    before = ranking.gather(session, first=first, last=last, now=now)
    after = ranking.gather(session, first=first, last=last, now=now, counting=counting)
    return differences(ranking.work_out(before, rules), ranking.work_out(after, rules))


def differences(before: Sequence[Outcome], after: Sequence[Outcome]) -> list[Effect]:
    """Return how two workings of the same days and groups differ, by officer: who stays the same is left out."""
    then = _by_officer(after)
    found = (Effect(officer, here[0], *_pairs(here[1:], then[officer][1:])) for officer, here in
             sorted(_by_officer(before).items()))  # fmt: skip  # one row an officer
    return [one for one in found if one.moves or one.n_before != one.n_after or one.mean_before != one.mean_after]


Stand = tuple[int, str, int, float]


def _by_officer(outcomes: Sequence[Outcome]) -> dict[int, Stand]:
    return {
        peer.officer_id: (
            peer.unit_id,
            str(one.adjusted.state[place]),
            int(one.adjusted.n[place]),
            float(one.adjusted.posterior_mean[place]),
        )
        for one in outcomes
        for place, peer in enumerate(one.group.peers)
    }


def _pairs(here: tuple[str, int, float], then: tuple[str, int, float]) -> tuple[str, str, int, int, float, float]:
    return here[0], then[0], here[1], then[1], here[2], then[2]
