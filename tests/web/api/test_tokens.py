"""A token: made by an administrator, vouched for, shown once, never more than its voucher may see."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from khaosat.access import Scope, open_session
from khaosat.models.account import RoleGrant
from khaosat.models.api_token import ApiToken
from khaosat.models.event import Event
from khaosat.services.rates import MemoryRates, RedisRates
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.province import SmallProvince
from tests.factories.tokens import READ, WRITE, shown, token
from tests.web.desk import post, seen_by
from tests.web.quality import page, text_of

UNITS = "/api/v1/units"


def get(cast: Cast, secret: str, address: str = UNITS) -> TestResponse:
    return cast.app.test_client().get(address, headers=shown(secret))


def made(cast: Cast, **fields: str) -> TestResponse:
    wanted = {"name": "phan-mem", "power": "read:results", "unit": "19330", "last_day": "2027-01-31"} | fields
    return post(cast.browser("dung"), "/quan-tri/ma-truy-cap", wanted, follow=True)


def test_a_token_that_reads_is_shown_to_internal_affairs_alone_and_works_then(cast: Cast) -> None:
    answer = made(cast)
    assert "ksat_" not in answer.text  # an administrator reads no results, through no program either
    assert "chờ xác nhận" in text_of(page(answer))
    chi = cast.browser("chi")
    assert "phan-mem" in text_of(page(chi.get("/thi-dua/quyen")))
    with seen_by(cast) as session:
        token_id = session.scalars(select(ApiToken.id)).one()
    confirmed = post(chi, f"/thi-dua/quyen/ma/{token_id}/xac-nhan", {})
    found = re.search(r"ksat_[\w-]{32}", text_of(page(confirmed)))
    assert found
    assert [one["key"] for one in get(cast, found[0]).get_json()["items"]] == ["19330"]
    assert "phan-mem" not in text_of(page(chi.get("/thi-dua/quyen")))
    with seen_by(cast) as session:
        row = session.scalars(select(ApiToken)).one()
        acts = session.execute(select(Event.act, Event.actor).where(Event.subject == "token:phan-mem")).all()
    assert row.digest is not None
    assert found[0].encode() not in row.digest
    assert row.used_on == date(2026, 11, 22)
    assert [tuple(one) for one in acts] == [("tokens:make", "dung"), ("tokens:confirm", "chi")]


def test_a_token_that_brings_dossiers_is_shown_to_who_makes_it_and_ends_when_revoked(cast: Cast) -> None:
    secret = re.search(r"ksat_[\w-]{32}", made(cast, power="write:dossiers", unit="").text)
    assert secret
    assert get(cast, secret[0]).get_json()["total"] == 8
    with seen_by(cast) as session:
        token_id = session.scalars(select(ApiToken.id)).one()
    assert "Đã thu hồi" in post(cast.browser("dung"), f"/quan-tri/ma-truy-cap/{token_id}/thu-hoi", {}, follow=True).text
    assert get(cast, secret[0]).status_code == 401


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "Phần mềm"}, "Tên đăng nhập có 2–40 ký tự"),
        ({"power": "everything"}, "Xin chọn mã dùng để làm gì."),
        ({"unit": "nobody"}, "Không có đơn vị này."),
        ({"last_day": "2026-11-21"}, "Ngày cuối từ hôm nay đến 366 ngày nữa."),
        ({"last_day": "2028-01-01"}, "Ngày cuối từ hôm nay đến 366 ngày nữa."),
        ({"last_day": "mai"}, "Xin ghi ngày"),
    ],
)
def test_a_mistake_in_the_form_is_named_beside_its_field(fields: dict[str, str], sentence: str, cast: Cast) -> None:
    answer = made(cast, **fields)
    assert answer.status_code == 422
    assert sentence in text_of(page(answer, 422))


def test_a_token_has_its_last_day(cast: Cast, clock: StillClock) -> None:
    secret = token(cast, READ, "19330", last_day=date(2026, 11, 23))
    clock.moment += timedelta(days=1)
    assert get(cast, secret).status_code == 200
    clock.moment += timedelta(days=1)
    assert get(cast, secret).status_code == 401


@pytest.mark.parametrize(("voucher", "power"), [("chi", READ), ("dung", WRITE)])
def test_who_may_no_longer_see_vouches_for_nothing(voucher: str, power: object, app: Flask, cast: Cast) -> None:
    secret = token(cast, power, "19330")  # type: ignore[arg-type]  # parametrised
    assert get(cast, secret).status_code == 200
    with open_session(app.extensions["engine"], Scope.system("a role is taken away")) as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.account_id == cast.account(voucher))).one()
        grant.revoked_at = cast.clock.now()
        session.commit()
    assert get(cast, secret).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer ksat_", "Basic a3NhdA==", "Bearer ksat_\u00e9", "Bearer " + "ksat_" * 99],
)
def test_no_token_is_no_token_and_a_cookie_is_none_either(header: str, cast: Cast, province: SmallProvince) -> None:
    assert province
    answer = cast.browser("chi").get(UNITS, headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.get_json()["code"] == "bearer"
    assert "Set-Cookie" not in answer.headers


def test_each_power_is_for_its_own(cast: Cast) -> None:
    reads, writes = token(cast, READ), token(cast, WRITE)
    client = cast.app.test_client()
    results = client.get(f"{UNITS}/19330/results", headers=shown(writes))
    dossiers = client.post("/api/v1/dossiers", headers=shown(reads), json=[])
    assert [(one.status_code, one.get_json()["code"]) for one in (results, dossiers)] == [(403, "power")] * 2
    assert "insufficient_scope" in results.headers["WWW-Authenticate"]


def test_asking_too_often_waits_and_other_programs_do_not(cast: Cast) -> None:
    cast.app.config["API_A_MINUTE"] = {"GET": 2, "POST": 1}
    one, other = token(cast, READ, "19330"), token(cast, READ, "19357")
    answers = [get(cast, one) for _ in range(4)]
    if {answer.status_code for answer in answers[2:]} != {429}:  # a minute ended between them
        answers = [get(cast, one) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert answers[3].get_json()["code"] == "too_many"
    assert get(cast, other).status_code == 200


def test_a_redis_that_is_away_leaves_each_process_counting(tmp_path: object) -> None:
    assert tmp_path
    rates = RedisRates("redis://127.0.0.1:1/0")
    assert [rates.count("a")[0], rates.count("a")[0], rates.count("b")[0]] == [1, 2, 1]
    assert MemoryRates().count("a")[0] == 1


def test_the_database_refuses_a_reader_nobody_vouched_for(cast: Cast) -> None:
    token(cast, READ)
    with (
        cast.app.extensions["engine"].begin() as connection,
        pytest.raises(IntegrityError, match="reads_once_confirmed"),
    ):
        connection.execute(text("UPDATE api_tokens SET confirmed_by = NULL, confirmed_at = NULL"))
    with cast.app.extensions["engine"].begin() as connection, pytest.raises(IntegrityError, match="by_another"):
        connection.execute(text("UPDATE api_tokens SET confirmed_by = made_by"))
