"""Moving the demo's clock: day by day citizens answer, days close, results are released; the same every time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

import config
from khaosat.access import Scope, ScopedSession, open_session
from khaosat.demo import province, settled, state
from khaosat.demo.filling import BY, ROSTER_AFTER, Demo, Say, Span, answer, count_dossiers, demo_of, quiet
from khaosat.errors import ConflictFailure
from khaosat.queries.office_releases import last_released_day
from khaosat.services import catalogue, importing, visiting

ONE_DAY = timedelta(days=1)
MOST_DAYS = 400
LONGEST_WAIT = 70  # days until the printed office's release of today, at the very most
ROSTER_LEFT = timedelta(days=14)


@dataclass(frozen=True)
class Passed:
    """What happened while the clock moved; `released` is the printed office's newest day, where it moved too."""

    now: datetime
    days: int = 0
    answers: int = 0
    settled: int = 0
    blocks: int = 0
    released: date | None = None


def forward(engine: Engine, settings: config.Settings, *, days: int, say: Say = quiet) -> Passed:
    """Move the clock by whole days, 1 to 400. Raises ConflictFailure outside that or before the demo is loaded."""
    if not 1 <= days <= MOST_DAYS:
        raise ConflictFailure(what="demo", reason="days", most=MOST_DAYS)
    return _move(demo_of(engine, settings, say=say), lambda passed: passed.days >= days)


def forward_to_release(engine: Engine, settings: config.Settings, *, say: Say = quiet) -> Passed:
    """Move the clock day by day until the printed office's releases reach today: a tap of today has then arrived."""
    demo = demo_of(engine, settings, say=say)
    today = demo.clock.now().date()

    def arrived(passed: Passed) -> bool:
        return (passed.released is not None and passed.released >= today) or passed.days >= LONGEST_WAIT

    return _move(demo, arrived)


def _move(demo: Demo, arrived: Callable[[Passed], bool]) -> Passed:
    kept = state.read(demo.settings.demo_folder)
    if kept is None:
        raise ConflictFailure(what="demo", reason="not_loaded")
    demo = replace(demo, share=kept.share)
    with open_session(demo.engine, Scope.system("the demo's days pass")) as session:
        before = _released_until(session, kept.office)
        passed = Passed(demo.clock.now())
        while not arrived(passed):
            passed, kept = _one_day(session, demo, passed, kept)
            newest = _released_until(session, kept.office)
            passed = replace(passed, released=newest if newest != before else None)
    if demo.clock.now() < passed.now:  # a heartbeat may have written the moment it had read before
        demo.clock.set(passed.now)
    return passed


def _one_day(session: ScopedSession, demo: Demo, passed: Passed, kept: state.State) -> tuple[Passed, state.State]:
    """Let one day pass: the clock first, then what was said on the days that are over, then the night's work."""
    now = passed.now + ONE_DAY
    demo.clock.set(now)
    over = now.date() - ONE_DAY
    said = answer(session, demo, visiting.survey(session, today=over), Span(kept.answered_until + ONE_DAY, over))
    kept = replace(kept, answered_until=over)
    if kept.rosters_until < now.date() + ROSTER_LEFT:
        kept = _extend_rosters(session, kept, now)
    if now.day == 1:
        count_dossiers(session, demo, Span(over, over))
    state.write(demo.settings.demo_folder, kept)
    days, blocks = settled.settle_and_release(session, settings=demo.settings, now=now, say=demo.say)
    demo.say(f"{over.isoformat()}: {said} answers; {days} days settled, {blocks} blocks released")
    return Passed(now, passed.days + 1, passed.answers + said, passed.settled + days, passed.blocks + blocks), kept


def _extend_rosters(session: ScopedSession, kept: state.State, now: datetime) -> state.State:
    until = now.date() + ROSTER_AFTER
    content = province.rosters(kept.rosters_until + ONE_DAY, until)
    session.rollback()
    importing.run(session, kind="rosters", content=content, filename="rosters.csv", dry_run=False, by=BY, at=now)
    return replace(kept, rosters_until=until)


def _released_until(session: ScopedSession, office: str) -> date | None:
    found = last_released_day(session, office_id=catalogue.places(session).offices[office].id)
    session.rollback()
    return found
