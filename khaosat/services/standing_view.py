"""What the league of a year under a ruleset shows: frozen, each figure with what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from khaosat.models.appraisal import AppraisalYear
from khaosat.models.league import League
from khaosat.queries.kept_leagues import Line
from khaosat.queries.standing_lines import Stood
from khaosat.queries.year_files import YearFile
from khaosat.rules.evaluation import SurveyEvidence
from khaosat.rules.ruleset import Ceiling, Ruleset
from khaosat.services.dated_tree import UnitLabel
from khaosat.services.standing_places import Basis, Level, Pool
from khaosat.services.standing_rules import Ruled


@dataclass(frozen=True)
class Chosen:
    """What of the year is to be shown; no ruleset named means the year's own, else the one in force at its end."""

    ruleset: str = ""  # KEY:VERSION
    level: Level = Level.UNIT
    adjusted: bool = True
    duty_group: str = ""
    unit_key: str = ""
    state: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Spell:
    """Where an officer was posted and from when until when; `until` is the first day no longer there."""

    unit: UnitLabel
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Stand:
    """One officer of the league.

    `needed` answers in all would tell them; `with_held` is where they stand with held answers, None where no such
    league was kept; `spells` are their postings in the period where there is more than one. `counted_in` is the unit
    under whose ceiling they count: the one that proposes them where the year was opened, else the last they served in.
    `survey` is the evidence as a ruleset takes it.
    """

    line: Line
    unit: UnitLabel
    ruled: Ruled
    needed: int | None
    with_held: Stood | None
    spells: tuple[Spell, ...]
    counted_in: int
    duty_group: str
    file: YearFile | None
    survey: SurveyEvidence | None


@dataclass(frozen=True)
class Held:
    """Both leagues side by side: officers by state, and who stands elsewhere with held answers."""

    answers: int
    states: Mapping[str, int]
    movers: tuple[Stand, ...]


@dataclass(frozen=True)
class Ceilinged:
    """One ceiling at the level chosen; `people` are all the officers of its pools, by their id."""

    ceiling: Ceiling
    pools: tuple[tuple[Pool, UnitLabel | None], ...]
    people: Mapping[int, Stand]


@dataclass(frozen=True)
class YearView:
    """The league of a year under a ruleset; `league` is None (and all else empty) where none ends in that year.

    `stands` are one page of those asked for, `total` all of them; `spread` is what a common scale must hold.
    `unclassed` is how many of the league have no class under the ruleset for want of components.
    """

    year: int
    years: tuple[int, ...]
    offered: tuple[Ruleset, ...]
    opened: AppraisalYear | None
    chosen: Chosen
    league: League | None = None
    groups: tuple[League, ...] = ()
    rules: Ruleset | None = None
    stands: tuple[Stand, ...] = ()
    total: int = 0
    pages: int = 1
    spread: tuple[float, float] | None = None
    units: tuple[UnitLabel, ...] = ()
    unit: UnitLabel | None = None
    states: Mapping[str, int] = field(default_factory=dict)
    basis: Basis = Basis.SURVEY
    unclassed: int = 0
    ceilings: tuple[Ceilinged, ...] = ()
    held: Held | None = None
