"""Crosses and held answers are for Internal Affairs and the inspector: for a unit head there is no such page."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.services import settling
from tests.cast import Cast
from tests.factories.crowd import answer_row, when_closed, write_answers
from tests.factories.province import SmallProvince
from tests.web.quality import page, statements, text_of

DAY = date(2026, 11, 2)


@pytest.fixture
def settled(app: Flask, province: SmallProvince, tmp_path: Path) -> SmallProvince:
    engine, land = app.extensions["engine"], province.fields["dat-dai"]
    said = [answer_row(province, "19330", DAY, field_id=land, kind="person", Z1=4 + k % 2) for k in range(12)]
    held = answer_row(province, "19330", DAY, Z1=1, state="held", held_reason="repeated")
    write_answers(engine, [*said, held])
    with open_session(engine, Scope.system("a test settles")) as session:
        settling.settle(session, day=DAY, at=when_closed(DAY), keys=tmp_path / "keys")
    return province


@pytest.mark.parametrize(
    "query", ["?cheo=mode", "?giu=co", "?theo=field&cheo=kind", "?cheo=", "?cheo=mode&tu=2026-07&den=2026-09"]
)
def test_a_unit_head_finds_nothing_under_what_is_meant_for_others(query: str, cast: Cast) -> None:
    page(cast.browser("an").get(f"/ket-qua/19330{query}"), 404)
    page(cast.browser("an").get("/ket-qua/19330/cheo"), 404)


def test_internal_affairs_is_led_to_the_table(cast: Cast, settled: SmallProvince) -> None:
    assert settled
    browser = cast.browser("chi")
    answer = browser.get("/ket-qua/19330?ky=quy-4-2026&theo=field&cheo=kind&giu=co")
    assert answer.status_code == 302
    assert "hang=field" in answer.location
    text = text_of(page(browser.get(answer.location)))
    assert "Lĩnh vực × Cá nhân và tổ chức" in text
    assert "Có 1 phiếu đang tạm giữ; số liệu này tính cả chúng." in text
    assert "Chia chéo" in text_of(page(browser.get("/ket-qua/19330")))
    assert "Chia chéo" not in text_of(page(cast.browser("an").get("/ket-qua/19330")))


@pytest.mark.parametrize("query", ["", "?cot=", "?hang=mode&cot=verified&giu=co", "?tu=2020-01-01&den=2020-02-01"])
def test_the_table_is_a_good_page_in_few_statements(query: str, app: Flask, cast: Cast, settled: SmallProvince) -> None:
    browser = cast.browser("giang")
    with statements(app.extensions["engine"]) as seen:
        page(browser.get(f"/ket-qua/19330/cheo{query}"))
    assert len(seen) <= 15
    assert settled
    assert not [statement for statement in seen if "responses" in statement]


@pytest.mark.parametrize("query", ["?hang=officer", "?tu=x", "?tu=2026-11-01&den=2026-10-01", "?hang=kind&cot=kind"])
def test_what_nobody_can_ask_is_a_plain_page(query: str, cast: Cast, settled: SmallProvince) -> None:
    assert settled
    page(cast.browser("chi").get(f"/ket-qua/19330/cheo{query}"), 422)
