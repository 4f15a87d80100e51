"""What a frozen year comes to when it is worked out again from its own inputs: suggestions, ceilings, lines, ways.

Pure: nothing here reads a database. Each thing that does not come out as it was written is a `Difference`.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from khaosat.models.appraisal import Appraisal
from khaosat.models.league import LeagueLine
from khaosat.queries.appraisals import Filed
from khaosat.rules.reading import read
from khaosat.rules.ruleset import Ruleset
from khaosat.services.appraisal_evidence import said_of
from khaosat.services.appraisal_flow import PASSAGES
from khaosat.services.appraisal_suggestion import suggestion_of
from khaosat.services.year_body import FILE, LINE, Body, ceilings_of

CLOSE: Final = 1e-9  # of a number worked out again in another order
MISSING: Final = object()
WAYS: Final = frozenset((row.before.value, row.move.value, row.after.value) for row in PASSAGES)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not what was signed.

    `about`: 'snapshot', 'audit', 'seal', 'year', 'rules', 'file', 'league', 'ceiling'; `officer` the officer's key or
    ''; `field` the place in it, such as 'components/tasks' or 'steps/2/reason'; `before` what was signed (or what is
    written there), `now` what stands (or what it comes to), both as text.
    """

    about: str
    officer: str
    field: str
    before: str
    now: str


def recount(body: Body) -> Iterator[Difference]:
    """Yield what does not come out of the body's own inputs as the body says."""
    rules = read(body["rules"]["year"]["text"])
    for officer, file in body["files"].items():
        yield from _suggestion(rules, officer, file)
        yield from _evidence(body, officer, file)
        yield from _way(officer, file)
    filed = [Filed(Appraisal(**{name: file[name] for name in FILE}), key, "") for key, file in body["files"].items()]
    yield from _unlike("ceiling", "", "", body["ceilings"], ceilings_of(rules, filed))
    for number, league in body["leagues"].items():
        for name, line in league["lines"].items():
            officer, side = name.rsplit("/", 1)
            yield from _line(officer, f"{number}/{side}", line)


def unlike(about: str, officer: str, before: Any, now: Any) -> Iterator[Difference]:  # noqa: ANN401  whatever JSON holds
    """Yield each place at which two values of one shape differ."""
    yield from _unlike(about, officer, "", before, now)


def _unlike(about: str, officer: str, place: str, before: Any, now: Any) -> Iterator[Difference]:  # noqa: ANN401  as above
    if isinstance(before, dict) and isinstance(now, dict):
        for name in sorted({*before, *now}):
            yield from _unlike(about, officer, f"{place}/{name}", before.get(name, MISSING), now.get(name, MISSING))
    elif isinstance(before, list) and isinstance(now, list):
        for number in range(max(len(before), len(now))):
            pair = (each[number] if number < len(each) else MISSING for each in (before, now))
            yield from _unlike(about, officer, f"{place}/{number + 1}", *pair)
    elif type(before) is not type(now) or repr(before) != repr(now):  # 1, 1.0 and True are three things
        yield Difference(about, officer, place.strip("/"), said(before), said(now))


def said(value: object) -> str:
    """Return a value as a reader sees it: nothing as a dash, the rest as it is."""
    return "–" if value is None or value is MISSING else str(value)


def _suggestion(rules: Ruleset, officer: str, file: Mapping[str, Any]) -> Iterator[Difference]:
    try:
        made = suggestion_of(rules, file["components"], file["evidence"])
    except (ValueError, KeyError, ArithmeticError) as error:
        yield Difference("file", officer, "components", said(file["components"]), str(error))
        return
    yield from _unlike("file", officer, "suggestion", file["suggestion"], made.suggestion)
    yield from _unlike("file", officer, "suggested_class", file["suggested_class"], made.quality_class)


def _evidence(body: Body, officer: str, file: Mapping[str, Any]) -> Iterator[Difference]:
    number = file["evidence"].get("league")
    if number is None:
        return
    lines = body["leagues"].get(str(number), {}).get("lines", {})
    both = [lines.get(f"{officer}/{side}") for side in ("plain", "adjusted")]
    if None in both:
        yield Difference("file", officer, "evidence/league", said(number), said(None))
        return
    plain, adjusted = (LeagueLine(league_id=number, **{name: line[name] for name in LINE}) for line in both)
    yield from _unlike("file", officer, "evidence", file["evidence"], said_of(plain, adjusted))


def _way(officer: str, file: Mapping[str, Any]) -> Iterator[Difference]:
    """Follow the steps: each by the table, from where the last one ended, to the state and class the file has."""
    here, classes = "drafted", {"propose": None, "decide": None, "decide_appeal": None}
    for number, step in enumerate(file["steps"], start=1):
        way = (step["state_before"], step["move"], step["state_after"])
        moves = step["state_before"] != step["state_after"]
        if step["state_before"] != here or (moves and way not in WAYS):
            yield Difference("file", officer, f"steps/{number}", " > ".join(map(said, way)), f"{here} > …")
        here = step["state_after"]
        if step["move"] in classes:
            classes[step["move"]] = step["quality_class"]
    final = classes["decide_appeal"] or classes["decide"]
    yield from _unlike("file", officer, "state", file["state"], here)
    yield from _unlike("file", officer, "final_class", file["final_class"], final)


def _line(officer: str, place: str, line: Mapping[str, Any]) -> Iterator[Difference]:
    """Work a line's numbers out by hand, as `stats.explaining.Explanation` says how."""
    for name, value in worked_out(line["working"]).items():
        known = line["working"][name]
        if not math.isclose(known, value, rel_tol=CLOSE, abs_tol=CLOSE):
            yield Difference("league", officer, f"{place}/{name}", said(known), said(value))
    for name in ("state", "n", "mean", "posterior_mean", "posterior_sd", "p_top", "rank_low", "rank_high"):
        yield from _unlike("league", officer, f"{place}/{name}", line[name], line["working"][name])


def worked_out(working: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers of a line's working that follow from the others; none where nobody answered."""
    n, tau2, mu = sum(working["counts"]), working["tau2"], working["mu"]
    if not n:
        return {"n": 0}
    raw = sum(level * count for level, count in enumerate(working["counts"], start=1)) / n
    mean = working["raw_mean"] + sum(shift["effect"] for shift in working["shifts"])
    room = (5 - working["steady"]) * (working["steady"] - 1)
    variance = working["kappa"] * room * working["deff"] / n + working["added"]
    kept = tau2 / (tau2 + working["variance"]) if tau2 > 0 else 0.0
    spread = kept * working["variance"] + (1 - kept) ** 2 * working["var_mu"]
    return {
        "n": n,
        "raw_mean": raw,
        "mean": mean,
        "variance": variance,
        "kept": kept,
        "posterior_mean": mu + kept * (working["mean"] - mu),
        "posterior_sd": math.sqrt(spread),
    }
