"""The league of a period asked for on a page: the worker computes it, in the name of who asked."""

import pytest
from flask import Flask
from sqlalchemy import select

from config import Settings
from khaosat.access import Scope, open_session
from khaosat.jobs import league_orders, league_progress, worker
from khaosat.models.event import Event
from khaosat.models.league import League
from tests.cast import Cast
from tests.factories.crowd import write_answers
from tests.factories.league import AFTER, FIRST, LAST, plan, rows
from tests.factories.province import SmallProvince
from tests.web.desk import post
from tests.web.quality import page, text_of

THERE = "/thi-dua/tinh-lai"
DAYS = {"tu": FIRST.isoformat(), "den": LAST.isoformat()}


@pytest.fixture
def answered(app: Flask, cast: Cast, province: SmallProvince) -> Cast:
    write_answers(app.extensions["engine"], list(rows(province, plan(province))))
    cast.clock.moment = AFTER
    return cast


@pytest.fixture
def at_once(app: Flask, answered: Cast) -> Cast:
    """A worker that takes what is on the queue as soon as it is sent."""
    engine = app.extensions["engine"]

    def send(where: Settings, **order: object) -> None:
        league_orders.send(where, **order)  # type: ignore[arg-type]  # as the page gives them
        jobs = worker.queue(where)
        worker.schedule(jobs, engine=engine, clock=answered.clock, settings=where)
        task = jobs.dequeue()
        assert task is not None
        jobs.execute(task)
        jobs.storage.close()

    app.extensions["leagues"] = send
    return answered


def leagues(app: Flask) -> list[League]:
    with open_session(app.extensions["engine"], Scope.system("a look").reading()) as session:
        return list(session.scalars(select(League).order_by(League.id)))


def test_chi_asks_and_the_worker_computes_it_in_her_name(app: Flask, at_once: Cast) -> None:
    chi = at_once.browser("chi")
    assert "Không có lần tính nào đang chạy" in text_of(page(chi.get(THERE)))
    assert "Đã gửi cho máy tính" in text_of(page(post(chi, THERE, DAYS, follow=True)))
    made = leagues(app)
    assert [(one.first_day, one.last_day) for one in made] == [(FIRST, LAST)]
    assert "Tính lại khoảng thứ hạng" in text_of(page(chi.get("/thi-dua/cong-chuc")))
    post(chi, THERE, DAYS)
    assert len(leagues(app)) == 2, "the one before stays"
    with open_session(app.extensions["engine"], Scope.system("a look").reading()) as session:
        asked = session.scalars(select(Event).where(Event.act == "leagues:ask")).all()
        assert [(one.actor, one.after) for one in asked] == [
            ("chi", {"first": FIRST.isoformat(), "last": LAST.isoformat()})
        ] * 2


def test_the_page_says_how_far_it_is_and_that_it_failed(cast: Cast, settings: Settings) -> None:
    chi, tell = cast.browser("chi"), league_progress.teller(settings, now=cast.clock.now)
    for step, said in (("waiting", "chờ máy bắt đầu"), ("reading", "Đang đọc phiếu"), ("working", "đã xong 1 trên 2"),
                       ("keeping", "Đang lưu"), ("failed", "không xong")):  # fmt: skip  # in order
        tell(step, 1, 2)
        answer = chi.get(THERE)
        assert said in text_of(page(answer))
        assert ('data-progress="ended"' in answer.text) is (step == "failed")
        page(chi.get("/thi-dua/2026"))


def test_what_goes_wrong_in_the_worker_is_said(app: Flask, at_once: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_more: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("khaosat.services.ranking.gather", broken)
    post(at_once.browser("chi"), THERE, DAYS)
    assert leagues(app) == []
    assert "không xong" in text_of(page(at_once.browser("chi").get(THERE)))


@pytest.mark.parametrize(
    ("form", "said"),
    [({"tu": "2026-01-02", "den": "2026-01-01"}, "từ ngày đầu trở đi"), ({"tu": "x", "den": "2026-01-01"}, "ngày đầu"),
     ({"tu": "2024-01-01", "den": "2026-01-01"}, "Không quá 366 ngày"),
     ({"tu": "2026-11-01", "den": "2031-01-01"}, "chưa khoá sổ")],
)  # fmt: skip  # a table
def test_what_cannot_be_computed_is_refused_with_its_reason(cast: Cast, form: dict[str, str], said: str) -> None:
    assert said in text_of(page(post(cast.browser("chi"), THERE, form, follow=True)))


def test_the_inspector_looks_at_leagues_and_asks_for_none(answered: Cast) -> None:
    giang = answered.browser("giang")
    assert giang.get(THERE).status_code == 404
    assert post(giang, THERE, DAYS).status_code == 404
    assert "Tính lại khoảng thứ hạng" not in text_of(page(giang.get("/thi-dua/cong-chuc")))
