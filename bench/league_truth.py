"""The demo's league against the truth only its generator knows: ``python bench/league_truth.py [--seeds N]``.

A year of the demo province for each of the first N generator seeds (the shipped one is the first), straight from the
generator's arrays through the services' own rules of evidence, ceiling and case mix, without a database. Ends with
status 1 if a bar is missed. About 2 s of one core a seed.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from khaosat.demo import calendar, officers, visits
from khaosat.demo.answers import KINDS
from khaosat.models import response
from khaosat.queries.peer_postings import PeerPosting
from khaosat.services import ranking
from khaosat.services.calendar import closes_at
from khaosat.services.leagues import closed_year
from khaosat.services.officer_cells import Days, Said, Strata
from khaosat.services.officer_evidence import UNKNOWN
from khaosat.stats import packing

SEEDS = 20
OPENED = date(2016, 9, 30)
YEAR = closed_year(closes_at(date(2026, 10, 31)))
ITEM = visits.ITEMS.index("OF")
DISLIKED = -0.25  # logits: land and construction
Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Found:
    """One seed: how many were proposed, how many of them wrongly, and the share of disliked fields among the first."""

    proposed: int
    undeserved: int
    grave: int
    expected: float
    disliked_due: int
    disliked: int
    disliked_plain: int
    held: float


BARS: dict[str, tuple[Callable[[list[Found]], float], float, float]] = {
    "undeserved among proposed": (lambda all_: _sum(all_, "undeserved") / max(_sum(all_, "proposed"), 1), 0.0, 0.17),
    "awards below the true median, a league": (lambda all_: _sum(all_, "grave") / len(all_), 0.0, 1.0),
    "disliked fields, places over their due": (
        lambda all_: _sum(all_, "disliked") / _sum(all_, "disliked_due"),
        0.85,
        1.25,
    ),
}


def main() -> int:
    """Measure every seed, print what was found and the bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    start, every = time.process_time(), list[Found]()
    print("seed      proposed  undeserved  below median  expected  disliked: due, with, without case mix  ranks held")
    for seed in range(officers.SEED, officers.SEED + parser.parse_args().seeds):
        one = measure(seed)
        every.append(one)
        print(f"{seed}  {one.proposed:8}  {one.undeserved:10}  {one.grave:12}  {one.expected:8.3f}  "
              f"{one.disliked_due:13}  {one.disliked:4}  {one.disliked_plain:16}  {one.held:10.3f}")  # fmt: skip
    passed = [_judged(name, value(every), low, high) for name, (value, low, high) in BARS.items()]
    plain = _sum(every, "disliked_plain") / _sum(every, "disliked_due")
    spent = time.process_time() - start
    print(f"without case mix disliked fields get {plain:.2f} of their due; {spent:.0f} s of one core")
    return 0 if all(passed) else 1


def measure(seed: int) -> Found:
    """Work out the league of that seed's year and hold it against the truth."""
    with_seed(seed)
    gathered = a_year(YEAR.first, YEAR.last)
    (outcome,) = ranking.work_out(gathered, ranking.rules_of(YEAR.last))
    league, plain, truth = outcome.adjusted, outcome.plain, true_scores()
    there = league.n > 0  # who has no answers is no peer
    rank = np.full(truth.size, truth.size)
    rank[there] = np.argsort(np.argsort(-truth[there], kind="stable"), kind="stable") + 1
    due, proposed, hard = rank <= outcome.places, league.proposed, in_disliked_fields(gathered)
    return Found(
        proposed=int(proposed.sum()),
        undeserved=int((proposed & ~due).sum()),
        grave=int((proposed & (truth < np.median(truth[there]))).sum()),
        expected=league.expected_undeserved,
        disliked_due=int((due & hard).sum()),
        disliked=int((_first(league.p_top, outcome.places) & hard).sum()),
        disliked_plain=int((_first(plain.p_top, outcome.places) & hard).sum()),
        held=float(np.mean(((league.rank_low <= rank) & (rank <= league.rank_high))[there])),
    )


def with_seed(seed: int) -> None:
    """Let the generator draw from another seed: what it drew once is forgotten."""
    for module in (officers, visits):
        setattr(module, "SEED", seed)  # noqa: B010  one keeps the other's as its own
    officers.truth.cache_clear()


def a_year(first: date, last: date) -> ranking.Gathered:
    """What the database would hold of those days; officers and offices are numbered by their place."""
    every = np.concatenate([visits.visits_of(day) for day in calendar.days(first, last)])
    counted = every[every["named"] & ~every["held"] & (every["scores"][:, ITEM] >= 1)]
    handed = np.array([visits.with_slips(key) for key in officers.offices()])
    office = visits.office_of()
    slips = handed[office[counted["post"]]]
    said = Said(_strata(counted, slips), _days(counted, slips))
    return ranking.Gathered(
        first=first,
        last=last,
        postings=[
            PeerPosting(post, int(office[post]), int(office[post]), "one", OPENED, None) for post in range(office.size)
        ],
        with_slips=frozenset(np.flatnonzero(handed).tolist()),
        said=said,
        more=said,
        held=0,
    )


def _strata(said: visits.Visits, slips: Mask) -> Strata:
    field, kind = np.where(said["field_known"], said["field"], UNKNOWN) - UNKNOWN, said["kind"] - UNKNOWN
    by = [said["post"], said["verified"], slips, field, kind, said["mode"]]
    groups, counts = packing.counts_of([each.astype(int) for each in by], said["scores"][:, ITEM].astype(int) - 1, 5)
    post, verified, handed, known, kind, mode = groups
    modes = np.array([response.MODES.index(one) for one in visits.MODES])
    kinds = np.array([UNKNOWN, *map(response.KINDS.index, KINDS)])
    return Strata(post, verified == 1, handed == 1, known + UNKNOWN, kinds[kind], modes[mode], counts)


def _days(said: visits.Visits, slips: Mask) -> Days:
    """By officer, the sums over days of what carried a slip, and of what may count where none is handed out."""
    verified = said["verified"].astype(bool)
    (those, with_slip), (posts, every) = _sums(said[verified]), _sums(said[verified | ~slips])
    return Days(posts, packing.sums_of(packing.places(posts.tolist(), those), with_slip, posts.size), every)


def _sums(said: visits.Visits) -> tuple[packing.Ints, packing.Ints]:
    said = said[np.lexsort((said["day"], said["post"]))]
    who, day, score = (each.astype(int) for each in (said["post"], said["day"], said["scores"][:, ITEM]))
    return packing.day_sums(who, day, score)


def true_scores() -> Numbers:
    """What orders the officers' expected scores at any one mix of cases: the logits the item hears of them."""
    known = officers.truth()
    return np.asarray(visits.HEARS_MERIT[ITEM] * known.merit + visits.HEARS_UNIT[ITEM] * known.unit[visits.office_of()])


def in_disliked_fields(gathered: ranking.Gathered) -> Mask:
    """True for who has more than half of the answers with a known field in a disliked one."""
    disliked, known = np.zeros((2, len(officers.posts())))
    hard = visits.difficulty() < DISLIKED
    strata = gathered.said.strata
    there = strata.field != UNKNOWN
    answers = strata.counts.sum(axis=1)[there]
    np.add.at(known, strata.officer[there], answers)
    np.add.at(disliked, strata.officer[there], answers * hard[strata.field[there]])
    return np.asarray(disliked > known / 2)


def _first(values: Numbers, places: int) -> Mask:
    first = np.zeros(values.size, np.bool_)
    first[np.argsort(-values, kind="stable")[:places]] = True
    return first


def _sum(every: Iterable[Found], name: str) -> float:
    return float(sum(getattr(one, name) for one in every))


def _judged(name: str, value: float, low: float, high: float) -> bool:
    passed = low <= value <= high
    print(f"{name}: {value:.3f}, bar {low:g}–{high:g}: {'passed' if passed else 'MISSED'}")
    return passed


if __name__ == "__main__":
    sys.exit(main())
