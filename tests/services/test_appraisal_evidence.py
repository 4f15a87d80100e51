"""Evidence in a file, and what a ruleset makes of it: coarse, reckonable by hand, never more than was verified."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from khaosat.models.league import LeagueLine
from khaosat.rules.reading import read, shipped
from khaosat.rules.ruleset import Ruleset
from khaosat.services.appraisal_evidence import nothing_said, said_of, survey_of
from khaosat.services.appraisal_suggestion import suggestion_of

COMPONENTS = {"general": "24", "tasks": "62", "disciplined": False}


def _line(*, state: str = "proposed", mean: float = 4.5612, sd: float = 0.05, n: int = 127, **more: Any) -> LeagueLine:  # noqa: ANN401  any column
    about = {"evidence": "verified", "set_aside": 14, "adjusted": True, "officer_id": 1, "unit_id": 1} | more
    return LeagueLine(league_id=3, state=state, n=n, posterior_mean=mean, posterior_sd=sd, **about)


def _five() -> Ruleset:
    """NĐ 335/2025 with five points of the survey."""
    (found,) = (one for one in shipped() if one.key == "nd-335-2025")
    return read(found.text.replace("value = 0\n", "value = 5\n", 1))


def _rules(key: str) -> Ruleset:
    return next(one for one in shipped() if one.key == key)


def test_a_file_says_tenths_with_the_ends_outwards_and_full_tens() -> None:
    said = said_of(_line(state="undecided", mean=4.5012, sd=0.05), _line())
    assert (said["mean"], said["low"], said["high"]) == ("4.6", "4.4", "4.7")  # 4.5612 ± 0.098
    assert said["plain"] == {"state": "undecided", "mean": "4.5", "low": "4.4", "high": "4.6"}
    assert (said["n"], said["set_aside"], said["verified"]) == (120, 10, True)


def test_two_officers_who_differ_by_less_than_a_tenth_and_ten_answers_say_the_same() -> None:
    """So nothing that a release left out can be had by subtraction."""
    one, other = _line(mean=4.5612, n=121), _line(mean=4.5899, n=129, set_aside=19)
    assert said_of(one, one) == said_of(other, other)


def test_ends_stay_on_the_scale() -> None:
    said = said_of(_line(), _line(mean=4.95, sd=0.1))
    assert said["high"] == "5"


def test_too_few_answers_are_no_figure_at_all() -> None:
    said = said_of(_line(state="too_few"), _line(state="too_few", n=9))
    assert said == {"league": 3, "verified": True, "state": "too_few"}
    found = survey_of(said)
    assert found is not None
    assert found.state == "too_few"


def test_held_answers_stand_beside_and_enter_no_suggestion() -> None:
    without = said_of(_line(), _line())
    said = said_of(_line(), _line(), with_held=_line(state="below", mean=3.0, n=132))
    assert said["with_held"] == {"state": "below", "mean": "3.0", "low": "2.9", "high": "3.1"}
    assert survey_of(said) == survey_of(without)
    assert suggestion_of(_five(), COMPONENTS, said) == suggestion_of(_five(), COMPONENTS, without)
    nobody = said_of(_line(), _line(), with_held=_line(state="below", mean=3.0, n=131))
    assert nobody == without  # four held answers could be read from what they change


def test_who_is_in_no_league_has_no_survey() -> None:
    assert survey_of(nothing_said("too_short")) is None


def test_five_points_of_the_survey_are_reckoned_by_hand() -> None:
    made = suggestion_of(_five(), COMPONENTS, said_of(_line(), _line()))
    assert made.suggestion is not None
    assert made.suggestion["survey"] == ["4.5", "4.25", "4.625"]  # 5 × (4.6 − 1) / 4, and its ends 4.4 and 4.7
    assert made.suggestion["points"] == "90.5"
    assert made.quality_class == made.suggestion["class"] == "excellent"
    assert (made.suggestion["low_class"], made.suggestion["high_class"]) == ("excellent", "excellent")
    assert (made.suggestion["supports"], made.suggestion["asked_by"]) == ("excellent", "plan-2016")


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        (said_of(_line(state="too_few", n=4), _line(state="too_few", n=4)), "too_few"),
        (said_of(_line(evidence="unverified"), _line(state="undecided", evidence="unverified")), "unverified"),
        (nothing_said("too_short"), "none"),
    ],
)
def test_evidence_that_does_not_count_is_left_out_for_a_reason_and_never_0_points(
    said: dict[str, Any], left_out: str
) -> None:
    made = suggestion_of(_five(), COMPONENTS, said)
    assert made.suggestion is not None
    assert made.suggestion["left_out"] == left_out
    assert made.suggestion["parts"]["general"] == "28.8"  # 24 of 25 are 28.8 of 30
    assert made.suggestion["points"] == "90.8"
    assert made.suggestion["asked_by"] is None


def test_nothing_is_suggested_while_a_component_is_missing() -> None:
    made = suggestion_of(_five(), {"general": "24", "disciplined": False}, nothing_said("too_short"))
    assert (made.suggestion, made.quality_class, made.missing) == (None, None, ("tasks",))


def test_below_asks_for_a_reason_before_good_or_better() -> None:
    below = said_of(_line(state="below", mean=2.7), _line(state="below", mean=2.7))
    made = suggestion_of(_rules("nd-335-2025"), COMPONENTS | {"general": "20", "tasks": "55"}, below)
    assert made.quality_class == "good"
    assert made.suggestion is not None
    assert (made.suggestion["reason_asked_from"], made.suggestion["asked_by"]) == ("good", "plan-2016")


def test_what_nobody_verified_asks_nothing() -> None:
    said = said_of(_line(state="below", evidence="unverified"), _line(state="below", evidence="unverified"))
    made = suggestion_of(_rules("nd-335-2025"), COMPONENTS, said)
    assert made.suggestion is not None
    assert made.suggestion["reason_asked_from"] is None


def test_a_ruleset_of_other_classes_is_asked_nothing_by_the_plan() -> None:
    other = _rules("nd-56-2015")
    bare = replace(other, classes=tuple(one for one in other.classes if one.key != "good"))
    said = said_of(_line(state="below", mean=2.7), _line(state="below", mean=2.7))
    given = {"tasks_done": str(Decimal(1)), "initiative": True, "disciplined": False}
    assert suggestion_of(other, given, said).suggestion["reason_asked_from"] == "good"  # type: ignore[index]
    assert suggestion_of(bare, given, said).suggestion["reason_asked_from"] is None  # type: ignore[index]
