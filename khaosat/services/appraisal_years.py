"""A year of appraisal: opened under its ruleset, a file drafted for every officer, drafted again while nobody proposed.

Its ruleset is one in force on 31 December of the year, whenever it is opened.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.appraisal import OPEN, Appraisal, AppraisalYear
from khaosat.models.league import League
from khaosat.queries import appraisals as kept
from khaosat.queries.appraisals import Filed
from khaosat.queries.unit_names import unit_names
from khaosat.rules.ruleset import Ruleset
from khaosat.services.acts import Actor, act, record
from khaosat.services.appraisal_drafts import differs, drafts_of, new_file, put
from khaosat.services.appraisal_flow import EVIDENCE_OPEN
from khaosat.services.calendar import ZONE
from khaosat.services.dated_tree import DatedTree
from khaosat.services.own_veil import is_veiled, refuse_own
from khaosat.services.proposing_units import HANDED_OVER
from khaosat.services.rulesets import Standing as KnownRuleset
from khaosat.services.rulesets import ruleset, rulesets

FIRST_YEAR: Final = 2016
LONGEST_REASON: Final = 2000


@dataclass(frozen=True)
class Redrafted:
    """What drafting again did: new files, changed ones, files that differ and were passed over (already proposed)."""

    new: int
    changed: int
    passed_over: tuple[str, ...]


def rules_for(session: ScopedSession, *, year: int) -> list[KnownRuleset]:
    """Return the rulesets a year may be opened under: for officers, with classes, in force on its last day."""
    last = date(year, 12, 31)
    return [
        one
        for one in rulesets(session)
        if one.rules.subject == "officer" and one.rules.classes and one.rules.is_in_force(last)
    ]


def rules_of(session: ScopedSession, year: AppraisalYear) -> Ruleset:
    """Return the ruleset of an opened year; raises ConflictFailure where its text is no longer what it was."""
    rules = ruleset(session, key=year.ruleset_key, version=year.ruleset_version).rules
    if sha256(rules.text.encode()).digest() != year.ruleset_digest:
        raise ConflictFailure(what="appraisal_year", reason="ruleset_changed", year=year.year)
    return rules


def opened(session: ScopedSession) -> list[AppraisalYear]:
    """Return every year that was opened, the newest first."""
    return kept.appraisal_years(session)


def known_year(session: ScopedSession, *, year: int) -> AppraisalYear:
    """Return an opened year; raises NotFoundFailure."""
    found = kept.appraisal_year(session, year=year)
    if found is None:
        raise NotFoundFailure(what="appraisal_year", year=year)
    return found


@act("appraisal_years:open")
def open_year(session: ScopedSession, *, year: int, key: str, version: str, by: Actor, at: datetime) -> int:
    """Open a year under that ruleset and draft a file for every officer posted in it; returns how many.

    The evidence is that of the kept leagues of the whole year, else of the newest period that ended in it; the year
    says which days these are. Raises InvalidFailure(field) for a year not begun or a ruleset not in force for it,
    ConflictFailure where the year is open already or no league ended in it.
    """
    if not FIRST_YEAR <= year <= at.astimezone(ZONE).year:
        raise InvalidFailure(field="year", reason="not_begun")
    if kept.appraisal_year(session, year=year) is not None:
        raise ConflictFailure(what="appraisal_year", reason="there", year=year)
    rules = ruleset(session, key=key, version=version).rules
    if not any((one.rules.key, one.rules.version) == (key, version) for one in rules_for(session, year=year)):
        raise InvalidFailure(field="ruleset", reason="not_in_force", year=year)
    leagues = leagues_for(session, year=year)
    made = AppraisalYear(
        year=year,
        ruleset_key=key,
        ruleset_version=version,
        ruleset_digest=sha256(rules.text.encode()).digest(),
        first_day=leagues[0].first_day,
        last_day=leagues[0].last_day,
        leagues={one.duty_group: one.id for one in leagues},
        opened_by=by.account_id,
        opened_at=at,
    )
    session.add(made)
    session.flush()
    drafts = drafts_of(session, year=year, leagues=leagues)
    session.add_all([new_file(year, draft, rules) for draft in drafts])
    said = {"ruleset": f"{key}:{version}", "files": len(drafts), "leagues": made.leagues}
    record(session, subject=f"appraisal_year:{year}", before=None, after=said)
    return len(drafts)


@act("appraisal_years:draft_again")
def draft_again(session: ScopedSession, *, year: int, by: Actor, at: datetime) -> Redrafted:  # noqa: ARG001  the act leaves them in its event
    """Bring the files nobody has proposed up to the newest leagues and postings; new officers get a file.

    What is proposed already is passed over and named. Components stay. Raises NotFoundFailure, and ConflictFailure for
    a signed year or where no league is left.
    """
    known = open_one(session, year=year)
    rules, leagues = rules_of(session, known), leagues_for(session, year=year)
    before = {"leagues": known.leagues}
    known.leagues = {one.duty_group: one.id for one in leagues}
    known.first_day, known.last_day = leagues[0].first_day, leagues[0].last_day
    standing = {one.file.officer_id: one for one in kept.held_files(session, year=year)}
    new = changed = 0
    passed_over: list[Filed] = []
    for draft in drafts_of(session, year=year, leagues=leagues):
        filed = standing.get(draft.officer_id)
        if filed is None:
            session.add(new_file(year, draft, rules))
            new += 1
        elif not differs(filed.file, draft):
            continue
        elif filed.file.state in EVIDENCE_OPEN:
            put(filed.file, draft, rules)
            changed += 1
        else:
            passed_over.append(filed)
    after = {
        "leagues": known.leagues,
        "new": new,
        "changed": changed,
        "passed_over": [one.officer_key for one in passed_over],
    }
    record(session, subject=f"appraisal_year:{year}", before=before, after=after)
    others = tuple(one.officer_key for one in passed_over if not is_veiled(session, one.file))
    return Redrafted(new, changed, others)


@act("appraisals:hand_over")
def hand_over(
    session: ScopedSession, *, year: int, officer_key: str, unit_key: str, reason: str, by: Actor, at: datetime
) -> None:
    """Let another unit propose an officer, for a reason; before anybody has proposed.

    Raises NotFoundFailure for a file or unit that is not there, InvalidFailure without a reason, ConflictFailure for a
    file that has moved on, a signed year or the own file.
    """
    file = held_one(session, year=year, officer_key=officer_key)
    refuse_own(session, file.officer_id)
    why = reason.strip()
    if not 0 < len(why) <= LONGEST_REASON:
        raise InvalidFailure(field="reason", reason="missing")
    today = at.astimezone(ZONE).date()
    tree = DatedTree(unit_names(session), first=today, last=today)
    unit = tree.find(unit_key)
    if not tree.exists(unit):
        raise InvalidFailure(field="unit", reason="not_in_force")
    if file.state not in EVIDENCE_OPEN or unit == file.unit_id:
        raise ConflictFailure(what="appraisal", reason="moved_on", state=file.state)
    before, file.unit_id = file.unit_id, unit
    file.standing = file.standing | {"because": HANDED_OVER, "reason": why, "before": before}
    record(
        session,
        subject=f"appraisal:{file.id}",
        before={"unit_id": before},
        after={"unit_id": unit, "reason": why, "by": by.name},
    )


def open_one(session: ScopedSession, *, year: int, held: bool = True) -> AppraisalYear:
    """Return a year that is still open, by default held so that nobody signs it meanwhile.

    Raises NotFoundFailure or ConflictFailure.
    """
    known = kept.held_year(session, year=year) if held else kept.appraisal_year(session, year=year)
    if known is None:
        raise NotFoundFailure(what="appraisal_year", year=year)
    if known.state != OPEN:
        raise ConflictFailure(what="appraisal_year", reason="signed", year=year)
    return known


def held_one(session: ScopedSession, *, year: int, officer_key: str) -> Appraisal:
    """Return an officer's file in an open year, held so that nobody moves it meanwhile; raises as `open_one`."""
    open_one(session, year=year)
    found = kept.held_files(session, year=year, officer_key=officer_key)
    if not found:
        raise NotFoundFailure(what="appraisal", officer=officer_key)
    return found[0].file


def leagues_for(session: ScopedSession, *, year: int) -> list[League]:
    """Return the leagues a year rests on, one a duty group, all of the same days; raises ConflictFailure for none.

    Those of exactly the calendar year, else those that ended last in it, of these the longest.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = kept.leagues_ending(session, first=first, last=last)
    if not found:
        raise ConflictFailure(what="appraisal_year", reason="no_league", year=year)
    best = next((one for one in found if (one.first_day, one.last_day) == (first, last)), found[0])
    return [one for one in found if (one.first_day, one.last_day) == (best.first_day, best.last_day)]
