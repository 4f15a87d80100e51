"""From components to a suggested class: pure, exact, and never more sure than its evidence.

The points are the sum of the components that add. Survey evidence enters a component only where the ruleset says how
many points of it: survey points × (posterior mean − 1) / 4, shown with its interval. Where the evidence is too little
or not verified, that part is left out and the rest of the component scaled up: nobody gets 0 points for silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from khaosat.rules.ruleset import AT_LEAST, IS, POINTS, Asks, Need, QualityClass, Ruleset

Value = Decimal | bool
LOWEST, RANGE = Decimal(1), Decimal(4)  # the scale of a mean: 1 to 5
TOO_FEW: Final = "too_few"
LEFT_OUT_TOO_FEW, LEFT_OUT_UNVERIFIED, LEFT_OUT_NONE = "too_few", "unverified", "none"


class EvidenceError(ValueError):
    """A component that is missing or outside what the ruleset takes; `key` names it, `reason` says why."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key, self.reason = key, reason


@dataclass(frozen=True)
class SurveyEvidence:
    """What the survey says of an officer: posterior mean and interval on the 1–5 scale, answers, league state."""

    mean: Decimal
    low: Decimal
    high: Decimal
    answers: int
    state: str
    verified: bool


@dataclass(frozen=True)
class Suggestion:
    """What the ruleset suggests: None as class where it defines none. The rest lets a reader recompute it.

    `parts` are the points by component; `survey` the survey's share with its interval, or None and `left_out` why;
    `low_class` and `high_class` are what either end of that interval would have given; `reason_asked` whether a
    written reason is wanted before the suggested class or a better one; `supports` the class the survey speaks for.
    """

    quality_class: str | None
    points: Decimal | None
    parts: Mapping[str, Decimal]
    survey: tuple[Decimal, Decimal, Decimal] | None
    left_out: str | None
    low_class: str | None
    high_class: str | None
    supports: str | None
    reason_asked_from: str | None


def suggest(rules: Ruleset, values: Mapping[str, Value], survey: SurveyEvidence | None = None) -> Suggestion:
    """Return what the ruleset suggests for these components; raises EvidenceError for a missing or impossible one.

    `values` by component: points or share as Decimal, yes or no as bool. The component the survey enters is given
    without the survey: out of its maximum less the survey's points.
    """
    _check(rules, values)
    share, left_out = survey_points(rules, survey)
    parts = _parts(rules, values, share and share[0], left_out)
    sums = [_sum(_parts(rules, values, share and end, left_out)) for end in share or (Decimal(0),) * 3]
    found = [_class(rules, values, total) for total in sums]
    asked = asks_of(rules, survey)
    return Suggestion(
        *(found[0], sums[0] if parts else None, parts, share, left_out, found[1], found[2]),
        supports=asked.supports if asked else None,
        reason_asked_from=asked.asks_reason_from if asked else None,
    )


def asks_of(rules: Ruleset, survey: SurveyEvidence | None) -> Asks | None:
    """Return what the ruleset makes of the survey's state beside points; evidence nobody verified says nothing."""
    state = survey.state if survey and survey.verified else None
    return next((one for one in rules.asks if one.state == state), None)


def survey_most(rules: Ruleset) -> Decimal:
    """Return how many points the survey may give at most; 0 where the ruleset gives it none."""
    return rules.parameter(rules.survey.points) if rules.survey else Decimal(0)


def most_without_survey(rules: Ruleset, component: str) -> Decimal | None:
    """Return the maximum of a component as it is brought in: less what the survey may give of it."""
    most = next(one.most for one in rules.components if one.key == component)
    return most - survey_most(rules) if most is not None and rules.survey and rules.survey.of == component else most


def _check(rules: Ruleset, values: Mapping[str, Value]) -> None:
    if unknown := values.keys() - {one.key for one in rules.components}:
        raise EvidenceError(min(unknown), "unknown")
    for one in rules.components:
        value, most = values.get(one.key), most_without_survey(rules, one.key)
        if value is None:
            raise EvidenceError(one.key, "missing")
        if isinstance(value, bool) is not (most is None):
            raise EvidenceError(one.key, "kind")
        if most is not None and not 0 <= value <= most:
            raise EvidenceError(one.key, "out_of_range")


def survey_points(
    rules: Ruleset, survey: SurveyEvidence | None
) -> tuple[tuple[Decimal, Decimal, Decimal] | None, str | None]:
    """Return the survey's points with either end of their interval, or None and why they are left out.

    None and None where the ruleset gives the survey no points at all.
    """
    if survey_most(rules) == 0:
        return None, None
    if survey is None:
        return None, LEFT_OUT_NONE
    if survey.state == TOO_FEW:
        return None, LEFT_OUT_TOO_FEW
    if not survey.verified:
        return None, LEFT_OUT_UNVERIFIED
    mean, low, high = (
        survey_most(rules) * (min(max(end, LOWEST), LOWEST + RANGE) - LOWEST) / RANGE
        for end in (survey.mean, survey.low, survey.high)
    )
    return (mean, low, high), None


def _parts(
    rules: Ruleset, values: Mapping[str, Value], survey: Decimal | None, left_out: str | None
) -> dict[str, Decimal]:
    parts = {one.key: Decimal(values[one.key]) for one in rules.components if one.adds}
    if rules.survey and survey is not None:
        parts[rules.survey.of] += survey
    elif rules.survey and left_out:
        most = next(one.most for one in rules.components if one.key == rules.survey.of) or Decimal(0)
        parts[rules.survey.of] = parts[rules.survey.of] * most / (most - survey_most(rules))
    return parts


def _sum(parts: Mapping[str, Decimal]) -> Decimal:
    return sum(parts.values(), Decimal(0))


def _class(rules: Ruleset, values: Mapping[str, Value], points: Decimal) -> str | None:
    """Return the best class whose every need holds; the last one has none."""
    return next((one.key for one in rules.classes if _is_given(one, {**values, POINTS: points})), None)


def _is_given(one: QualityClass, values: Mapping[str, Value]) -> bool:
    return all(holds(need, values[need.value]) for need in one.needs)


def holds(need: Need, value: Value) -> bool:
    """Return whether a condition holds for its value."""
    if need.test == IS:
        return value is need.bound
    return value >= need.bound if need.test == AT_LEAST else value <= need.bound
