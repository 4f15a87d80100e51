"""What the API answers about results: the page's own figures, each with interval, n, and whether it may be shown."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from khaosat.services.figures import LEAST, Band, Method, Withheld
from khaosat.services.periods import Month
from khaosat.services.placing import Place as InFunnel
from khaosat.services.response_rates import Known
from khaosat.services.unit_figures import Standing, State
from khaosat.web.api.resource import Shown


def _persons(number: object) -> object:
    """Under five persons no number of them, as in every file to take along."""
    return number if isinstance(number, int) and number >= LEAST else None


def _month(value: object) -> object:
    return f"{value.year:04d}-{value.number:02d}" if isinstance(value, Month) else value


Persons = Annotated[int | None, BeforeValidator(_persons)]
MonthName = Annotated[str, BeforeValidator(_month)]


class Figure(Shown):
    """A number with its interval and n, or the reason why it is not shown."""

    value: float | None
    low: float | None
    high: float | None
    n: Persons
    shown: bool
    indicative: bool
    reason: Withheld | None
    band: Band | None
    method: Method


class Blocks(Shown):
    """The closed releases behind a figure: the real days they cover, and how many they are."""

    first: date
    last: date
    number: int


class Period(Shown):
    """Whole months."""

    key: str
    first: date
    last: date


class UnitName(Shown):
    """What identifies a unit: its key; names occur twice."""

    key: str
    name: str
    parent_name: str | None
    level: str
    kind: str


class Response(Shown):
    """How many of the dossiers returned have an answer; `low` and `high` are bounds, no interval."""

    known: Known
    answers: int
    dossiers: int
    months: int
    of_months: int
    value: float | None
    low: float | None
    high: float | None
    by_decree: float | None


class Punctuality(Shown):
    """Dossiers returned, by when."""

    returned: int
    early: int
    on_time: int
    late: int


class Handled(Shown):
    """Dossiers by who received and who decided; at `gathered_at` people speak of outcomes this unit decided."""

    received: int
    decided_elsewhere: int
    share_elsewhere: float | None
    from_elsewhere: int
    gathered_at: tuple[UnitName, ...]


class Item(Shown):
    """One factor item; `elsewhere`, of the outcome, is the share of the dossiers returned here that others decided.

    `against` is its share less that of the other items over the same persons.
    """

    code: str
    factor: str
    texts: Mapping[str, str]
    figure: Figure
    against: Figure
    elsewhere: float | None


class Factors(Shown):
    """The factor items, and all of them together."""

    items: tuple[Item, ...]
    pooled: Figure
    blocks: Blocks | None


class Told(Shown):
    """What people told of the visit: came once, twice, more often; early, on time, late; each of one question's n."""

    trips: tuple[Figure, ...]
    punctuality: tuple[Figure, ...]
    blocks: Blocks | None
    elsewhere: float | None


class Level(Shown):
    """One level of the split."""

    level: str
    names: Mapping[str, str]
    figure: Figure


class Split(Shown):
    """One way of dividing the answers, in releases of its own."""

    name: str
    levels: tuple[Level, ...]
    blocks: Blocks | None


class Below(Shown):
    """A unit below, with everything below it in turn."""

    unit: UnitName
    figure: Figure
    has_office: bool
    response: Response


class OfficerMean(Shown):
    """An officer's mean score."""

    name: str
    figure: Figure
    blocks: Blocks | None


class Place(Shown):
    """Where a unit lies to the limits around the common share of its kind; None where fewer than five have a figure."""

    kind: str
    units: int
    place: InFunnel | None
    common: float | None


class Headline(Shown):
    """What the unit's people said, as far as it has been released."""

    state: State
    offices: int
    blocks: Blocks | None
    waiting: int
    percent: Figure
    response: Response
    mean: Figure
    province: Figure | None
    standing: Standing
    change: Figure
    before: Period
    distribution: tuple[int, ...] | None
    place: Place | None


class Results(Shown):
    """Everything the page of one unit in one period shows."""

    unit: UnitName
    period: Period
    headline: Headline
    punctuality: Punctuality
    handled: Handled
    factors: Factors
    told: Told
    split: Split
    own: Below | None
    below: tuple[Below, ...]
    officers: tuple[OfficerMean, ...]
    small_office: bool


class MonthFigure(Shown):
    """The share satisfied over the releases that ended in this month."""

    month: MonthName
    figure: Figure


class Trend(Shown):
    """The share satisfied, month by month."""

    unit: UnitName
    period: Period
    trend: tuple[MonthFigure, ...]
