"""What a ruleset makes of the survey evidence of a kept league, officer by officer. Pure functions.

The other components come from the files of the year where they were brought in; without them the ruleset says what
the survey is worth, and no class. With a file the evidence is the file's own, coarse as it is: one officer, one class.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from khaosat.queries.kept_leagues import Line
from khaosat.queries.year_files import YearFile
from khaosat.rules.evaluation import EvidenceError, Suggestion, SurveyEvidence, asks_of, suggest, survey_points
from khaosat.rules.ruleset import Asks, Ruleset
from khaosat.services.appraisal_evidence import survey_of
from khaosat.services.appraisal_suggestion import values_of

Z95: Final = 1.959963984540054
DIGITS: Final = Decimal("0.0001")  # of a mean: a rule's points are no more exact than the evidence


@dataclass(frozen=True, slots=True)
class Ruled:
    """One officer under a ruleset: survey points with their interval or why there are none, what the state asks.

    `suggestion` is None while a component is missing; `missing` then names the first.
    """

    points: tuple[Decimal, Decimal, Decimal] | None
    left_out: str | None
    asks: Asks | None
    suggestion: Suggestion | None
    missing: str | None


def evidence_of(line: Line) -> SurveyEvidence:
    """Return what a league says of an officer, as rulesets take it: a mean with its 95 % interval."""
    mean, half = line.posterior_mean, Z95 * line.posterior_sd
    low, value, high = (Decimal(end).quantize(DIGITS) for end in (mean - half, mean, mean + half))
    return SurveyEvidence(value, low, high, line.n, line.state, verified=line.evidence == "verified")


def survey_for(line: Line, file: YearFile | None) -> SurveyEvidence | None:
    """Return the evidence a ruleset reckons with: the file's, without a file the league's; None where there is none."""
    return survey_of(file.evidence) if file else evidence_of(line)


def ruled(rules: Ruleset, survey: SurveyEvidence | None, file: YearFile | None) -> Ruled:
    """Return what the ruleset makes of an officer's evidence, and of the components where they were brought in."""
    points, left_out = survey_points(rules, survey)
    found, missing = None, None
    if file and file.components:
        try:
            found = suggest(rules, values_of(file.components), survey)
        except EvidenceError as error:
            missing = error.key
    return Ruled(points, left_out, asks_of(rules, survey), found, missing)
