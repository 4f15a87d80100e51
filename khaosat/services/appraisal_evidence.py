"""What the survey says in an officer's file: as much as an appraisal needs, coarse enough to be read by the unit.

A unit sees released figures alone. Beside them, the exact mean and number of a year would allow to compute what was
not released, by subtraction. So a file says the mean and the ends of its interval to a tenth (the ends outwards) and
the number of answers in full tens; the ruleset reckons with exactly these, so that everybody can do so by hand. What is
exact stands in the league, for Internal Affairs and the inspector (decision 21).
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, Final

from khaosat.models.league import LeagueLine
from khaosat.rules.evaluation import TOO_FEW, SurveyEvidence

Z95: Final = 1.959963984540054
TENTH: Final = Decimal("0.1")
TENS: Final = 10
FEWEST_HELD: Final = 5
LOWEST, HIGHEST = Decimal(1), Decimal(5)
NONE: Final = "none"
TOO_SHORT, NOT_COMPARED = "too_short", "not_compared"


def said_of(plain: LeagueLine, adjusted: LeagueLine, *, with_held: LeagueLine | None = None) -> dict[str, Any]:
    """Return the evidence of an officer with two lines of a league, and the line of the league with held answers.

    `state` and the first three figures are those with case mix; `plain` holds the same without. Means are on the scale
    1–5 as text to a tenth, with a 95 % interval; `n` and `set_aside` (answers without a receipt slip, which do not
    count) are at least so many. Who has too few answers has no figure at all. `with_held` says the same with answers
    that wait for a decision, where at least FEWEST_HELD of this officer do, so that none can be read from it; it enters
    no suggestion.
    """
    about: dict[str, Any] = {
        "league": adjusted.league_id,
        "verified": adjusted.evidence == "verified",
        "state": adjusted.state,
    }
    if with_held is not None and with_held.n - adjusted.n >= FEWEST_HELD:
        about["with_held"] = {"state": with_held.state} | ({} if with_held.state == TOO_FEW else _figures(with_held))
    if adjusted.state == TOO_FEW:
        return about
    counted = {"n": _tens(adjusted.n), "set_aside": _tens(adjusted.set_aside)}
    return about | counted | _figures(adjusted) | {"plain": {"state": plain.state} | _figures(plain)}


def nothing_said(reason: str) -> dict[str, Any]:
    """Return the evidence of an officer whom no league holds: TOO_SHORT a time, or NOT_COMPARED at all."""
    return {"league": None, "verified": False, "state": NONE, "reason": reason}


def survey_of(evidence: Mapping[str, Any]) -> SurveyEvidence | None:
    """Return the evidence as a ruleset takes it; None where no league holds the officer."""
    state = str(evidence["state"])
    if state == NONE:
        return None
    if "mean" not in evidence:
        return SurveyEvidence(LOWEST, LOWEST, HIGHEST, 0, state, bool(evidence["verified"]))
    mean, low, high = (Decimal(evidence[name]) for name in ("mean", "low", "high"))
    return SurveyEvidence(mean, low, high, int(evidence["n"]), state, bool(evidence["verified"]))


def _figures(line: LeagueLine) -> dict[str, str]:
    mean, spread = Decimal(line.posterior_mean), Decimal(Z95 * line.posterior_sd)
    low = (mean - spread).quantize(TENTH, ROUND_FLOOR)
    high = (mean + spread).quantize(TENTH, ROUND_CEILING)
    middle = mean.quantize(TENTH, ROUND_HALF_UP)
    return {"mean": str(middle), "low": str(max(LOWEST, low)), "high": str(min(HIGHEST, high))}


def _tens(number: int) -> int:
    return number // TENS * TENS
