"""A file as it is drafted: which unit proposes, what the survey says, what the ruleset makes of it so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from khaosat.access import ScopedSession
from khaosat.models.appraisal import Appraisal
from khaosat.models.league import League
from khaosat.queries import appraisals as kept
from khaosat.queries.appraisals import YearPosting
from khaosat.queries.unit_names import unit_names
from khaosat.rules.ruleset import Ruleset
from khaosat.services import appraisal_evidence as evidence
from khaosat.services.appraisal_suggestion import suggestion_of
from khaosat.services.dated_tree import DatedTree
from khaosat.services.proposing_units import HANDED_OVER, Standing, standing_of


@dataclass(frozen=True)
class Draft:
    """An officer's file before it is one."""

    officer_id: int
    standing: Standing
    evidence: dict[str, Any]


def drafts_of(session: ScopedSession, *, year: int, leagues: Iterable[League]) -> list[Draft]:
    """Return a draft for every officer posted in the calendar year, with the evidence of those leagues (8 statements).

    The leagues are of one period, one a duty group; officers in none of them get a draft that says so.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    tree = DatedTree(unit_names(session), first=last, last=last)
    followers = kept.followers(session, until=last)
    groups = {one.id: one.duty_group for one in leagues}
    short = {officer for one in leagues for officer in one.results["too_short"]}
    lines = kept.lines_by_officer(session, league_ids=list(groups))
    held = kept.lines_by_officer(session, league_ids=kept.leagues_beside(session, league_ids=list(groups)))
    by_officer: dict[int, list[YearPosting]] = {}
    for posting in kept.postings_in(session, first=first, last=last):
        by_officer.setdefault(posting.officer_id, []).append(posting)
    drafts = []
    for officer, postings in by_officer.items():
        both = lines.get(officer)
        standing = standing_of(
            postings, first=first, last=last, exists=tree.exists, followers=followers,
            duty_group=groups[both[0].league_id] if both else None,
        )  # fmt: skip  # one officer
        reason = evidence.TOO_SHORT if officer in short else evidence.NOT_COMPARED
        with_held = held.get(officer, (None, None))[1]
        said = evidence.said_of(*both, with_held=with_held) if both else evidence.nothing_said(reason)
        drafts.append(Draft(officer, standing, said))
    return drafts


def new_file(year: int, draft: Draft, rules: Ruleset) -> Appraisal:
    """Return the file of a draft, without any component yet."""
    file = Appraisal(year=year, officer_id=draft.officer_id, components={}, standing={}, state="drafted")
    put(file, draft, rules)
    return file


def put(file: Appraisal, draft: Draft, rules: Ruleset) -> None:
    """Bring a file up to a draft: a unit chosen by hand stays, and opinions that were given stay."""
    if not _by_hand(file):
        file.unit_id, file.standing = draft.standing.unit_id, _with_opinions(draft.standing.kept(), file.standing)
    file.duty_group, file.evidence = draft.standing.duty_group, draft.evidence
    made = suggestion_of(rules, file.components, draft.evidence)
    file.suggestion, file.suggested_class = made.suggestion, made.quality_class


def differs(file: Appraisal, draft: Draft) -> bool:
    """Return whether a draft says anything else than the file; which league it comes from does not count."""
    kept_now = _with_opinions(draft.standing.kept(), file.standing)
    elsewhere = not _by_hand(file) and (file.unit_id, file.standing) != (draft.standing.unit_id, kept_now)
    return elsewhere or file.duty_group != draft.standing.duty_group or _said(file.evidence) != _said(draft.evidence)


def _by_hand(file: Appraisal) -> bool:
    return bool(file.standing) and file.standing["because"] == HANDED_OVER


def _said(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name != "league"}


def _with_opinions(drafted: dict[str, Any], standing: Mapping[str, Any]) -> dict[str, Any]:
    given = {one["unit_id"]: one["text"] for one in standing.get("opinions", ())}
    return drafted | {
        "opinions": [one | {"text": given.get(one["unit_id"], one["text"])} for one in drafted["opinions"]]
    }
