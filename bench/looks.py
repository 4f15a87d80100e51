"""The weekly look over two years of the demo's honest answers: how often it is wrong, and what bursts it sees.

`python -m bench.looks`: every look of the second year, counting each officer once; then planted bursts of several
sizes, each at another officer. The demo has no closed dossiers: three tests run. Minutes.
"""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from khaosat.demo import visits
from khaosat.demo.calendar import days
from khaosat.demo.visits import Visits
from khaosat.queries.screened_answers import SCREENED, Rated
from khaosat.services import screening
from khaosat.services.screening import Known, Material

FIRST = date(2024, 11, 18)  # a Monday
WEEKS = 104
SIZES = (8, 12, 16, 20, 24, 30, 40)
EACH = 40  # officers a burst of that size is planted at


def honest(first: date, last: date) -> Iterator[Rated]:
    """Yield the demo's honest answers that name an officer."""
    for day in days(first, last):
        yield from rated(visits.visits_of(day), day)


def rated(made: Visits, day: date) -> Iterator[Rated]:
    """Yield what a day's visitors say about officers, as the look reads it; an officer's id is the post's place."""
    for row in made[made["named"]]:
        if visits.MODES[row["mode"]] in SCREENED:
            scores = [int(score) for score in row["scores"] if score > 0]
            said = int(row["scores"][1])
            yield Rated(
                UUID(bytes=bytes(row["id"]), version=4), int(row["post"]), int(visits.office_of()[row["post"]]),
                day, int(row["slot"]), said if said > 0 else scores[0], set(scores) == {5},
                2 if row["held"] else None, held=bool(row["held"]),
            )  # fmt: skip  # a row is read across


def alarms(every: list[Rated]) -> tuple[int, int, float]:
    """Return looks of the second year, officers flagged at least once by them, and seconds a look took."""
    seen: set[int] = set()
    begun, looks = time.perf_counter(), WEEKS // 2
    for number in range(WEEKS // 2, WEEKS):
        seen |= {one.officer for one in screening.look(_material(every, FIRST + timedelta(weeks=number))).seen}
    return looks, len(seen), (time.perf_counter() - begun) / looks


def found(every: list[Rated], size: int) -> tuple[int, int, float]:
    """Return at how many of EACH officers a burst was seen, how many others were named, and the share of it pointed at.

    The officers are those with the median number of answers and above, so that a test has something to compare with.
    """
    week = FIRST + timedelta(weeks=WEEKS - 1)
    draw = random.Random(size)
    numbers: dict[int, list[Rated]] = {}
    for one in every:
        if one.day >= screening.days_of(week)[0]:
            numbers.setdefault(one.officer_id, []).append(one)
    enough = sorted(numbers, key=lambda officer: (-len(numbers[officer]), officer))[: len(numbers) // 2]
    chosen = draw.sample(enough, EACH)
    planted = [one for officer in chosen for one in _burst(numbers[officer][0], week, size, draw)]
    material = _material([*every, *planted], week)
    new = screening.sightings(material, screening.look(material), Known())
    ours = {one.id for one in planted}
    hit = [one for one in new if one.officer_id in set(chosen)]
    pointed = sum(len(one.answers & ours) for one in hit) / max(1, size * len(hit))
    return len(hit), len(new) - len(hit), pointed


def _burst(like: Rated, week: date, size: int, draw: random.Random) -> list[Rated]:
    day, slot = week + timedelta(days=draw.randrange(5)), draw.randrange(32, 66)
    said = {"officer_id": like.officer_id, "office_id": like.office_id, "day": day, "slot": slot, "score": 5}
    ids = (UUID(int=draw.getrandbits(128), version=4) for _ in range(size))
    return [Rated(id=one, best=True, repeat_of_day=None, held=False, **said) for one in ids]  # type: ignore[arg-type]  # its own names


def _material(every: list[Rated], week: date) -> Material:
    first, last = screening.days_of(week)
    return Material(week, first, last, [one for one in every if first <= one.day <= last], [])


def main() -> None:
    """Print both tables."""
    every = list(honest(FIRST, FIRST + timedelta(days=7 * WEEKS - 1)))
    looks, wrong, seconds = alarms(every)
    officers = len({one.officer_id for one in every})
    print(f"{len(every)} answers about {officers} officers; {looks} looks of {seconds:.2f} s")
    print(f"honest officers flagged in a year of looks: {wrong} of {officers} ({wrong / officers:.2%}); stated: 1 %")
    for size in SIZES:
        hit, others, pointed = found(every, size)
        print(f"burst of {size}: seen at {hit} of {EACH}, {pointed:.0%} of it pointed at, {others} others named")


if __name__ == "__main__":
    main()
