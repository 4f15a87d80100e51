"""A ruleset tried on a year that has been: classes under two rulesets, who moves, how often a class is undeserved.

Nothing is kept. The inputs are those of the year: the kept league's posterior of each officer, and the components of
the year's files. Where none were brought in, one may assume the same share of every other component for everybody:
then only the survey makes a difference, and the result says no more than that.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from khaosat import stats
from khaosat.access import ScopedSession
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.rules.evaluation import EvidenceError, Suggestion, SurveyEvidence, Value, most_without_survey, suggest
from khaosat.rules.reaching import reach
from khaosat.rules.ruleset import IS, Ceiling, Ruleset
from khaosat.services.appraisal_suggestion import values_of
from khaosat.services.standing import Chosen, Level, everybody_of
from khaosat.services.standing_places import Basis, Candidate, pools
from khaosat.services.standing_rules import evidence_of
from khaosat.services.standing_view import Stand, YearView

if TYPE_CHECKING:
    from khaosat.stats.awards import Border

HUNDRED: Final = 100


@dataclass(frozen=True)
class Share:
    """A number of officers and how many of them are expected not to deserve what is said; None of nobody."""

    number: int
    wrong: float | None


@dataclass(frozen=True)
class Side:
    """A year under one ruleset.

    `classes` counts officers by class, best first; `missing` those not classed, by the component they lack; `borders`
    are false awards and penalties (`stats.awards`), `steady` how many of the classed the survey cannot move.
    `supported` and `asked` are what survey states do beside points; `over` groups of a unit wants more than its places.
    """

    rules: Ruleset
    classes: Mapping[str, int]
    missing: Mapping[str, int]
    borders: "tuple[Border, ...]"
    steady: int
    supported: Share | None
    asked: Share | None
    over: int
    beyond: int


@dataclass(frozen=True)
class Simulation:
    """Two rulesets on the same year; `moves` counts officers by (class before, class after), both given.

    `up`, `down`, `same` compare ranks and are None where the two rulesets have not the same classes.
    """

    view: YearView
    officers: int
    assumed: Decimal | None
    before: Side
    after: Side
    moves: Mapping[tuple[str, str], int]
    up: int | None
    down: int | None
    same: int | None


@dataclass(frozen=True)
class _Given:
    """One officer under one ruleset: what is suggested, or what is missing."""

    stand: Stand
    values: Mapping[str, Value]
    survey: SurveyEvidence | None
    found: Suggestion | None
    missing: str | None


def simulate(
    session: ScopedSession, year: int, *, after: Ruleset, against: str = "", assumed: Decimal | None = None
) -> Simulation | None:
    """Return the year under `after` and, before it, under `against` (KEY:VERSION; by default the year's own).

    None where no league ends in that year. `assumed` (0–100 %) stands for every component that was not brought in.
    Raises NotFoundFailure as `year_view`, InvalidFailure for a share outside 0–100 or rules that class no officers.
    """
    if assumed is not None and not (assumed.is_finite() and 0 <= assumed <= HUNDRED):
        raise InvalidFailure(field="gia-dinh", reason="out_of_range", value=str(assumed))
    if after.subject != "officer" or not after.classes:
        raise InvalidFailure(field="ruleset", reason="no_officers")
    view, everybody = everybody_of(session, year, Chosen(ruleset=against))
    if view.rules is None:
        return None
    if not view.rules.classes:
        raise NotFoundFailure(ruleset=against)
    first, second = ([_given(rules, one, assumed) for one in everybody] for rules in (view.rules, after))
    moves: Counter[tuple[str, str]] = Counter()
    for one, other in zip(first, second, strict=True):
        if one.found and other.found:
            moves[str(one.found.quality_class), str(other.found.quality_class)] += 1
    up, down, same = _compared(view.rules, after, moves)
    sides = (_side(view, view.rules, first), _side(view, after, second))
    return Simulation(view, len(everybody), assumed, *sides, moves, up, down, same)


def _given(rules: Ruleset, stand: Stand, assumed: Decimal | None) -> _Given:
    values = values_of(stand.file.components) if stand.file else {}
    survey = stand.survey
    if assumed is not None:
        values = {**_assumed(rules, assumed / HUNDRED), **{key: values[key] for key in values if key in _keys(rules)}}
    try:
        return _Given(stand, values, survey, suggest(rules, values, survey), None)
    except EvidenceError as error:
        return _Given(stand, values, survey, None, error.key)


def _keys(rules: Ruleset) -> set[str]:
    return {one.key for one in rules.components}


def _assumed(rules: Ruleset, share: Decimal) -> dict[str, Value]:
    """That share of every maximum; yes or no as the best class wants it, else no."""
    wanted = {need.value: bool(need.bound) for need in rules.classes[0].needs if need.test == IS}
    mosts = {one.key: most_without_survey(rules, one.key) for one in rules.components}
    return {key: wanted.get(key, False) if most is None else most * share for key, most in mosts.items()}


def _side(view: YearView, rules: Ruleset, given: Sequence[_Given]) -> Side:
    classed = [one for one in given if one.found is not None]
    counted = Counter(one.found.quality_class for one in classed if one.found)
    groups = [pool for ceiling in rules.ceilings for pool in pools(
              ceiling, Level.UNIT, Basis.SUGGESTED, [_candidate(ceiling, one) for one in classed])]  # fmt: skip
    borders, steady = _borders(rules, classed)
    return Side(
        rules=rules,
        classes={one.key: counted[one.key] for one in rules.classes},
        missing=Counter(one.missing for one in given if one.missing),
        borders=borders,
        steady=steady,
        supported=_supported(rules, given),
        asked=_asked(view, rules, given),
        over=sum(pool.beyond > 0 for pool in groups),
        beyond=sum(pool.beyond for pool in groups),
    )


def _candidate(ceiling: Ceiling, one: _Given) -> Candidate:
    assert one.found is not None  # noqa: S101  only the classed are asked
    given, worth = one.found.quality_class, float(one.found.points or 0)
    stand = one.stand
    wanted = given == ceiling.quality_class
    return Candidate(stand.line.officer_id, stand.counted_in, stand.duty_group, wanted, worth, given)


def _borders(rules: Ruleset, classed: Sequence[_Given]) -> "tuple[tuple[Border, ...], int]":
    if not classed:
        return (), 0
    order = sorted(classed, key=lambda one: one.stand.line.officer_id)  # the draws know no other order
    rank = {one.key: one.rank for one in rules.classes}
    reached = [reach(rules, one.values, one.survey) for one in order]
    found = stats.awards.misjudged(
        [rank[str(one.found.quality_class)] for one in order if one.found],
        [[float(lowest) for lowest in one] for one in reached],
        [one.stand.line.posterior_mean for one in order],
        [one.stand.line.posterior_sd for one in order],
    )
    lowest, highest = stats.scale.LOWEST, stats.scale.HIGHEST
    return found, sum(all(not lowest < end <= highest for end in one) for one in reached)


def _supported(rules: Ruleset, given: Sequence[_Given]) -> Share | None:
    """Whom a survey state supports, and how many of them are expected outside the best places."""
    states = {one.state for one in rules.asks if one.supports}
    chosen = [one.stand.line for one in given if _asks(one, states)]
    return _share([1 - line.p_top for line in chosen]) if states else None


def _asked(view: YearView, rules: Ruleset, given: Sequence[_Given]) -> Share | None:
    """Of whom a reason is asked, and how many of them are expected to stand above the common level."""
    states = {one.state for one in rules.asks if one.asks_reason_from}
    common = {one.duty_group: float(one.results["adjusted"]["mu"]) for one in view.groups}
    chosen = [one.stand for one in given if _asks(one, states)]
    above = [stats.awards.above(one.line.posterior_mean, one.line.posterior_sd, common[one.duty_group])
             for one in chosen]  # fmt: skip
    return _share(above) if states else None


def _asks(one: _Given, states: set[str]) -> bool:
    survey = one.survey or evidence_of(one.stand.line)
    return survey.verified and survey.state in states


def _share(wrong: Sequence[float]) -> Share:
    return Share(len(wrong), sum(wrong) / len(wrong) if wrong else None)


def _compared(
    before: Ruleset, after: Ruleset, moves: Mapping[tuple[str, str], int]
) -> tuple[int | None, int | None, int | None]:
    if [one.key for one in before.classes] != [one.key for one in after.classes]:
        return None, None, None
    rank = {one.key: one.rank for one in after.classes}
    steps = [(rank[then] - rank[here], number) for (here, then), number in moves.items()]
    up, down = (sum(number for step, number in steps if sign * step > 0) for sign in (-1, 1))
    return up, down, sum(moves.values()) - up - down
