"""What a unit's page is made of: figures with their blocks, nothing finer than the releases allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from khaosat.queries.released_cells import Blocks
from khaosat.services.dated_tree import NameSpan, UnitLabel
from khaosat.services.figures import Figure
from khaosat.services.periods import Month, Period
from khaosat.services.response_rates import Punctuality, ResponseRate


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
    pooled within units over the overall item, `officer_kappa` within officers over theirs.
    """

    percent: Figure | None
    kappa: float
    officer_kappa: float


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """The share satisfied over the blocks that ended in this month."""

    month: Month
    figure: Figure


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """One factor item: its code, its factor's letter, its question by language."""

    code: str
    factor: str
    texts: Mapping[str, str]
    figure: Figure


@dataclass(frozen=True, slots=True)
class Factors:
    """The factor items and all of them together; no items where no block has closed."""

    items: tuple[ItemFigure, ...]
    pooled: Figure
    blocks: Blocks | None


@dataclass(frozen=True, slots=True)
class LevelFigure:
    """One level of the chosen split; `names` by language where the level is a field of procedure."""

    level: str
    names: Mapping[str, str]
    figure: Figure


@dataclass(frozen=True, slots=True)
class Split:
    """The one split on the page, in blocks of its own; no levels where no block has closed."""

    name: str
    levels: tuple[LevelFigure, ...]
    blocks: Blocks | None


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


@dataclass(frozen=True, slots=True)
class UnitResults:
    """Everything the page of one unit in one period shows; every figure carries its reason when withheld."""

    unit: UnitLabel
    names: tuple[NameSpan, ...]  # more than one where the unit was renamed in the period
    above: tuple[UnitLabel, ...]  # the units over it that the reader may open, the highest first
    period: Period
    headline: Headline
    punctuality: Punctuality  # of the dossiers the unit and those below it decided, wherever they were received
    trend: tuple[MonthFigure, ...]
    factors: Factors
    split: Split
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
