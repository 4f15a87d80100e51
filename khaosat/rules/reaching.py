"""From which true mean on an officer would be given each class: what turns survey errors into errors of class."""

from collections.abc import Mapping
from decimal import Decimal

from khaosat.rules.evaluation import LOWEST, RANGE, SurveyEvidence, Value, holds, suggest, survey_most
from khaosat.rules.ruleset import POINTS, QualityClass, Ruleset

ALWAYS, NEVER = LOWEST - 1, LOWEST + RANGE + 1  # outside the scale of a mean, on either side


def reach(rules: Ruleset, values: Mapping[str, Value], survey: SurveyEvidence | None) -> tuple[Decimal, ...]:
    """Return for each class, best first, the lowest survey mean (1–5) that gives it or a better one.

    ALWAYS where any mean does (also where the survey does not enter), NEVER where none does. Exact: points rise by
    survey_points / 4 for each point of the mean. Raises as `suggest`.
    """
    found = suggest(rules, values, survey)
    if found.survey is None:
        rank = next((one.rank for one in rules.classes if one.key == found.quality_class), len(rules.classes))
        return tuple(ALWAYS if one.rank >= rank else NEVER for one in rules.classes)
    rest = sum((Decimal(values[one.key]) for one in rules.components if one.adds), Decimal(0))
    reached, lowest = [], NEVER
    for one in rules.classes:
        lowest = min(lowest, _needed(rules, one, values, rest))
        reached.append(lowest)
    return tuple(reached)


def _needed(rules: Ruleset, one: QualityClass, values: Mapping[str, Value], rest: Decimal) -> Decimal:
    if not all(holds(need, values[need.value]) for need in one.needs if need.value != POINTS):
        return NEVER
    wanting = max((Decimal(need.bound) - rest for need in one.needs if need.value == POINTS), default=Decimal(0))
    if wanting <= 0:
        return ALWAYS
    mean = LOWEST + RANGE * wanting / survey_most(rules)
    return mean if mean <= LOWEST + RANGE else NEVER
