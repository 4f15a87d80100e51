"""A day's visitors and what they say, drawn for all offices at once from the seed and the date alone.

Every item is a cumulative logit (P. McCullagh, "Regression models for ordinal data", J. R. Stat. Soc. B 42,
1980): a latent value (merit, office, field, the person's own mood, logistic noise) against fixed cuts.
"""

from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from khaosat.demo import calendar
from khaosat.demo.officers import NAMED_SHARE, SEED, counters, kind_of, offices, posts, truth
from khaosat.demo.sources import table

ITEMS = ("Z1", "OF", "A", "B", "C", "D", "E")
CUTS = np.array([-4.3, -3.1, -1.75, 0.6])  # between 1|2, 2|3, 3|4, 4|5
PERSON_SD = 0.9
#               Z1   OF   A     B    C    D    E     how much each item hears of …
HEARS_MERIT = np.array([0.55, 1.0, 0.0, 0.15, 0.9, 0.2, 0.2])
HEARS_UNIT = np.array([1.0, 0.25, 1.2, 0.9, 0.4, 0.9, 1.0])
HEARS_FIELD = np.array([1.0, 0.8, 0.0, 1.4, 0.3, 1.2, 0.4])
OFFSET = np.array([0.0, 0.4, -0.1, -0.35, 0.2, -0.1, -0.5])
OFFICER_ANSWERED = (0.3, 0.94)  # where the officer is not named, and where he is
FACTORS_ANSWERED, EACH_FACTOR, NOT_APPLICABLE = 0.62, 0.96, 0.55
MODES = ("placard", "kiosk", "paper", "assisted")
MODE_SHARES = {
    "department": (0.82, 0.12, 0.03, 0.03),
    "district": (0.80, 0.14, 0.03, 0.03),
    "commune": (0.91, 0.0, 0.05, 0.04),
}
BUSINESS = {"department": 0.38, "district": 0.15, "commune": 0.05}
SLIP_NAMED, SLIP_UNNAMED = 0.9, 0.5  # verified where slips are handed out
STANDS_IN = 0.15  # of an officer's dossiers are of any counter of the office: without it nobody serves two kinds
HELD, COMMENTED = 0.003, 0.035

Visit = np.dtype(
    [("day", "i4"), ("slot", "i2"), ("post", "i4"), ("named", "?"), ("field", "i2"), ("field_known", "?"),
     ("mode", "i1"), ("kind", "i1"), ("verified", "?"), ("scores", "i1", len(ITEMS)), ("held", "?"), ("trips", "i1"),
     ("punctuality", "i1"), ("reasons", "i2"), ("comment", "i2"), ("english", "?"), ("watched", "i1"),
     ("at_counter", "?"), ("id", "V16")]
)  # fmt: skip  # a row is read across; -1 is "not said"
Visits = NDArray[np.void]


def fields() -> tuple[str, ...]:
    """Return the keys of the fields, in the order of the data file: what `field` counts."""
    return tuple(row["key"] for row in table("fields"))


def with_slips(office: str) -> bool:
    """Return whether the office hands out receipt slips: three in four do."""
    return offices().index(office) % 4 != 1


def visits_of(day: date, *, share: float = 1.0) -> Visits:
    """Return what is said on that day in all offices, ordered by officer; `share` thins the volumes for tests."""
    draw = np.random.default_rng([SEED, 2, day.toordinal()])
    a_day = truth().named_a_year / NAMED_SHARE / calendar.YEAR * calendar.weight(day) * share
    post = np.repeat(np.arange(len(posts())), draw.poisson(a_day))
    made = np.zeros(len(post), dtype=Visit)
    made["day"], made["post"], made["slot"] = day.toordinal(), post, calendar.slots(draw, len(post))
    made["named"] = draw.random(len(post)) < NAMED_SHARE
    made["field"] = _served(draw, post)
    made["field_known"] = draw.random(len(post)) < 0.85  # noqa: PLR2004  slip or counter tells
    made["scores"] = _scores(draw, made)
    _details(draw, made)
    made["id"] = np.frombuffer(draw.bytes(16 * len(post)), dtype="V16")
    return made


@cache
def desk_fields() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each post the fields its counter serves (padded) and how many they are."""
    return _padded([list(dict(counters(post.office))[post.counter]) for post in posts()])


@cache
def _office_fields() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each post the fields of all its office's counters (padded) and how many they are."""
    return _padded([sorted({key for _, its in counters(post.office) for key in its}) for post in posts()])


def _padded(rows: list[list[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = {key: place for place, key in enumerate(fields())}
    widest = max(map(len, rows))
    places = [[order[key] for key in row] + [0] * (widest - len(row)) for row in rows]
    return np.array(places), np.array([len(row) for row in rows])


def _served(draw: np.random.Generator, post: NDArray[np.int64]) -> NDArray[np.int64]:
    served, number = desk_fields()
    place = np.floor(number[post] * draw.random(len(post)) ** 1.3).astype(int)  # the first field is the commonest
    every, many = _office_fields()
    other = every[post, np.floor(many[post] * draw.random(len(post))).astype(int)]
    return np.asarray(np.where(draw.random(len(post)) < STANDS_IN, other, served[post, place]))


@cache
def office_of() -> NDArray[np.int64]:
    """Return for each post the place of its office in `offices()`."""
    place = {office: number for number, office in enumerate(offices())}
    return np.array([place[post.office] for post in posts()])


@cache
def difficulty() -> NDArray[np.float64]:
    """Return each field's effect in logits."""
    return np.array([float(row["difficulty"]) for row in table("fields")])


def _scores(draw: np.random.Generator, made: Visits) -> NDArray[np.int8]:
    number, known = len(made), truth()
    latent = (
        OFFSET
        + np.outer(known.merit[made["post"]], HEARS_MERIT)
        + np.outer(known.unit[office_of()[made["post"]]], HEARS_UNIT)
        + np.outer(difficulty()[made["field"]], HEARS_FIELD)
        + draw.normal(0.0, PERSON_SD, (number, 1))
        + draw.logistic(0.0, 1.0, (number, len(ITEMS)))
    )
    scores = (1 + (latent[:, :, None] > CUTS).sum(axis=2)).astype(np.int8)
    officer = draw.random(number) < np.where(made["named"], OFFICER_ANSWERED[1], OFFICER_ANSWERED[0])
    scores[~officer, ITEMS.index("OF")] = -1
    factors = (draw.random((number, 1)) < FACTORS_ANSWERED) & (draw.random((number, 5)) < EACH_FACTOR)
    scores[:, 2:][~factors] = -1
    scores[(scores[:, -1] > 0) & (draw.random(number) < NOT_APPLICABLE), -1] = 0
    return np.asarray(scores)


@cache
def _by_kind(name: str) -> NDArray[np.float64]:
    shares = {"business": BUSINESS, "modes": MODE_SHARES}[name]
    return np.array([shares[kind_of(office)] for office in offices()])  # type: ignore[index]  # both go by kind


def _details(draw: np.random.Generator, made: Visits) -> None:
    number, office = len(made), office_of()[made["post"]]
    overall = made["scores"][:, 0]
    made["mode"] = (draw.random((number, 1)) > np.cumsum(_by_kind("modes")[office], axis=1)[:, :-1]).sum(axis=1)
    made["kind"] = draw.random(number) < _by_kind("business")[office]
    made["kind"][draw.random(number) < 0.2] = -1  # noqa: PLR2004  one in five does not say
    slips = np.array([with_slips(key) for key in offices()])[office]
    made["verified"] = slips & (draw.random(number) < np.where(made["named"], SLIP_NAMED, SLIP_UNNAMED))
    made["field_known"] |= made["verified"]  # a slip names its field
    made["held"] = draw.random(number) < HELD
    rest = made["scores"][:, 2] >= 0
    made["trips"] = np.where(rest, draw.choice((1, 2, 3), size=number, p=(0.7, 0.23, 0.07)), -1)
    made["punctuality"] = np.where(rest, draw.choice(3, size=number, p=(0.22, 0.7, 0.08)), -1)
    made["reasons"] = np.where((overall <= 3) & (draw.random(number) < 0.7), draw.integers(1, 256, number), 0)  # noqa: PLR2004  low, and says why
    made["comment"] = np.where(draw.random(number) < COMMENTED, draw.integers(0, 1000, number), -1)
    made["english"] = draw.random(number) < 0.01  # noqa: PLR2004  one in a hundred
    asked = draw.random(number) < 13 / 256  # the share of pages that ask
    made["watched"] = np.where(asked, draw.random(number) < 0.03, -1)  # noqa: PLR2004  and some say yes
    made["at_counter"] = draw.random(number) < 0.5  # noqa: PLR2004  where a counter has its own placard
