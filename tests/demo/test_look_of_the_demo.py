"""The worker's first look at the loaded demo finds the heap that was stuffed there, through the real pipeline."""

import time
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Engine, select

import config
from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.demo.officers import posts
from khaosat.demo.stuffing import stuffed_of
from khaosat.jobs import looking
from khaosat.models.finding import Finding, FindingAnswer
from khaosat.models.officer import Officer

NOW = datetime(2026, 11, 22, 9, tzinfo=ZONE)
STUFFED = date(2026, 11, 11)


def test_the_first_look_finds_the_stuffed_heap(instance: tuple[Engine, config.Settings]) -> None:
    engine, _settings = instance
    begun = time.perf_counter()
    looked = looking.due(engine, now=NOW)
    took = time.perf_counter() - begun
    assert looked is not None
    assert looked.week == date(2026, 11, 9)
    assert took < 60, "a look of a whole province is a matter of seconds"
    heap = stuffed_of(STUFFED)
    with open_session(engine, Scope.system("test").reading()) as session:
        found = session.execute(select(Finding, Officer.key).join(Officer, Officer.id == Finding.officer_id)).all()
        named = session.scalars(select(FindingAnswer)).all()
    assert [(key, finding.first_day) for finding, key in found] == [(posts()[heap["post"][0]].key, STUFFED)]
    stuffed = {UUID(bytes=bytes(one), version=4) for one in heap["id"]}
    assert stuffed <= {one.answer_id for one in named}
    ((finding, _key),) = found
    assert finding.effect is None or finding.effect["with"]["n"] > finding.effect["without"]["n"]
