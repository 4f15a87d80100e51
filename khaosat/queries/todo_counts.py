"""How much waits for somebody: counts within what the session may see, one statement each."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from khaosat.access import ScopedSession
from khaosat.models.case import Case
from khaosat.models.comment import ReleasedComment
from khaosat.models.complaint import OfficerComplaint
from khaosat.models.dossier import DossierCount
from khaosat.models.finding import Finding
from khaosat.models.hold import Flood, HoldDecision
from khaosat.models.measure import Measure
from khaosat.models.office import Office
from khaosat.models.release import Release
from khaosat.models.response import Response, uncounted
from khaosat.models.seal import SealEntry

Waiting = tuple[int, date | None]  # how many, and the earliest day


def unseen_comments(session: ScopedSession, *, since: date) -> int:
    """Return how many released comments of these months nobody has seen to."""
    wanted = select(func.count()).select_from(ReleasedComment)
    return session.scalar(wanted.where(ReleasedComment.handled_at.is_(None), ReleasedComment.last_day >= since)) or 0


def open_cases(session: ScopedSession) -> Waiting:
    """Return how many requests wait for a reply, and the day of the oldest."""
    row = session.execute(select(func.count(), func.min(Case.day)).where(Case.state == "open")).one()
    return int(row[0]), row[1]


def measures_due(session: ScopedSession, *, units: Collection[int], until: date) -> Waiting:
    """Return how many measures neither done nor carried on are due by that day, and the earliest due day."""
    later = aliased(Measure)
    carried = exists().where(later.carried_from == Measure.id)
    wanted = select(func.count(), func.min(Measure.due)).where(
        Measure.unit_id.in_(sorted(units)), Measure.done_on.is_(None), Measure.due <= until, ~carried
    )
    row = session.execute(wanted).one()
    return int(row[0]), row[1]


def new_releases(session: ScopedSession, *, since: date, split: str = "") -> Waiting:
    """Return how many blocks of that split were closed since that day, and the last day they hold."""
    wanted = select(func.count(), func.max(Release.last_day)).where(Release.split == split, Release.closed_on >= since)
    row = session.execute(wanted).one()
    return int(row[0]), row[1]


def undecided_holds(session: ScopedSession) -> Waiting:
    """Return how many held answers nobody has decided about, and the day of the oldest."""
    decided = exists().where(HoldDecision.answer_id == Response.id)
    wanted = select(func.count(), func.min(Response.day)).where(Response.state == "held", uncounted(), ~decided)
    row = session.execute(wanted).one()
    return int(row[0]), row[1]


def unconfirmed_exclusions(session: ScopedSession, *, other_than: int) -> int:
    """Return how many exclusions wait for a second person, those that account proposed left out."""
    wanted = select(func.count()).select_from(HoldDecision)
    return (
        session.scalar(
            wanted.where(
                HoldDecision.choice == "exclude",
                HoldDecision.confirmed_by.is_(None),
                HoldDecision.carried_out_at.is_(None),
                HoldDecision.decided_by != other_than,
            )
        )
        or 0
    )


def undecided_findings(session: ScopedSession, *, overdue_before: date) -> tuple[Waiting, Waiting]:
    """Return how many findings nobody has decided about and the week of the oldest: of all, and of overdue weeks."""
    overdue = func.count().filter(Finding.week < overdue_before)
    wanted = select(func.count(), overdue, func.min(Finding.week)).where(Finding.choice.is_(None))
    number, late, oldest = session.execute(wanted).one()
    return (number, oldest), (late, oldest if late else None)


def unconfirmed_findings(session: ScopedSession, *, other_than: int, since: datetime) -> int:
    """Return how many findings wait for a second person, those that account proposed and lapsed ones left out."""
    waits = (Finding.choice == "exclude", Finding.confirmed_by.is_(None), Finding.decided_at >= since)
    return (
        session.scalar(select(func.count()).select_from(Finding).where(*waits, Finding.decided_by != other_than)) or 0
    )


def unverified_complaints(session: ScopedSession) -> Waiting:
    """Return how many complaints about officers nobody has looked into, and the day of the oldest."""
    wanted = select(func.count(), func.min(OfficerComplaint.day)).where(OfficerComplaint.founded.is_(None))
    row = session.execute(wanted).one()
    return int(row[0]), row[1]


def unconfirmed_verdicts(session: ScopedSession, *, other_than: int) -> int:
    """Return how many verdicts on complaints wait for a second person, those that account proposed left out."""
    waits = (OfficerComplaint.founded.is_not(None), OfficerComplaint.confirmed_by.is_(None))
    wanted = select(func.count()).select_from(OfficerComplaint)
    return session.scalar(wanted.where(*waits, OfficerComplaint.decided_by != other_than)) or 0


def new_floods(session: ScopedSession, *, since: date) -> int:
    """Return how many floods there were since that day."""
    return session.scalar(select(func.count()).select_from(Flood).where(Flood.day >= since)) or 0


def sealed_again(session: ScopedSession, *, since: datetime) -> int:
    """Return how many seals since that moment are of days sealed before."""
    wanted = select(func.count()).select_from(SealEntry).where(SealEntry.revision > 1)
    return session.scalar(wanted.where(SealEntry.sealed_at >= since)) or 0


def offices_without_dossiers(session: ScopedSession, *, month: date, day: date) -> int:
    """Return how many open offices have no dossier counts of that month."""
    told = exists().where(DossierCount.office_id == Office.id, DossierCount.month == month)
    standing = (Office.opened_on <= month, or_(Office.closed_on.is_(None), Office.closed_on > day))
    return session.scalar(select(func.count()).select_from(Office).where(*standing, ~told)) or 0
