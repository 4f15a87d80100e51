"""The first start: the catalogue through the importers, a year of answers through the citizens' validation."""

from datetime import date, datetime, time, timedelta

import config
from khaosat.access import Scope, open_session
from khaosat.demo import calendar, filling, measures, settled, state, truth
from khaosat.demo.filling import Demo
from khaosat.demo.officers import PRINTED
from khaosat.services import catalogue
from khaosat.services.garbage import rarely_collected


def load(demo: Demo) -> state.State:
    """Load what is missing and return the demo's state; after the first time nothing is left to do.

    A load that was interrupted goes on where it stood: every part is one transaction that is there or not.
    """
    kept = state.read(demo.settings.demo_folder)
    if kept is not None:
        return kept
    with rarely_collected():
        return _load(demo, _start_clock(demo))


def _load(demo: Demo, today: date) -> state.State:
    first, last = calendar.year_before(today, months=demo.months)
    start = datetime.combine(first, time(8), config.ZONE)
    until = today - timedelta(days=1)
    with open_session(demo.engine, Scope.system("loading the demo")) as session:
        filling.fill_catalogue(session, demo, today=today, start=start)
        survey = filling.open_round(session, start=start)
        filling.hang_placards(session, demo, start=start)
        stored = filling.answer(session, demo, survey, filling.Span(first, until), first_time=True)
        demo.say(f"answers: {stored} stored, {first.isoformat()} to {until.isoformat()}")
        settled.settle_and_release(session, settings=demo.settings, now=demo.clock.now(), say=demo.say)
        filling.count_dossiers(session, demo, filling.Span(first, last))
        demo.say(f"measures: {measures.write(session, today=today, by=filling.BY)} written")
        filling.invite_people(session, demo)
        code = catalogue.places(session).offices[PRINTED].placards[""][1]
    truth.write(demo.settings.demo_folder)
    made = state.State(today, until, today + filling.ROSTER_AFTER, PRINTED, code, demo.share)
    state.write(demo.settings.demo_folder, made)
    return made


def _start_clock(demo: Demo) -> date:
    """Return DEMO_TODAY; the clock starts at that day and the present hour, and only once."""
    if not demo.clock.file.exists():
        now = datetime.now(config.ZONE)
        demo.clock.set(datetime.combine(demo.settings.demo_today or now.date(), now.timetz()))
    return demo.clock.now().date()
