"""What a unit's page is made of: figures with their blocks, nothing finer than the releases allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khaosat.queries.for_a_hand import ForAHand
from khaosat.queries.released_cells import Blocks
from khaosat.services.calendar import CLOSES_AFTER
from khaosat.services.dated_tree import NameSpan, UnitLabel
from khaosat.services.deciding import Handled, Punctuality
from khaosat.services.figures import Counts, Figure, Withheld
from khaosat.services.periods import Month, Period
from khaosat.services.placing import FunnelLimits
from khaosat.services.placing import Place as PlaceInFunnel
from khaosat.services.response_rates import ResponseRate


class State(StrEnum):
    """What there is to show."""

    READY = "ready"
    NO_OFFICE = "no_office"  # neither the unit nor any below it had a reception office in the period
    NO_ANSWERS = "no_answers"  # nothing released, nothing waiting
    WAITING = "waiting"  # nothing released in the period, but answers wait


class Standing(StrEnum):
    """How a figure lies to what it is held against, as far as its interval tells."""

    ABOVE = "above"
    BELOW = "below"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole province in the same period: its share satisfied, and how widely answers spread.

    `percent` is None where fewer than five units released anything: it would give away a neighbour. `kappa` is
    pooled within units over the overall item, `officer_kappa` within officers over theirs. `units` are the counts of
    each, never to be shown: they place one unit among its like.
    """

    percent: Figure | None
    kappa: float
    officer_kappa: float
    units: Mapping[int, Counts]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A unit that came before or after this one (`after`); `key` is None where the reader may not open it."""

    after: bool
    key: str | None
    name: str
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """The share satisfied over the blocks that ended in this month."""

    month: Month
    figure: Figure


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """One factor item: its code, its factor's letter, its question by language.

    `against` is its share less that of the other items over the same persons; the intervals of all items hold
    together with 95 %. `elsewhere`, of an item about the outcome, is the share of dossiers others decided.
    """

    code: str
    factor: str
    texts: Mapping[str, str]
    figure: Figure
    against: Figure
    elsewhere: float | None

    @property
    def not_held(self) -> bool:
        """Whether it is not compared with the others because others decided most of what it is about."""
        return self.against.reason is Withheld.DECIDED_ELSEWHERE


@dataclass(frozen=True, slots=True)
class Factors:
    """The factor items and all of them together; no items where no block has closed."""

    items: tuple[ItemFigure, ...]
    pooled: Figure
    blocks: Blocks | None

    @property
    def lowest(self) -> ItemFigure | None:
        """The item furthest below the others, if its whole interval lies below."""
        below = [
            (one.against.value, one) for one in self.items if one.against.high is not None and one.against.high < 0
        ]
        return min(below, key=lambda pair: pair[0] or 0.0)[1] if below else None


@dataclass(frozen=True, slots=True)
class LevelFigure:
    """One level of the chosen split; `names` by language where the level is a field of procedure."""

    level: str
    names: Mapping[str, str]
    figure: Figure


@dataclass(frozen=True, slots=True)
class MissingLevel:
    """A level that has not filled in this period: when it was released last, and how many answers since."""

    level: str
    names: Mapping[str, str]
    last: date
    waiting: int


@dataclass(frozen=True, slots=True)
class Split:
    """One way of splitting, in blocks of its own; no levels where no block has closed.

    `last` is the day up to which it was released last, within a year; `waiting` counts the answers released since in
    the offices' own blocks. `missing` are levels released in that year and not in this period.
    """

    name: str
    levels: tuple[LevelFigure, ...]
    blocks: Blocks | None
    last: date | None
    waiting: int
    missing: tuple[MissingLevel, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What people told of their visit: the share of each answer; empty where no block has closed."""

    trips: tuple[Figure, ...]  # came once, twice, three times or more
    punctuality: tuple[Figure, ...]  # early, on time, late
    blocks: Blocks | None
    elsewhere: float | None  # the share of dossiers others decided: punctuality speaks of them too


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit lies among units of its kind, each with all below it; None for all else where there are too few.

    `common` is the share of all of them together, `limits` lie around it for as many answers as this unit has, more
    and less: nothing of it tells how many another one has.
    """

    kind: str
    units: int  # of the kind with a figure in the period, this one included
    place: PlaceInFunnel | None
    common: float | None = None
    limits: FunnelLimits | None = None


@dataclass(frozen=True, slots=True)
class MethodChange:
    """In this month something else began to be measured: another questionnaire, or a mode that was not there before."""

    month: Month
    mode: str | None  # None: the questionnaire


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit below, with everything below it in turn; `has_office` says whether anybody can answer there."""

    unit: UnitLabel
    figure: Figure
    has_office: bool
    response: ResponseRate


@dataclass(frozen=True, slots=True)
class OfficerFigure:
    """An officer's mean score on the officers' item, or why there is none yet; `blocks` are the officer's own."""

    officer_id: int
    name: str
    figure: Figure
    blocks: Blocks | None


@dataclass(frozen=True, slots=True)
class Headline:
    """The first screen: what the unit's people said, as far as it has been released."""

    state: State
    offices: int  # units with a reception office behind the figures
    blocks: Blocks | None
    waiting: int  # new answers of closed days in no release yet: their number, never what they say
    percent: Figure
    response: ResponseRate
    mean: Figure
    province: Figure | None  # the same share over the whole province; None on the province's own page
    standing: Standing  # of percent, against the province
    change: Figure  # against the period `before`, in shares
    before: Period
    distribution: tuple[int, ...] | None
    place: Place | None  # None where there is no other unit of the kind
    hand: ForAHand

    @property
    def released_on(self) -> date | None:
        """The day on which the newest block of the period closed."""
        return self.blocks.last + CLOSES_AFTER if self.blocks else None


@dataclass(frozen=True, slots=True)
class UnitResults:
    """Everything the page of one unit in one period shows; every figure carries its reason when withheld."""

    unit: UnitLabel
    names: tuple[NameSpan, ...]  # more than one where the unit was renamed in the period
    successions: tuple[Neighbour, ...]  # units it followed or that followed it, the oldest first
    above: tuple[UnitLabel, ...]  # the units over it that the reader may open, the highest first
    period: Period
    headline: Headline
    punctuality: Punctuality  # of the dossiers the unit and those below it decided, wherever they were received
    handled: Handled
    trend: tuple[MonthFigure, ...]
    changes: tuple[MethodChange, ...]
    factors: Factors
    told: Told
    split: Split
    beside: tuple[Split, ...]  # persons and businesses, modes: as far as they are not the chosen one
    own: UnitRow | None  # the unit's own office, where there are units below as well
    below: tuple[UnitRow, ...]
    officers: tuple[OfficerFigure, ...]
    small_office: bool  # under three officers in a quarter: the figures are nearly one person's


def standing_of(figure: Figure, reference: float | None) -> Standing:
    """Return where the interval lies to the reference: unclear while it holds it."""
    if reference is None or figure.low is None or figure.high is None:
        return Standing.UNCLEAR
    if figure.low > reference:
        return Standing.ABOVE
    return Standing.BELOW if figure.high < reference else Standing.UNCLEAR
