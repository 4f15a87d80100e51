"""What the year's ruleset makes of a file: the suggested class, its parts, and what it asks for. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from khaosat.rules.evaluation import Suggestion, Value, suggest
from khaosat.rules.reading import shipped
from khaosat.rules.ruleset import Asks, Ruleset
from khaosat.services.appraisal_evidence import survey_of

PLAN: Final = "plan-2016"


@dataclass(frozen=True)
class Made:
    """A file's suggestion as it is kept, the class by itself, and the components still missing (then both are None)."""

    suggestion: dict[str, Any] | None
    quality_class: str | None
    missing: tuple[str, ...]


def suggestion_of(rules: Ruleset, components: Mapping[str, Any], evidence: Mapping[str, Any]) -> Made:
    """Return what the ruleset suggests for components as a file keeps them, with the evidence it keeps.

    The kept suggestion: `points`, `parts` (by component), `survey` (points: middle, low, high) as text; `left_out` why
    the survey does not enter; `low_class` and `high_class` at either end of its interval; `supports` and
    `reason_asked_from` classes; `asked_by` the ruleset that asks. A ruleset that asks nothing itself leaves it to the
    plan of 2016, whose survey states bind whatever the points are. Raises EvidenceError as `suggest`.
    """
    missing = tuple(one.key for one in rules.components if components.get(one.key) is None)
    if missing:
        return Made(None, None, missing)
    found = suggest(rules, values_of(components), survey_of(evidence))
    asked, by = _asked(rules, evidence)
    kept = _plain(found) | {
        "supports": asked.supports if asked else None,
        "reason_asked_from": asked.asks_reason_from if asked else None,
        "asked_by": by if asked else None,
    }
    return Made(kept, found.quality_class, ())


def values_of(components: Mapping[str, Any]) -> dict[str, Value]:
    """Return components as the evaluator takes them from how a file keeps them (text, yes or no)."""
    return {key: value if isinstance(value, bool) else Decimal(value) for key, value in components.items()}


def _plain(found: Suggestion) -> dict[str, Any]:
    return {
        "class": found.quality_class,
        "points": _text(found.points),
        "parts": {key: _text(value) for key, value in found.parts.items()},
        "survey": [_text(one) for one in found.survey] if found.survey else None,
        "left_out": found.left_out,
        "low_class": found.low_class,
        "high_class": found.high_class,
    }


def _text(value: Decimal | None) -> str | None:
    """Exact, and in one form: 90 and 90.0 are the same points."""
    return None if value is None else f"{value.normalize():f}"


def _asked(rules: Ruleset, evidence: Mapping[str, Any]) -> tuple[Asks | None, str]:
    """What the survey state asks, if its answers were verified, by the ruleset itself or by the plan."""
    plan = next(one for one in shipped() if one.key == PLAN)
    source = rules if rules.asks or not _shares_classes(rules, plan) else plan
    state = evidence["state"] if evidence["verified"] else None
    return next((one for one in source.asks if one.state == state), None), source.key


def _shares_classes(rules: Ruleset, plan: Ruleset) -> bool:
    named = {key for one in plan.asks for key in (one.supports, one.asks_reason_from) if key}
    return named <= {one.key for one in rules.classes}
