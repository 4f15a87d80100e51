"""Placards in trouble: listed for Internal Affairs with hours, for a unit once a step without any."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.placard_day import PlacardDay, PlacardScans
from khaosat.services.calendar import every_day
from khaosat.web.citizen import scans
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.web.quality import page, statements, text_of


@pytest.fixture
def watched(app: Flask, province: SmallProvince) -> SmallProvince:
    with open_session(app.extensions["engine"], Scope.system("answers of placards for a test")) as session:
        for day in every_day(date(2026, 6, 1), date(2026, 10, 20)):
            if day.weekday() < 5:
                row = PlacardDay(placard_id=province.placards["19330"], day=day, answers=4)
                row.unit_id = province.units["19330"]
                session.add(row)
        session.commit()
    return province


def test_a_page_opened_at_a_placard_is_counted_once_and_a_post_is_not(app: Flask, cast: Cast) -> None:
    code, client = cast.province.codes["19330"], app.test_client()
    for _ in range(6):
        assert client.get(f"/p/{code}").status_code == 200
    client.get(f"/p/{code}/AAAABBBBCCCCDDDD")
    client.post(f"/p/{code}/cham", data={"t": "", "m": "5"})
    client.get("/p/QTXXXXX")
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        assert session.scalars(select(PlacardScans)).all() == []  # until the minute ends it is a number in memory
    scans.write(app)
    scans.write(app)
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        rows = session.scalars(select(PlacardScans)).all()
    assert [(row.placard_id, row.day, row.hour, row.scans) for row in rows] == [
        (cast.province.placards["19330"], date(2026, 11, 22), 9, 7)
    ]


def test_a_scan_costs_the_visit_no_statement(app: Flask, province: SmallProvince) -> None:
    client = app.test_client()
    client.get(f"/p/{province.codes['19330']}")
    with statements(app.extensions["engine"]) as seen:
        client.get(f"/p/{province.codes['19330']}")
    assert seen == []


def test_internal_affairs_sees_the_silent_first_and_the_hours_of_scans(
    app: Flask, cast: Cast, watched: SmallProvince
) -> None:
    code = watched.codes["19330"]
    for _ in range(6):
        app.test_client().get(f"/p/{code}")
    scans.write(app)
    cast.clock.moment = cast.clock.moment.replace(day=25)
    chi = cast.browser("chi")
    listed = page(chi.get("/thi-dua/bang-ma"))
    assert "Cần xem 1" in text_of(listed)
    assert "Có người quét mà ít ai chấm." in text_of(listed)
    with statements(app.extensions["engine"]) as seen:
        text = text_of(page(chi.get(f"/thi-dua/bang-ma/{code}")))
    assert len(seen) <= 12, seen
    assert "09:00–09:596" in text
    assert "có 0 phiếu; theo chính bảng này trước đây thì khoảng" in text
    assert chi.get("/thi-dua/bang-ma/QTXXXXX").status_code == 404


def test_a_unit_head_sees_the_own_placard_s_state_without_hours(cast: Cast, watched: SmallProvince) -> None:
    assert watched
    an = cast.browser("an")
    assert "1 bảng cần xem" in text_of(page(an.get("/ket-qua/bang-ma")))
    text = text_of(page(an.get("/ket-qua/bang-ma/tinh-trang")))
    assert "im lặng" in text
    assert "Không thấy lượt quét nào." in text
    assert "Tính đến hết ngày 14/11/2026" in text
    assert ":00" not in text
    assert "UBND thị xã Quảng Trị" not in text  # another unit's
    assert "chưa đủ để nói" in text_of(page(cast.browser("ha").get("/ket-qua/bang-ma/tinh-trang")))
