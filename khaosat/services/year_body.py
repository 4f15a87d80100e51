"""What is frozen of a signed year, as plain values and as bytes: canonical JSON, the same bytes whenever it is made.

Everything the result rests on is in it, so that somebody else can work it out again without this program: the text of
the ruleset byte for byte, what was brought in, what the survey said and the lines of the leagues it said it from, every
step, the ceilings, the classes. Floats are written so that they read back to the last bit.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final

from khaosat.access import ScopedSession
from khaosat.models.appraisal import AppraisalStep, AppraisalYear
from khaosat.models.league import League, LeagueLine
from khaosat.queries import frozen_years as kept
from khaosat.queries.appraisals import Filed
from khaosat.rules.reading import shipped
from khaosat.rules.ruleset import Ruleset
from khaosat.services.appraisal_caps import CapGroup, cap_groups
from khaosat.services.appraisal_suggestion import PLAN

KIND: Final = "khaosat appraisal year 1"
Body = dict[str, Any]
FILE: Final = (
    "id", "officer_id", "unit_id", "duty_group", "standing", "components", "evidence", "suggestion", "suggested_class",
    "state", "appealed", "proposed_class", "decided_class", "final_class",
)  # fmt: skip  # columns as they stand
STEP: Final = ("id", "move", "state_before", "state_after", "quality_class", "reason", "made_by", "actor")
LEAGUE: Final = ("id", "beside_id", "duty_group", "officers", "rules", "results")
LINE: Final = (
    "adjusted", "unit_id", "evidence", "set_aside", "state", "n", "mean", "posterior_mean", "posterior_sd", "p_top",
    "rank_low", "rank_high",
)  # fmt: skip  # columns as they stand
NODES: Final = "working"  # a line's long list of possible true scores: kept in the league, its digest here


def canonical_text(value: Any) -> str:  # noqa: ANN401  whatever JSON holds
    """Return JSON with sorted keys, no spaces, ASCII only; raises ValueError for a number that is none."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest_of(text: str) -> bytes:
    """Return the SHA-256 of a body, 32 bytes."""
    return sha256(text.encode("utf-8")).digest()


def body_of(session: ScopedSession, wide: ScopedSession, row: AppraisalYear, rules: Ruleset) -> Body:
    """Return everything the year's result rests on, as it stands.

    `session` must see every file of the year; `wide` (`Scope.year_keeper()`) reads the leagues.
    """
    files = kept.year_files(session, year=row.year)
    steps = kept.year_steps(session, year=row.year)
    said = (one.file.evidence.get("league") for one in files)
    named = {*row.leagues.values(), *(number for number in said if number is not None)}
    officers = {one.file.officer_id for one in files}
    lines = kept.league_lines(wide, league_ids=named, officers=officers)
    return {
        "kind": KIND,
        "year": _year(row),
        "rules": {"year": _rules(rules), "plan": _rules(next(one for one in shipped() if one.key == PLAN))},
        "files": {one.officer_key: _file(one, steps.get(one.file.id, ())) for one in files},
        "leagues": {str(one.id): _league(one, lines) for one in kept.leagues(wide, ids=named)},
        "ceilings": ceilings_of(rules, [Filed(one.file, one.officer_key, one.name) for one in files]),
    }


def ceilings_of(rules: Ruleset, files: Iterable[Filed]) -> list[dict[str, Any]]:
    """Return every ceiling in every group of those files: the places, who had the class, who stood at the border."""
    return [_ceiling(one) for one in cap_groups(rules, files)]


def plain(value: object) -> Any:  # noqa: ANN401  as JSON knows it
    """Return a column's value as JSON knows it: days and moments (UTC, to the microsecond) as text, bytes as hex."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case _:
            return value


def _year(row: AppraisalYear) -> dict[str, Any]:
    names = (
        "year", "ruleset_key", "ruleset_version", "ruleset_digest", "first_day", "last_day", "leagues", "opened_by",
        "opened_at", "state", "signed_by", "signed_at",
    )  # fmt: skip  # columns as they stand
    return {name: plain(getattr(row, name)) for name in names}


def _rules(rules: Ruleset) -> dict[str, str]:
    return {"key": rules.key, "version": rules.version, "text": rules.text}


def _file(one: kept.Kept, steps: Sequence[AppraisalStep]) -> dict[str, Any]:
    return {
        **{name: plain(getattr(one.file, name)) for name in FILE},
        "name": one.name,
        "unit_key": one.unit_key,
        "appeal_until": plain(one.file.appeal_until),
        "steps": [{**{name: getattr(step, name) for name in STEP}, "at": plain(step.at)} for step in steps],
    }


def _league(league: League, lines: Iterable[tuple[LeagueLine, str]]) -> dict[str, Any]:
    about = {name: getattr(league, name) for name in LEAGUE}
    about |= {name: plain(getattr(league, name)) for name in ("made_at", "first_day", "last_day")}
    own = [(line, key) for line, key in lines if line.league_id == league.id]
    return about | {"lines": {f"{key}/{_side(line)}": _line(line) for line, key in own}}


def _side(line: LeagueLine) -> str:
    return "adjusted" if line.adjusted else "plain"


def _line(line: LeagueLine) -> dict[str, Any]:
    working: Mapping[str, Any] = line.working
    return {
        **{name: getattr(line, name) for name in LINE},
        "working": {name: value for name, value in working.items() if name != NODES},
        "working_digest": digest_of(canonical_text(working)).hex(),
    }


def _ceiling(group: CapGroup) -> dict[str, Any]:
    return {
        "class": group.ceiling.quality_class,
        "unit_id": group.unit_id,
        "duty_group": group.duty_group,
        "classed": dict(group.classed),
        "unclassed": group.unclassed,
        "places": group.places,
        "otherwise": group.otherwise,
        "wanted": group.wanted,
        "border": sorted(one.officer_key for one in group.border),
    }
