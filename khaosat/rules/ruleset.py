"""A ruleset: how a year's components become a quality class, as data with its sources.

Files stand in `vn/sets/*.toml`; an amended one is a text of the same form. Numbers are `Decimal` throughout: a border
such as exactly 90 is a border, not a rounding. Words (names, notes, doubts) are by language, Vietnamese first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

VERIFIED, PRESS, ASSUMPTION = CERTAINTIES = ("verified", "press", "assumption")
AT_LEAST, AT_MOST, IS = TESTS = ("at_least", "at_most", "is")
POINTS: Final = "points"  # the sum of the components, as a value of its own
SUBJECTS = ("officer", "unit")
WORDS = Mapping[str, str]


class RulesetError(ValueError):
    """A text that is no ruleset; `place` says where, `reason` what is wrong there."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


@dataclass(frozen=True)
class Parameter:
    """A figure of the rule that a province may have to set: its value, and how sure we are of it."""

    key: str
    name: WORDS
    value: Decimal
    certainty: str
    note: WORDS


@dataclass(frozen=True)
class Component:
    """A value that is brought in: points out of `most`, a share (0–1) or a yes or no; `adds` to the points or not."""

    key: str
    name: WORDS
    most: Decimal | None
    adds: bool
    certainty: str


@dataclass(frozen=True)
class Need:
    """A condition on one value: one of TESTS with a figure, or `is` with yes or no."""

    value: str
    test: str
    bound: Decimal | bool


@dataclass(frozen=True)
class QualityClass:
    """A class of the ruleset: given where every need holds; `rank` 0 is the best."""

    key: str
    name: WORDS
    rank: int
    needs: tuple[Need, ...]
    certainty: str


@dataclass(frozen=True)
class Ceiling:
    """At most `share` (0–1) of those in `base` may be given the class, in each of `within` (unit, duty group)."""

    quality_class: str
    share: Decimal
    base: tuple[str, ...]  # keys of classes; empty: everybody classed
    within: tuple[str, ...]
    certainty: str
    note: WORDS

    def places(self, classed: Mapping[str, int]) -> int:
        """Return how many of these may be given the class, rounded down: a small group may have none."""
        counted = sum(number for key, number in classed.items() if not self.base or key in self.base)
        return self.places_of(counted)

    def places_of(self, counted: int) -> int:
        """Return the places where so many count for the base, rounded down."""
        return int(self.share * counted)


@dataclass(frozen=True)
class SurveyPart:
    """Where survey evidence enters: `points` of the component `of`, by the mean on the 1–5 scale; 0: not at all."""

    of: str
    points: str  # the parameter that says how many


@dataclass(frozen=True)
class Asks:
    """A survey state that asks for something before some classes: `reason`, or nothing where it `supports` one."""

    state: str
    supports: str | None
    asks_reason_from: str | None


@dataclass(frozen=True)
class Ruleset:
    """A whole ruleset, checked; `text` is what it was read from, byte for byte."""

    key: str
    version: str
    title: WORDS
    citation: str
    since: date
    until: date | None
    subject: str
    certainty: str
    note: WORDS
    parameters: tuple[Parameter, ...]
    components: tuple[Component, ...]
    classes: tuple[QualityClass, ...]
    ceilings: tuple[Ceiling, ...]
    survey: SurveyPart | None
    asks: tuple[Asks, ...]
    examples: tuple[Mapping[str, Any], ...]
    text: str

    def parameter(self, key: str) -> Decimal:
        """Return the value of a parameter; raises KeyError."""
        return next(one.value for one in self.parameters if one.key == key) if self._has(key) else _missing(key)

    def quality_class(self, key: str) -> QualityClass:
        """Return a class by its key; raises KeyError."""
        return next((one for one in self.classes if one.key == key), None) or _missing(key)

    def is_in_force(self, day: date) -> bool:
        """Return whether the rule is in force that day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def _has(self, key: str) -> bool:
        return any(one.key == key for one in self.parameters)


def _missing(key: str) -> Any:  # noqa: ANN401  never returns
    raise KeyError(key)
