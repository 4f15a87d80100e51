"""How far the league's computation is, told by the job and shown on the year's page."""

from datetime import timedelta

from flask import Flask

from config import Settings
from khaosat.jobs import league, league_progress
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.crowd import write_answers
from tests.factories.league import AFTER, FIRST, LAST, POOR, plan, rows
from tests.factories.province import SmallProvince
from tests.web.quality import page, text_of


def test_the_job_tells_every_step_and_both_leagues(app: Flask, province: SmallProvince) -> None:
    engine, officer = app.extensions["engine"], province.officers["461"][0]
    write_answers(engine, list(rows(province, plan(province))))
    write_answers(engine, list(rows(province, {officer: POOR}, state="held", held_reason="repeated")))
    told: list[tuple[str, int, int]] = []
    league.compute(engine, first=FIRST, last=LAST, at=AFTER, tell=lambda *said: told.append(said))
    assert told == [("reading", 0, 1), ("working", 0, 2), ("working", 1, 2), ("keeping", 0, 1)]
    assert [step for step, _, _ in told if step in league_progress.STEPS] == [step for step, _, _ in told]


def test_the_page_shows_it_while_it_lasts_and_forgets_a_worker_that_died(
    cast: Cast, clock: StillClock, settings: Settings
) -> None:
    browser, address = cast.browser("chi"), "/thi-dua/2026"
    tell = league_progress.teller(settings, now=clock.now)
    assert "Đang tính lại" not in text_of(page(browser.get(address)))
    tell("working", 1, 2)
    assert "đã xong 1 trên 2 lượt" in text_of(page(browser.get(address)))
    clock.moment += timedelta(hours=1)
    assert "Đang tính lại" not in text_of(page(browser.get(address)))
    tell("keeping", 0, 1)
    assert "đã lưu 0 trên 1 nhóm" in text_of(page(browser.get(address)))
    league_progress.ended(settings)
    assert "Đang tính lại" not in text_of(page(browser.get(address)))
