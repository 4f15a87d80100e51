"""What needs this person today: a kind, how many, since or until when; empty where nothing does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from khaosat.access import Everything, ScopedSession
from khaosat.db import ZONE
from khaosat.policy import Permission, Role
from khaosat.queries import todo_counts as counts
from khaosat.queries.grants import waiting_grants
from khaosat.services import api_tokens, findings, placard_health, upkeep
from khaosat.services.appraisal_desk import Asker
from khaosat.services.appraisal_moves import Mover
from khaosat.services.appraisal_todo import waits
from khaosat.services.calendar import last_closed
from khaosat.services.person import Person
from khaosat.services.retention import months_before
from khaosat.services.today import administrators_today

COMMENT_MONTHS: Final = 3  # older ones nobody will see to any more
DUE_SOON: Final = timedelta(days=14)
JUST_OUT: Final = timedelta(days=7)
DOSSIERS_FROM: Final = 8  # of the month: before it last month's counts are not late
ENDS_SOON: Final = timedelta(days=14)


@dataclass(frozen=True)
class Means:
    """What finding out needs beside the person's own session.

    `wide` counts placards, says for which offices there are dossier counts at all, and counts the files of a year of
    appraisal; `seals` reads the sealed list.
    """

    wide: ScopedSession
    seals: ScopedSession
    instance: Path


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits: `number` of it; `day` is the oldest's or the first due, `year` an appraisal's."""

    kind: str
    number: int
    day: date | None = None
    urgent: bool = False
    year: int | None = None


def todo(session: ScopedSession, *, person: Person, means: Means, now: datetime) -> tuple[Task, ...]:
    """Return what waits for that person, in the order of their roles; what has nothing to do is left out."""
    today = now.astimezone(ZONE).date()
    found: list[Task] = []
    if Role.UNIT_HEAD in person.roles:
        found += _of_unit_head(session, person, means, now, today)
    if Role.OFFICER in person.roles and person.officer_id is not None:
        split = f"officer:{person.officer_id}"
        found.append(Task("own_release", *counts.new_releases(session, since=today - JUST_OUT, split=split)))
    if Permission.AFFAIRS_HELD in person.permissions:
        found += _of_affairs(session, person, now, today)
    who = Mover(person.permissions, person.officer_id, person.scope.writes)
    asker = Asker(who, person.account_id, today)
    found += [Task(f"appraisal_{one.kind}", one.number, one.day, one.urgent, one.year)
              for one in waits(session, asker, wide=means.wide, now=now)]  # fmt: skip  # one list, one thought
    if Role.INSPECTOR in person.roles:
        found.append(Task("sealed_again", counts.sealed_again(means.seals, since=now - JUST_OUT)))
    if Role.ADMINISTRATOR in person.roles:
        found += _of_administrator(session, means, now, today)
    return tuple(task for task in found if task.number)


def _of_unit_head(session: ScopedSession, person: Person, means: Means, now: datetime, today: date) -> Iterator[Task]:
    yield Task("cases", *counts.open_cases(session), urgent=True)
    yield Task("comments", counts.unseen_comments(session, since=months_before(today, COMMENT_MONTHS)))
    reads = person.scope.reads
    if not isinstance(reads, Everything):
        number, due = counts.measures_due(session, units=reads, until=today + DUE_SOON)
        yield Task("measures", number, due, urgent=due is not None and due < today)
    health = placard_health.of_units(session, wide=means.wide, units=reads, closed=last_closed(now))
    yield Task("placards", sum(one.health in placard_health.TROUBLED for one in health))
    yield Task("releases", *counts.new_releases(session, since=today - JUST_OUT))


def _of_affairs(session: ScopedSession, person: Person, now: datetime, today: date) -> Iterator[Task]:
    if Permission.AFFAIRS_DECIDE in person.permissions:
        number, oldest = counts.undecided_holds(session)
        yield Task("holds", number, oldest, urgent=oldest is not None and oldest + ENDS_SOON <= today + JUST_OUT)
        undecided, late = counts.undecided_findings(session, overdue_before=findings.overdue_before(today))
        yield Task("findings_overdue", *late, urgent=True)
        yield Task("findings", *undecided)
        since = findings.lapses_before(now)
        second = counts.unconfirmed_findings(session, other_than=person.account_id, since=since)
        yield Task("finding_exclusions", second, urgent=True)
        yield Task("complaints", *counts.unverified_complaints(session))
        yield Task("verdicts", counts.unconfirmed_verdicts(session, other_than=person.account_id), urgent=True)
        yield Task("exclusions", counts.unconfirmed_exclusions(session, other_than=person.account_id), urgent=True)
    if Permission.AFFAIRS_GRANTS in person.permissions:
        others = [one for one, account in waiting_grants(session)
                  if person.account_id not in {account.id, one.granted_by}]  # fmt: skip  # one list, one thought
        yield Task("grants", len(others))
        yield Task("tokens", len(api_tokens.waiting(session, now=now)))
    yield Task("floods", counts.new_floods(session, since=today - JUST_OUT))
    health = placard_health.everywhere(session, closed=last_closed(now))
    yield Task("all_placards", sum(one.health in placard_health.TROUBLED for one in health))


def _of_administrator(session: ScopedSession, means: Means, now: datetime, today: date) -> Iterator[Task]:
    yield Task("nights", upkeep.nights_missed(means.seals, now=now), urgent=True)
    if upkeep.backup_overdue(means.instance, today=today):
        yield Task("backup", 1, upkeep.last_backup(means.instance), urgent=True)
    if today.day >= DOSSIERS_FROM:
        month = months_before(today, 1)
        yield Task("dossiers", counts.offices_without_dossiers(means.wide, month=month, day=today), month)
    people = administrators_today(session, now=now)
    yield Task("locked", len(people.locked))
    yield Task("without_role", len(people.without_role))
    yield Task("without_placard", len(people.offices_without_placard))
    ending = [one for one in api_tokens.listing(session, now=now) if one.works and one.last_day <= today + ENDS_SOON]
    yield Task("ending_tokens", len(ending), min((one.last_day for one in ending), default=None))
