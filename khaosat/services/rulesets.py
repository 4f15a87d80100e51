"""The rulesets there are: those the program brings, and amended ones that Internal Affairs loaded."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.ruleset import LoadedRuleset
from khaosat.queries.loaded_rulesets import loaded_rulesets
from khaosat.rules.evaluation import EvidenceError, Suggestion, SurveyEvidence, suggest
from khaosat.rules.reading import read, shipped
from khaosat.rules.ruleset import Ruleset, RulesetError
from khaosat.services.acts import Actor, act, record

LARGEST: Final = 64 * 1024  # characters of a text
LONGEST_REASON: Final = 500


@dataclass(frozen=True)
class Standing:
    """A ruleset and where it comes from: `reason` and `loaded_at` are None for one the program brings."""

    rules: Ruleset
    reason: str | None = None
    loaded_at: datetime | None = None


@dataclass(frozen=True)
class Worked:
    """A worked example and what the evaluator makes of it."""

    given: dict[str, Any]
    survey: SurveyEvidence | None
    found: Suggestion


def rulesets(session: ScopedSession) -> list[Standing]:
    """Return every ruleset, the newest in force first, loaded versions after those they amend."""
    loaded = [Standing(read(row.text), row.reason, row.loaded_at) for row in loaded_rulesets(session)]
    every = [*(Standing(rules) for rules in shipped()), *loaded]
    return sorted(every, key=lambda one: (-one.rules.since.toordinal(), one.rules.key, one.loaded_at is not None))


def ruleset(session: ScopedSession, *, key: str, version: str) -> Standing:
    """Return one version of a ruleset; raises NotFoundFailure."""
    for one in rulesets(session):
        if (one.rules.key, one.rules.version) == (key, version):
            return one
    raise NotFoundFailure(what="ruleset")


def worked(rules: Ruleset) -> list[Worked]:
    """Return the ruleset's worked examples; raises RulesetError for one that does not come out as it says."""
    done = []
    for number, example in enumerate(rules.examples, start=1):
        try:
            one = _worked(rules, example)
        except (EvidenceError, KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise RulesetError(f"example {number}", str(error)) from None
        said = {name: example[name] for name in ("class", "points") if name in example}
        came = {"class": one.found.quality_class, "points": one.found.points}
        for name, value in said.items():
            if came[name] != (Decimal(value) if name == "points" else value):
                raise RulesetError(f"example {number}", f"{name} is {came[name]}, not {value}")
        done.append(one)
    return done


def tried(text: str) -> Ruleset:
    """Return the ruleset of a text that is to be loaded, or tried first.

    Raises InvalidFailure(field, reason, place, why) for one that is no ruleset, whose worked examples do not come out
    or that has none.
    """
    if len(text) > LARGEST:
        raise InvalidFailure(field="ruleset", reason="too_long")
    try:
        rules = read(text)
        if not worked(rules):
            raise RulesetError("example", "at least one worked example")  # noqa: TRY301  told like the others
    except RulesetError as error:
        raise InvalidFailure(field="ruleset", reason="unfit", place=error.place, why=error.reason) from None
    return rules


@act("rules:load")
def load(session: ScopedSession, *, text: str, reason: str, by: Actor, at: datetime) -> tuple[str, str]:
    """Keep an amended ruleset as a new version and return its key and version.

    Raises InvalidFailure as `tried`, ConflictFailure for a version that is there.
    """
    why = reason.strip()
    if not 0 < len(why) <= LONGEST_REASON:
        raise InvalidFailure(field="reason", reason="missing")
    rules = tried(text)
    if any((one.rules.key, one.rules.version) == (rules.key, rules.version) for one in rulesets(session)):
        raise ConflictFailure(what="ruleset", reason="there")
    session.add(
        LoadedRuleset(
            key=rules.key, version=rules.version, text=text, reason=why, loaded_by=by.account_id, loaded_at=at
        )
    )
    record(session, subject=f"ruleset:{rules.key}:{rules.version}", before=None, after={"reason": why})
    return rules.key, rules.version


def _worked(rules: Ruleset, example: Any) -> Worked:  # noqa: ANN401  a row of TOML
    given = {key: value if isinstance(value, bool) else Decimal(value) for key, value in example["given"].items()}
    told = example.get("survey")
    survey = None
    if told:
        mean, low, high = (Decimal(told[name]) for name in ("mean", "low", "high"))
        survey = SurveyEvidence(mean, low, high, told["answers"], told["state"], told["verified"])
    amended = replace(
        rules,
        parameters=tuple(
            replace(one, value=Decimal(example.get("set", {}).get(one.key, one.value))) for one in rules.parameters
        ),
    )
    return Worked(given, survey, suggest(amended, given, survey))
