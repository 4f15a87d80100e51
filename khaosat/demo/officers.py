"""Who serves where in the demo: 504 invented officers, their volumes and their true merit, all from one seed."""

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from khaosat.demo.sources import table

SEED = 20161011  # with the code and the data files this fixes every invented person and answer
PRINTED = "19330"  # the office whose address is printed
WITHOUT_OFFICE = "con-co"
SILENT = frozenset({"19426", "19492", "19573", "thanh-tra-tinh"})
DEPARTMENT_OFFICERS, DISTRICT_OFFICERS, COMMUNE_OFFICERS = 45, 36, 423
PART_TIME = 67
NAMED_SHARE = 0.7  # of the answers name the officer
LOW_SHARE, LOW, HIGH = 0.3, 3.0, 30.0  # three tenths of the officers get few answers
LOG_MEDIAN, LOG_SD, MOST = 5.23, 1.0, 3000.0  # of the others; the median of all is about 100
PRINTED_VOLUMES = (620.0, 470.0, 360.0, 250.0)  # named answers a year: at least 15 a step
MERIT_SD, UNIT_SD = 0.45, 0.3  # logits
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Post:
    """An invented officer at an office (named by its unit's key) and counter."""

    key: str
    name: str
    office: str
    counter: str
    part_time: bool


@dataclass(frozen=True)
class Truth:
    """What only the generator knows. Arrays follow `posts()` but for `unit`, which follows `offices()`."""

    named_a_year: Numbers  # answers that name the officer, expected
    merit: Numbers  # logits
    unit: Numbers  # logits, the office as a whole


@cache
def offices() -> tuple[str, ...]:
    """Return the keys of the 170 units that have an office, in the data file's order."""
    return tuple(row["key"] for row in table("units") if row["kind"] != "province" and row["key"] != WITHOUT_OFFICE)


def kind_of(office: str) -> str:
    """Return the kind of the office's unit: department, district or commune."""
    return _kinds()[office]


@cache
def _kinds() -> dict[str, str]:
    return {row["key"]: row["kind"] for row in table("units")}


def counters(office: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the office's counters, each with the keys of the fields it serves."""
    rows = [row for row in table("counters") if row["unit"] in {office, kind_of(office)}]
    return tuple((row["number"], tuple(row["fields"].split())) for row in rows)


@cache
def posts() -> tuple[Post, ...]:
    """Return the 504 officers in order: 45 of departments, 36 of districts, 423 of communes."""
    made: list[Post] = []
    for office, officers in zip(offices(), _staffing(), strict=True):
        desks = counters(office)
        for place in range(officers):
            number = len(made) + 1
            part_time = (number * PART_TIME) // 504 > ((number - 1) * PART_TIME) // 504
            desk = desks[place % len(desks)][0]
            made.append(Post(f"cc-{number:03d}", f"Công chức mẫu {number:03d}", office, desk, part_time))
    return tuple(made)


def _staffing() -> list[int]:
    """Return the officers of each office: two or three, four, two to four."""
    numbers = []
    seen = {"department": 0, "commune": 0}
    for office in offices():
        kind = kind_of(office)
        if kind == "district":
            numbers.append(4)
            continue
        place = seen[kind]
        seen[kind] += 1
        if kind == "department":
            numbers.append(3 if place % 4 == 1 else 2)
        else:  # as many of two as of four; the first commune is the printed one
            numbers.append({0: 4, 3: 2}.get(place % 7, 3) if place < 140 else 3)  # noqa: PLR2004  141 communes
    return numbers


@cache
def truth() -> Truth:
    """Draw volumes, merits and the offices' own effects from SEED."""
    draw = np.random.default_rng([SEED, 1])
    places = np.array([offices().index(post.office) for post in posts()])
    merit = draw.normal(0.0, MERIT_SD, len(posts()))
    unit = draw.normal(0.0, UNIT_SD, len(offices()))
    active = np.array([post.office not in SILENT for post in posts()])
    volumes = np.zeros(len(posts()))
    volumes[active] = _volumes(int(active.sum()))[_ranks(draw, places[active])]
    _give_the_printed_office_its_share(volumes)
    return Truth(volumes, merit, unit)


def _volumes(number: int) -> Numbers:
    """Return that many expected volumes in order: uniform below, lognormal above, as quantiles and not as draws."""
    low = round(LOW_SHARE * number)
    few = LOW + (HIGH - LOW) * (np.arange(low) + 0.5) / low
    normal = NormalDist(LOG_MEDIAN, LOG_SD)
    many = [min(MOST, np.exp(normal.inv_cdf((place + 0.5) / (number - low)))) for place in range(number - low)]
    return np.sort(np.concatenate([few, np.array(many)]))


def _ranks(draw: np.random.Generator, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return who gets which volume: by chance, districts and towns leaning to the busier end."""
    lean = {"department": 0.2, "district": 1.0, "commune": 0.0}
    shift = np.array([lean[kind_of(offices()[place])] for place in places])
    ranks: NDArray[np.int64] = np.argsort(np.argsort(draw.normal(0.0, 1.0, len(places)) + shift, kind="stable"))
    return ranks


def _give_the_printed_office_its_share(volumes: Numbers) -> None:
    """Swap volumes so that the printed office is busy; the distribution over all officers stays."""
    its = [place for place, post in enumerate(posts()) if post.office == PRINTED]
    for place, wanted in zip(its, PRINTED_VOLUMES, strict=True):
        others = [other for other in range(len(volumes)) if other not in its]
        nearest = min(others, key=lambda other: abs(volumes[other] - wanted))
        volumes[place], volumes[nearest] = volumes[nearest], volumes[place]
