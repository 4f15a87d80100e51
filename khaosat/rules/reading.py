"""Reading a ruleset from TOML, and refusing with place and reason what is none."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from khaosat.rules import ruleset as rs
from khaosat.rules.ruleset import RulesetError

FOLDER: Final = Path(__file__).parent / "vn" / "sets"
KEYS: Final = {
    "key", "version", "title", "citation", "since", "until", "subject", "certainty", "note", "parameter", "component",
    "class", "ceiling", "survey", "asks", "example",
}  # fmt: skip  # read across
Part = TypeVar("Part")


@cache
def shipped(folder: Path = FOLDER) -> tuple[rs.Ruleset, ...]:
    """Return the rulesets that come with the program, the oldest first; raises RulesetError."""
    texts = (file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml")))
    return tuple(sorted((read(text) for text in texts), key=lambda one: (one.since, one.key)))


def read(text: str) -> rs.Ruleset:
    """Return the ruleset of that text; raises RulesetError saying where it is none."""
    try:
        given = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RulesetError("text", str(error)) from None
    if unknown := given.keys() - KEYS:
        raise RulesetError(min(unknown), "unknown")
    found = rs.Ruleset(
        **{name: _text(given, name) for name in ("key", "version", "citation")},
        title=_words(given, "title"), note=_words(given, "note"), since=_day(given, "since"),
        until=_day(given, "until") if "until" in given else None, subject=_one_of(given, "subject", rs.SUBJECTS),
        certainty=_one_of(given, "certainty", rs.CERTAINTIES), parameters=_all(given, "parameter", _parameter),
        components=_all(given, "component", _component), classes=_classes(given),
        ceilings=_all(given, "ceiling", _ceiling), survey=_survey(given["survey"]) if "survey" in given else None,
        asks=_all(given, "asks", _asks), examples=tuple(given.get("example", ())), text=text,
    )  # fmt: skip  # a ruleset is read across
    _hangs_together(found)
    return found


def _all(given: Mapping[str, Any], name: str, make: Callable[[Mapping[str, Any]], Part]) -> tuple[Part, ...]:
    parts = []
    for number, row in enumerate(given.get(name, ()), start=1):
        try:
            parts.append(make(row))
        except RulesetError as error:
            raise RulesetError(f"{name} {number}, {error.place}", error.reason) from None
    return tuple(parts)


def _parameter(row: Mapping[str, Any]) -> rs.Parameter:
    return rs.Parameter(
        _text(row, "key"), _words(row, "name"), _number(row, "value"),
        _one_of(row, "certainty", rs.CERTAINTIES), _words(row, "note"),
    )  # fmt: skip  # one row


def _component(row: Mapping[str, Any]) -> rs.Component:
    return rs.Component(
        _text(row, "key"), _words(row, "name"), _number(row, "most") if "most" in row else None,
        bool(row.get("adds", False)), _one_of(row, "certainty", rs.CERTAINTIES),
    )  # fmt: skip  # one row


def _classes(given: Mapping[str, Any]) -> tuple[rs.QualityClass, ...]:
    made = _all(given, "class", _class)
    return tuple(rs.QualityClass(one.key, one.name, rank, one.needs, one.certainty) for rank, one in enumerate(made))


def _class(row: Mapping[str, Any]) -> rs.QualityClass:
    needs = _all(row, "needs", _need)
    return rs.QualityClass(
        _text(row, "key"), _words(row, "name"), 0, needs, _one_of(row, "certainty", rs.CERTAINTIES)
    )  # fmt: skip  # one row


def _need(row: Mapping[str, Any]) -> rs.Need:
    tests = [name for name in rs.TESTS if name in row]
    if len(tests) != 1:
        raise RulesetError("test", "one of " + ", ".join(rs.TESTS))
    bound = row[tests[0]]
    if isinstance(bound, bool) is not (tests[0] == rs.IS):
        raise RulesetError(tests[0], "yes or no goes with `is`, a figure with the others")
    return rs.Need(_text(row, "value"), tests[0], bound if isinstance(bound, bool) else _number(row, tests[0]))


def _ceiling(row: Mapping[str, Any]) -> rs.Ceiling:
    share = _number(row, "share")
    if not 0 <= share <= 1:
        raise RulesetError("share", "a share is 0 to 1")
    return rs.Ceiling(
        _text(row, "class"), share, tuple(row.get("base", ())), tuple(row.get("within", ())),
        _one_of(row, "certainty", rs.CERTAINTIES), _words(row, "note"),
    )  # fmt: skip  # one row


def _survey(row: Mapping[str, Any]) -> rs.SurveyPart:
    return rs.SurveyPart(_text(row, "of"), _text(row, "points"))


def _asks(row: Mapping[str, Any]) -> rs.Asks:
    return rs.Asks(_text(row, "state"), row.get("supports"), row.get("asks_reason_from"))


def _hangs_together(found: rs.Ruleset) -> None:
    """Raise RulesetError where one part names another that is not there, or nobody could be classed."""
    classes, components = [one.key for one in found.classes], [one.key for one in found.components]
    parameters = [one.key for one in found.parameters]
    for key in (every := [*classes, *components, *parameters]):
        if every.count(key) > 1:
            raise RulesetError(key, "named twice")
    _needs_hold_together(found, {*components, rs.POINTS})
    named = {one.quality_class for one in found.ceilings} | {key for one in found.ceilings for key in one.base}
    named |= {key for one in found.asks for key in (one.supports, one.asks_reason_from) if key}
    if stray := named - {*classes}:
        raise RulesetError(min(stray), "no class of this ruleset")
    if found.survey is not None:
        _survey_fits(found, found.survey)


def _needs_hold_together(found: rs.Ruleset, values: set[str]) -> None:
    adding = {rs.POINTS} | {one.key for one in found.components if one.adds}
    for one in found.classes:
        for need in one.needs:
            if need.value not in values:
                raise RulesetError(f"class {one.key}", f"needs {need.value}, which no component brings in")
            if need.value in adding and need.test != rs.AT_LEAST:
                raise RulesetError(f"class {one.key}", f"more {need.value} must never lower a class")
    if found.classes and found.classes[-1].needs:
        raise RulesetError(f"class {found.classes[-1].key}", "the last class must take everybody who is left")


def _survey_fits(found: rs.Ruleset, survey: rs.SurveyPart) -> None:
    most = next((one.most for one in found.components if one.key == survey.of and one.adds), None)
    points = next((one.value for one in found.parameters if one.key == survey.points), None)
    if most is None or points is None:
        raise RulesetError("survey", "names no component that adds, or no parameter of this ruleset")
    if not 0 <= points < most:
        raise RulesetError("survey", "its points must leave something of the component they enter")


def _text(row: Mapping[str, Any], name: str) -> str:
    found = row.get(name)
    if not isinstance(found, str) or not found.strip():
        raise RulesetError(name, "a text is missing")
    return found


def _words(row: Mapping[str, Any], name: str) -> rs.WORDS:
    found = row.get(name)
    if not isinstance(found, dict) or not found.get("vi") or not all(isinstance(one, str) for one in found.values()):
        raise RulesetError(name, "words by language are missing, Vietnamese at least")
    return found


def _number(row: Mapping[str, Any], name: str) -> Decimal:
    found = row.get(name)
    if isinstance(found, bool) or not isinstance(found, int | Decimal):
        raise RulesetError(name, "a figure is missing")
    return Decimal(found)


def _day(row: Mapping[str, Any], name: str) -> date:
    found = row.get(name)
    if type(found) is not date:
        raise RulesetError(name, "a date is missing")
    return found


def _one_of(row: Mapping[str, Any], name: str, offered: tuple[str, ...]) -> str:
    found = row.get(name)
    if found not in offered:
        raise RulesetError(name, "one of " + ", ".join(offered))
    return str(found)
