"""Findings of the looks: who may decide what, and what becomes of the answers a finding points at.

Internal Affairs touches no answer: a proposal to exclude holds the answers from the next night on, each with a
decision of its own as if it had been held one by one; so a single one can still be kept, and fourteen days without a
second person let all of them count again.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, NotFoundFailure
from khaosat.models.finding import Finding, Look
from khaosat.models.hold import HoldDecision, HoldStart
from khaosat.models.response import Response
from khaosat.queries import findings as queries
from khaosat.queries.findings import FindingLine, Wanted
from khaosat.queries.unit_names import unit_names
from khaosat.rules.finding_terms import FindingTerm, finding_term_on
from khaosat.services.acts import Actor, act, own_record, record
from khaosat.services.answering import note_due
from khaosat.services.dated_tree import DatedTree, UnitLabel
from khaosat.services.days import day_of, is_closed
from khaosat.services.holds import HOLD_DAYS, MOVES, PATTERN, Move, State, reason_of

__all__ = ["Finding", "Look", "Queue", "Shown", "Wanted", "one_finding", "queue"]
PAGE: Final = 20
WEEK: Final = 7
LAPSES_AFTER: Final = timedelta(days=HOLD_DAYS)


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as a page shows it; `due` is the last day of its term, `overdue` that nobody decided until then."""

    line: FindingLine
    unit: UnitLabel
    state: State
    due: date
    overdue: bool


@dataclass(frozen=True)
class Queue:
    """A page of findings, the newest look (None before the first), and the offices one may narrow to.

    `overdue` counts every finding that nobody decided within its term, whatever the page is narrowed to.
    """

    shown: tuple[Shown, ...]
    number: int
    page: int
    pages: int
    look: Look | None
    offices: tuple[tuple[str, str], ...]
    overdue: int
    term: FindingTerm


def state_of(finding: Finding, *, now: datetime) -> State:
    """Return where a finding stands; a proposal that nobody confirmed in fourteen days has lapsed."""
    if finding.choice is None:
        return State.WAITING
    if finding.choice == "keep":
        return State.KEPT
    if finding.confirmed_by is not None:
        return State.EXCLUDED
    decided = finding.decided_at
    return State.LAPSED if decided is not None and decided < lapses_before(now) else State.EXCLUSION_PROPOSED


def lapses_before(now: datetime) -> datetime:
    """Return the moment before which an unconfirmed proposal has lapsed."""
    return now - LAPSES_AFTER


def overdue_before(today: date) -> date:
    """Return the Monday before which an undecided finding is overdue today: its week and then its term are over."""
    return today - timedelta(days=WEEK - 1 + finding_term_on(today).days)


def due_day(finding: Finding, *, today: date) -> date:
    """Return the last day on which the finding is not overdue, by the term in force today."""
    return finding.week + timedelta(days=WEEK - 1 + finding_term_on(today).days)


def queue(session: ScopedSession, wanted: Wanted, *, page: int, now: datetime) -> Queue:
    """Return a page of such findings; an unknown state is any."""
    if wanted.state not in set(State):
        wanted = replace(wanted, state="")
    before = overdue_before(day_of(now))
    wanted = replace(wanted, overdue_before=before)
    since = lapses_before(now)
    number = queries.count_findings(session, wanted, since=since)
    pages = max(1, -(-number // PAGE))
    page = min(max(1, page), pages)
    found = queries.finding_lines(session, wanted, since=since, most=PAGE, after=PAGE * (page - 1))
    offices = tuple(queries.offices_with_findings(session))
    overdue = queries.count_findings(session, Wanted(overdue=True, overdue_before=before), since=since)
    term, look = finding_term_on(day_of(now)), queries.newest_look(session)
    return Queue(_shown(session, found, now), number, page, pages, look, offices, overdue, term)


def one_finding(session: ScopedSession, *, finding_id: int, now: datetime) -> Shown:
    """Return one finding; raises NotFoundFailure."""
    return _shown(session, [_line(session, finding_id)], now)[0]


def _shown(session: ScopedSession, lines: list[FindingLine], now: datetime) -> tuple[Shown, ...]:
    today = day_of(now)
    tree, before = DatedTree(unit_names(session), first=today, last=today), overdue_before(today)
    return tuple(
        Shown(
            one, tree.label(one.unit_id), state_of(one.finding, now=now), due_day(one.finding, today=today),
            one.finding.choice is None and one.finding.week < before,
        )
        for one in lines
    )  # fmt: skip  # one line a finding


def _line(session: ScopedSession, finding_id: int) -> FindingLine:
    found = queries.finding_line(session, finding_id)
    if found is None:
        raise NotFoundFailure(what="finding")
    return found


@act("findings:keep")
def keep(session: ScopedSession, *, finding_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Decide that a finding is explained: its answers count; also against a proposal. One person is enough."""
    _decide(session, finding_id, Move.KEEP, reason, by, at)


@act("findings:exclude")
def propose_exclusion(session: ScopedSession, *, finding_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Propose that the answers of a finding shall not count: they are held from the next night on.

    Raises ConflictFailure(reason='no_answers') where it points at none.
    """
    _decide(session, finding_id, Move.EXCLUDE, reason, by, at)


@act("findings:confirm")
def confirm_exclusion(session: ScopedSession, *, finding_id: int, by: Actor, at: datetime) -> None:
    """Confirm another person's proposal; raises ConflictFailure(reason='own_proposal') for one's own."""
    _decide(session, finding_id, Move.CONFIRM, "", by, at)


def _decide(session: ScopedSession, finding_id: int, move: Move, reason: str, by: Actor, at: datetime) -> None:
    finding = _line(session, finding_id).finding
    if by.account_id is None:
        raise NotFoundFailure(what="finding")
    before = state_of(finding, now=at)
    after = MOVES.get((before, move))
    if after is None:
        raise ConflictFailure(reason="decided", state=before)
    if move is Move.EXCLUDE and not finding.answers:
        raise ConflictFailure(reason="no_answers")
    if move is Move.CONFIRM:
        if finding.decided_by == by.account_id:
            raise ConflictFailure(reason="own_proposal")
        finding.confirmed_by, finding.confirmed_at = by.account_id, at
    else:
        finding.choice, finding.reason = "keep" if move is Move.KEEP else "exclude", reason_of(reason)
        finding.decided_by, finding.decided_at = by.account_id, at
    try:
        session.flush()
    except IntegrityError as error:  # somebody decided at the same moment: theirs stands, whole
        raise ConflictFailure(reason="decided", state=before) from error
    said = {"state": after, "reason": finding.reason, "answers": finding.answers}
    record(session, subject=f"finding:{finding_id}", before={"state": before}, after=said)


@own_record("a decision is its own record; every answer it concerns gets one of its own")
def carry_out(session: ScopedSession, *, now: datetime) -> int:
    """Hold the answers of what is proposed and hand every decision on to them; returns how many were touched.

    `holds.carry_out` comes after it the same night, and makes them counted or voided.
    """
    touched = 0
    for finding in queries.decided_findings(session):
        state = state_of(finding, now=now)
        rows = queries.answers_to_hold(session, finding_id=finding.id)
        decisions, starts = queries.holds_of(session, [row.id for row in rows])
        for row in rows:
            touched += _hand_on(session, finding, state, row, (decisions.get(row.id), starts.get(row.id)), now)
        if state is not State.EXCLUSION_PROPOSED:
            finding.carried_out_at = now
    session.flush()
    return touched


def _hand_on(
    session: ScopedSession,
    finding: Finding,
    state: State,
    row: Response,
    stands: tuple[HoldDecision | None, HoldStart | None],
    now: datetime,
) -> bool:
    """Give one answer the finding's decision, unless a person has decided about it alone."""
    decision, start = stands
    wanted = state in {State.EXCLUSION_PROPOSED, State.EXCLUDED}
    if state is State.LAPSED:  # its holds end by themselves
        return False
    if decision is not None and (decision.choice == "keep" or decision.confirmed_by is not None):
        return False
    if not wanted and (decision is None or row.held_reason != PATTERN):
        return False  # nothing was held for this finding
    decided = {"choice": finding.choice if wanted else "keep", "reason": finding.reason,
               "decided_by": finding.decided_by, "decided_at": finding.decided_at,
               "confirmed_by": finding.confirmed_by, "confirmed_at": finding.confirmed_at}  # fmt: skip  # one row
    decision = decision or HoldDecision(answer_id=row.id)
    for name, value in decided.items():
        setattr(decision, name, value)
    session.add(decision)
    if row.state == "counted":
        row.state, row.held_reason = "held", PATTERN
        if start is None:
            session.add(HoldStart(answer_id=row.id, night=day_of(finding.decided_at or now)))
        if is_closed(row.day, at=now):
            note_due(session, row.day)
    return True
