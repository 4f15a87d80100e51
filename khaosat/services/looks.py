"""Looks at closed weeks: which one is due, what it reads, and what is kept of it."""

from datetime import date, datetime, timedelta

from khaosat.access import ScopedSession, store
from khaosat.errors import ConflictFailure, InvalidFailure
from khaosat.models.finding import Finding, FindingAnswer, Look
from khaosat.queries import findings as queries
from khaosat.queries import screened_answers
from khaosat.queries.due_days import first_answered_day
from khaosat.services import screening
from khaosat.services.acts import Actor, act, record
from khaosat.services.calendar import last_closed
from khaosat.services.screening import Known, Material, Sighting


def newest_closed_week(now: datetime) -> date:
    """Return the Monday of the newest week of which every day has closed."""
    closed = last_closed(now)
    return screening.monday(closed + timedelta(days=1)) - timedelta(weeks=1)


def due_week(session: ScopedSession, *, now: datetime) -> date | None:
    """Return the week to look at: the newest closed one, unless it was looked at with the dossiers known now."""
    week = newest_closed_week(now)
    begun = first_answered_day(session)
    if begun is None or begun > week + timedelta(days=6):
        return None
    newest = queries.newest_look(session)
    if newest is None or newest.week < week:
        return week
    if newest.week > week:
        return None
    known = screened_answers.number_of_dossiers(session, first=newest.first_day, last=newest.last_day)
    return week if known != newest.dossiers else None


def material(session: ScopedSession, *, week: date, now: datetime) -> Material:
    """Read what the look at that week sees; needs a session that reads every answer.

    Raises InvalidFailure where `week` is no Monday, ConflictFailure where a day of the week has not closed.
    """
    if week.weekday():
        raise InvalidFailure(field="week", reason="no_monday")
    first, last = screening.days_of(week)
    if last > last_closed(now):
        raise ConflictFailure(reason="day_open", day=last)
    rated = screened_answers.rated_answers(session, first=first, last=last)
    closed = screened_answers.closed_dossiers(session, first=first, last=last)
    return Material(week, first, last, sorted(rated, key=lambda one: one.id), closed)


def known(session: ScopedSession, *, week: date) -> Known:
    """Return what findings have told already, those a new look at that week replaces left out."""
    since = screening.days_of(week)[0]
    whole = queries.known_whole(session, since=since, but_week=week)
    return Known(queries.known_answers(session, but_week=week), whole)


@act("findings:look")
def keep(
    session: ScopedSession,
    *,
    facts: Look,
    found: list[tuple[Sighting, dict[str, object] | None]],
    by: Actor,  # noqa: ARG001  the act leaves it in its event
    at: datetime,  # noqa: ARG001  the same
) -> int:
    """Keep a look and what it found, each finding with its effect; undecided findings of that week give way.

    Returns how many findings were kept.
    """
    queries.forget_undecided(session, week=facts.week)
    session.merge(facts)
    session.flush()
    for one, effect in found:
        row = _finding(facts.week, one, effect)
        session.add(row)
        session.flush()
        store(session, FindingAnswer, [{"finding_id": row.id, "answer_id": answer} for answer in sorted(one.answers)])
    done = {"officers": facts.family, "answers": facts.answers, "findings": len(found)}
    record(session, subject=f"week:{facts.week.isoformat()}", before=None, after=done)
    return len(found)


def facts_of(found: Material, *, ran: dict[str, int], officers: int, at: datetime) -> Look:
    """Return the row of a look."""
    return Look(
        week=found.week,
        first_day=found.first,
        last_day=found.last,
        made_at=at,
        version=screening.VERSION,
        family=officers,
        answers=len(found.rated),
        dossiers=sum(one.closed for one in found.closed),
        ran=ran,
        false_alarm=screening.FALSE_ALARM,
    )


def _finding(week: date, one: Sighting, effect: dict[str, object] | None) -> Finding:
    return Finding(
        week=week,
        officer_id=one.officer_id,
        office_id=one.office_id,
        detector=one.detector,
        tests=dict(one.tests),
        verdict=one.verdict,
        expected_false=one.expected_false,
        answers=len(one.answers),
        first_day=one.first_day,
        last_day=one.last_day,
        picture=dict(one.picture),
        effect=effect,
    )
