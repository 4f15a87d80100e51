"""The look at a closed week: once every day of it has closed, every officer's answers of the year before it."""

from dataclasses import dataclass
from datetime import date, datetime

import structlog
from sqlalchemy import Engine

from khaosat.access import Scope, open_session
from khaosat.services import finding_effects, looks, screening
from khaosat.services.acts import Actor

log = structlog.get_logger(__name__)
WORKER = Actor(None, "worker")


@dataclass(frozen=True)
class Looked:
    """The week looked at, how many officers, for how many each test ran, and the new findings."""

    week: date
    officers: int
    ran: dict[str, int]
    findings: int


def look(engine: Engine, *, week: date, at: datetime, by: Actor = WORKER) -> Looked:
    """Look at the week of that Monday and keep what is new; undecided findings of that week are replaced.

    Reads in one session, works without any, writes in another. Raises as `looks.material`.
    """
    with open_session(engine, Scope.system("a look at a closed week").reading()) as session:
        found = looks.material(session, week=week, now=at)
        known = looks.known(session, week=week)
    looked = screening.look(found)
    new = screening.sightings(found, looked, known)
    with open_session(engine, Scope.system("what findings would do to the league").reading()) as session:
        effects = finding_effects.effects(session, found, new, now=at)
    facts = looks.facts_of(found, ran=dict(looked.ran), officers=looked.officers, at=at)
    with open_session(engine, Scope.system("keeping a look at a closed week")) as session:
        kept = looks.keep(session, facts=facts, found=list(zip(new, effects, strict=True)), by=by, at=at)
    log.info("look", week=week.isoformat(), officers=looked.officers, findings=kept)
    return Looked(week, looked.officers, dict(looked.ran), kept)


def due(engine: Engine, *, now: datetime) -> Looked | None:
    """Look at the newest closed week unless it was looked at with what is known now; None where nothing is due."""
    with open_session(engine, Scope.system("is a look due").reading()) as session:
        week = looks.due_week(session, now=now)
    return None if week is None else look(engine, week=week, at=now)
