"""What the looks found: for the page, for who decides, and for the night that carries it out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select

from khaosat.access import ScopedSession
from khaosat.models.finding import Finding, FindingAnswer, Look
from khaosat.models.hold import HoldDecision, HoldStart
from khaosat.models.office import Office
from khaosat.models.officer import Officer
from khaosat.models.response import Response


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with the names of whom and where it concerns."""

    finding: Finding
    officer: Officer
    office_key: str
    office_name: str
    unit_id: int


@dataclass(frozen=True)
class Wanted:
    """Which findings: of an office, a detector, a state (see `services.findings`); empty words mean any.

    `overdue_before` is the Monday before which an undecided one is overdue; with `overdue` only such are wanted.
    """

    office_key: str = ""
    detector: str = ""
    state: str = ""
    overdue: bool = False
    overdue_before: date = date.min


def newest_look(session: ScopedSession) -> Look | None:
    """Return the look of the newest week (one statement)."""
    return session.scalars(select(Look).order_by(Look.week.desc()).limit(1)).one_or_none()


def finding_lines(
    session: ScopedSession, wanted: Wanted, *, since: datetime, most: int, after: int
) -> list[FindingLine]:
    """Return such findings (one statement): overdue ones, undecided ones, the newest week, the surest first.

    `since`: see `_in_state`.
    """
    found = (
        select(Finding, Officer, Office.key, Office.name, Office.unit_id)
        .join(Officer, Officer.id == Finding.officer_id)
        .join(Office, Office.id == Finding.office_id)
        .where(*_of(wanted, since))
        .order_by(
            ~_overdue(wanted.overdue_before),
            Finding.choice.is_not(None),
            Finding.week.desc(),
            Finding.verdict,
            Finding.id,
        )
        .limit(most)
        .offset(after)
    )
    return [FindingLine(*row) for row in session.execute(found)]


def count_findings(session: ScopedSession, wanted: Wanted, *, since: datetime) -> int:
    """Return how many such findings there are (one statement)."""
    found = select(func.count()).select_from(Finding).join(Office, Office.id == Finding.office_id)
    return session.scalar(found.where(*_of(wanted, since))) or 0


def finding_line(session: ScopedSession, finding_id: int) -> FindingLine | None:
    """Return that finding (one statement)."""
    found = (
        select(Finding, Officer, Office.key, Office.name, Office.unit_id)
        .join(Officer, Officer.id == Finding.officer_id)
        .join(Office, Office.id == Finding.office_id)
        .where(Finding.id == finding_id)
    )
    row = session.execute(found).one_or_none()
    return FindingLine(*row) if row else None


def offices_with_findings(session: ScopedSession) -> list[tuple[str, str]]:
    """Return key and name of every office with a finding, by name (one statement)."""
    found = select(Office.key, Office.name).join(Finding, Finding.office_id == Office.id)
    return [(key, name) for key, name in session.execute(found.distinct().order_by(Office.name, Office.key))]


def _of(wanted: Wanted, since: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.office_key:
        found.append(Office.key == wanted.office_key)
    if wanted.detector:
        found.append(Finding.detector == wanted.detector)
    if wanted.overdue:
        found.append(_overdue(wanted.overdue_before))
    if wanted.state:
        found += _in_state(wanted.state, since)
    return found


def _overdue(before: date) -> ColumnElement[bool]:
    return and_(Finding.choice.is_(None), Finding.week < before)


def _in_state(state: str, since: datetime) -> list[ColumnElement[bool]]:
    """The conditions of a state; a proposal made before `since` that nobody confirmed has lapsed."""
    proposed = [Finding.choice == "exclude", Finding.confirmed_by.is_(None)]
    conditions: dict[str, list[ColumnElement[bool]]] = {
        "waiting": [Finding.choice.is_(None)],
        "kept": [Finding.choice == "keep"],
        "exclusion_proposed": [*proposed, Finding.decided_at >= since],
        "excluded": [Finding.confirmed_by.is_not(None)],
        "lapsed": [*proposed, Finding.decided_at < since],
    }
    return conditions[state]


def known_answers(session: ScopedSession, *, but_week: date) -> frozenset[UUID]:
    """Return the answers of findings, those a new look at that week would replace left out (one statement)."""
    kept = Finding.choice.is_not(None) | (Finding.week != but_week)
    wanted = select(FindingAnswer.answer_id).join(Finding, Finding.id == FindingAnswer.finding_id).where(kept)
    return frozenset(session.scalars(wanted))


def known_whole(session: ScopedSession, *, since: date, but_week: date) -> frozenset[tuple[int, str]]:
    """Return officer and detector of findings without answers since that week, as `known_answers` (one statement)."""
    kept = Finding.choice.is_not(None) | (Finding.week != but_week)
    wanted = select(Finding.officer_id, Finding.detector).where(kept, Finding.answers == 0, Finding.week >= since)
    return frozenset((officer, detector) for officer, detector in session.execute(wanted))


def forget_undecided(session: ScopedSession, *, week: date) -> None:
    """Delete the undecided findings of that week."""
    which = select(Finding.id).where(Finding.week == week, Finding.choice.is_(None))
    session.execute(delete(FindingAnswer).where(FindingAnswer.finding_id.in_(which)))
    session.execute(delete(Finding).where(Finding.week == week, Finding.choice.is_(None)))


def decided_findings(session: ScopedSession) -> Sequence[Finding]:
    """Return the decided findings with answers that the night has not carried out to their end."""
    wanted = select(Finding).where(Finding.choice.is_not(None), Finding.carried_out_at.is_(None), Finding.answers > 0)
    return session.scalars(wanted.order_by(Finding.id).with_for_update()).all()


def answers_to_hold(session: ScopedSession, *, finding_id: int) -> Sequence[Response]:
    """Return the answers of a finding that count or are held, to be changed."""
    of_it = select(FindingAnswer.answer_id).where(FindingAnswer.finding_id == finding_id)
    wanted = select(Response).where(Response.id.in_(of_it), Response.state.in_(("counted", "held")))
    return session.scalars(wanted.with_for_update()).all()


def holds_of(
    session: ScopedSession, answers: Collection[UUID]
) -> tuple[dict[UUID, HoldDecision], dict[UUID, HoldStart]]:
    """Return what was decided about these answers one by one, and since when they are held (two statements)."""
    decisions = session.scalars(select(HoldDecision).where(HoldDecision.answer_id.in_(answers)))
    starts = session.scalars(select(HoldStart).where(HoldStart.answer_id.in_(answers)))
    return {one.answer_id: one for one in decisions}, {one.answer_id: one for one in starts}


def findings_of_answers(session: ScopedSession, answers: Collection[UUID]) -> dict[UUID, int]:
    """Return the newest finding that points at each of these answers (one statement)."""
    wanted = select(FindingAnswer.answer_id, func.max(FindingAnswer.finding_id))
    rows = session.execute(wanted.where(FindingAnswer.answer_id.in_(answers)).group_by(FindingAnswer.answer_id))
    return {answer: int(finding) for answer, finding in rows}
