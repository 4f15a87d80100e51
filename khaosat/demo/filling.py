"""What fills the demo's database, each part once: catalogue, round, placards, answers, people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

import config
from khaosat.access import ScopedSession
from khaosat.demo import answers, dossiers, province
from khaosat.demo.officers import PRINTED, counters, kind_of, offices, posts
from khaosat.demo.people import cast
from khaosat.errors import ConflictFailure
from khaosat.queries.stored_answers import stored_answers
from khaosat.services import answering, catalogue, demo_people, importing, placards, questionnaires, visiting
from khaosat.services.acts import Actor
from khaosat.services.answering import Survey
from khaosat.services.demo_people import DemoPerson

BY = Actor(None, "demo")
ROSTER_BEFORE, ROSTER_AFTER = timedelta(days=7), timedelta(days=28)
QUESTIONNAIRES = ("sipas", "short")  # the last one is the standing round's
ROUND, ROUND_NAME = "thuong-xuyen", "Kênh mã QR thường xuyên"
WITHDRAWN_IN = 12  # so many offices have an answer that was taken back
ELSEWHERE = "464"  # the district whose head must not see the printed office
Say = Callable[[str], None]


@dataclass(frozen=True)
class Demo:
    """What the demo works with; `say` takes a line of progress. For tests `share` thins, `months` shortens the year."""

    engine: Engine
    settings: config.Settings
    clock: config.DemoClock
    say: Say
    share: float = 1.0
    months: int = 12


def quiet(_line: str) -> None:
    """Say nothing."""


def demo_of(
    engine: Engine, settings: config.Settings, *, say: Say = quiet, share: float = 1.0, months: int = 12
) -> Demo:
    """Return the demo of these settings. Raises ConflictFailure where the program does not run as a demo."""
    clock = config.clock_of(settings)
    if not isinstance(clock, config.DemoClock):
        raise ConflictFailure(what="demo", reason="not_a_demo")
    return Demo(engine, settings, clock, say, share, months)


@dataclass(frozen=True)
class Span:
    """Whole days, both included."""

    first: date
    last: date


def fill_catalogue(session: ScopedSession, demo: Demo, *, today: date, start: datetime) -> None:
    """Import the province, the invented half of it too, as of the moment `start`."""
    for kind, content in province.files(today - ROSTER_BEFORE, today + ROSTER_AFTER):
        report = importing.run(
            session, kind=kind, content=content, filename=f"{kind}.csv", dry_run=False, by=BY, at=start
        )
        demo.say(f"{kind}: {len(report.created)} new, {report.unchanged} as they were")


def open_round(session: ScopedSession, *, start: datetime) -> Survey:
    """Bring the questionnaires in and open the standing round; returns what placards ask."""
    for name in QUESTIONNAIRES:
        asked = questionnaires.ensure(session, file=questionnaires.read(name), by=BY, at=start)
    standing = catalogue.the_standing_round(session, day=start.date())
    session.rollback()
    if standing is None:
        catalogue.open_standing_round(
            session, key=ROUND, name=ROUND_NAME, questionnaire_id=asked.id, starts_on=start.date(), by=BY, at=start
        )
    survey = visiting.survey(session, today=start.date())
    session.rollback()
    return survey


def hang_placards(session: ScopedSession, demo: Demo, *, start: datetime) -> None:
    """Hang one placard in every office, and one at every counter of districts and of the printed office."""
    hanging = {key: set(place.placards) for key, place in catalogue.places(session).offices.items()}
    session.rollback()
    wanted = [(key, "") for key in offices()]
    wanted += [
        (key, number)
        for key in offices()
        if kind_of(key) == "district" or key == PRINTED
        for number, _ in counters(key)
    ]
    missing = [(key, number) for key, number in wanted if number not in hanging[key]]
    for key, number in missing:
        placards.issue(session, office_key=key, counter_number=number or None, by=BY, at=start)
    demo.say(f"placards: {len(missing)} issued")


def answer(session: ScopedSession, demo: Demo, survey: Survey, span: Span, *, first_time: bool = False) -> int:
    """Store what is said in these days, office by office, each whole or not at all; returns how many are new.

    The first time nothing is settled yet, so no day is marked to be settled again; and some answers are taken back.
    """
    places = catalogue.places(session)
    stored = 0
    for number, (key, its) in enumerate(answers.by_office(span.first, span.last, places, share=demo.share), start=1):
        office = places.offices[key]
        there = stored_answers(session, [its[0].id])
        session.rollback()
        if not there:
            stored += answering.submit_many(
                session,
                office_id=office.id,
                unit_id=office.unit_id,
                round_=survey.round,
                questionnaire=survey.questionnaire,
                answers=its,
                at=None if first_time else demo.clock.now(),
            )
        if first_time and number <= WITHDRAWN_IN:
            answering.withdraw(session, answer_id=its[len(its) // 2].id, at=demo.clock.now())
        if first_time and number % 17 == 0:
            demo.say(f"answers: {100 * number // len(offices())} % of the offices, {stored} answers")
    return stored


def count_dossiers(session: ScopedSession, demo: Demo, span: Span) -> None:
    """Import how many dossiers the offices returned in the months of these days; the running month is not counted."""
    report = importing.run(
        session,
        kind="dossiers",
        content=dossiers.file(span.first, span.last, share=demo.share),
        filename="dossiers.csv",
        dry_run=False,
        by=BY,
        at=demo.clock.now(),
    )
    demo.say(f"dossiers: {len(report.created)} counts")


def people_of(office: str) -> tuple[DemoPerson, ...]:
    """Return the cast around the printed office: its head, its first officer, a head elsewhere, and the others."""
    officer = next(post.key for post in posts() if post.office == office)
    return cast(unit_key=office, officer_key=officer, other_unit_key=ELSEWHERE)


def invite_people(session: ScopedSession, demo: Demo) -> None:
    """Make the accounts of the cast."""
    ring = config.key_ring(demo.settings.keys, "totp")
    people = people_of(PRINTED)
    made = demo_people.make_demo(session, people=people, ring=ring, by=BY, at=demo.clock.now())
    demo.say(f"accounts: {len(made)} made")
