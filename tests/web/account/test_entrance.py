"""Signing in and out at the web's door."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from config import Settings
from khaosat.access import Scope, open_session
from khaosat.policy import Role
from khaosat.services import accounts
from khaosat.services.acts import Actor
from khaosat.web import guard
from khaosat.web.app import create_app
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.people import PASSWORD, person
from tests.web.quality import page, text_of


def token_in(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def knock(client: FlaskClient, name: str, password: str, onward: str = "") -> str:
    """Fill in the form as a browser does; returns where it leads, or '' where it came back."""
    form = client.get("/dang-nhap", query_string={"tiep": onward})
    fields = {"csrf_token": token_in(form.text), "name": name, "password": password, "tiep": onward}
    answer = client.post("/dang-nhap", data=fields)
    if answer.status_code == 401:
        page(answer, 401)
        return ""
    return answer.headers["Location"]


def test_a_unit_head_signs_in_and_is_led_to_where_they_were_going(app: Flask, cast: Cast) -> None:
    cast.account("an")
    client = app.test_client()
    sent = client.get("/tai-khoan")
    assert sent.headers["Location"].startswith("/dang-nhap?tiep=/tai-khoan")
    assert knock(client, "an", PASSWORD, "/tai-khoan?") == "/bat-dau"
    assert client.get("/bat-dau").headers["Location"] == "/tai-khoan"
    assert "An" in text_of(page(client.get("/tai-khoan")))


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
def test_no_sign_in_leads_to_a_strangers_page(onward: str, app: Flask, cast: Cast) -> None:
    cast.account("binh")
    client = app.test_client()
    knock(client, "binh", PASSWORD, onward)
    assert "elsewhere" not in client.get("/bat-dau").headers["Location"]


def test_who_may_not_come_in_hears_one_answer_and_keeps_the_name_they_typed(app: Flask, cast: Cast) -> None:
    cast.account("an")
    heard = set()
    for name in ("an", "nobody"):
        client = app.test_client()
        form = client.get("/dang-nhap")
        fields = {"csrf_token": token_in(form.text), "name": name, "password": "wrong", "tiep": ""}
        answer = client.post("/dang-nhap", data=fields)
        tree = page(answer, 401)
        assert tree.find(".//input[@name='name']").get("value") == name  # type: ignore[union-attr]  # it is there
        heard.add(text_of(tree))
    assert len(heard) == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask, cast: Cast) -> None:
    cast.account("an")
    client = app.test_client()
    form = client.get("/dang-nhap")
    fields = {"csrf_token": token_in(form.text), "name": "an", "password": PASSWORD}
    answer = client.post("/dang-nhap", data=fields)
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(guard.COOKIE + "="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=43200" in cookie
    assert "Secure" not in cookie, "the test's address is plain http"


def test_behind_https_the_cookie_travels_nowhere_else(
    settings: Settings, sqlite_engine: Engine, clock: StillClock
) -> None:
    secure = replace(settings, public_url="https://khaosat.example")
    client = create_app(secure, clock=clock, engine=sqlite_engine).test_client()
    person(sqlite_engine, "an", Role.OFFICER)
    form = client.get("/dang-nhap", base_url="https://khaosat.example")
    fields = {"csrf_token": token_in(form.text), "name": "an", "password": PASSWORD}
    sent = {"Referer": "https://khaosat.example/dang-nhap"}
    answer = client.post("/dang-nhap", data=fields, base_url="https://khaosat.example", headers=sent)
    assert answer.status_code == 302
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)


def test_a_form_without_its_token_is_refused(app: Flask, cast: Cast) -> None:
    cast.account("an")
    assert app.test_client().post("/dang-nhap", data={"name": "an", "password": PASSWORD}).status_code == 400


def test_signing_out_ends_the_sign_in(cast: Cast) -> None:
    client = cast.browser("an")
    form = client.get("/tai-khoan")
    page(form)
    assert client.post("/dang-xuat", data={"csrf_token": token_in(form.text)}).headers["Location"] == "/dang-nhap"
    assert client.get("/tai-khoan").status_code == 302


def test_a_second_factor_is_enrolled_at_the_first_sign_in_and_asked_for_at_the_next(
    app: Flask, clock: StillClock
) -> None:
    person(app.extensions["engine"], "chi", Role.AFFAIRS)
    client = app.test_client()
    knock(client, "chi", PASSWORD)
    assert client.get("/tai-khoan").headers["Location"] == "/dang-nhap/ma"
    assert client.get("/dang-nhap/ma").headers["Location"] == "/dang-nhap/thiet-lap"
    tree = page(client.get("/dang-nhap/thiet-lap"))
    assert tree.find(".//*[@role='img']") is not None
    html = client.get("/dang-nhap/thiet-lap").text
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', html)
    assert secret is not None
    phone = pyotp.TOTP(secret[1])
    wrong = {"csrf_token": token_in(html), "secret": secret[1], "code": "000000"}
    for broken in ("", "short", "x" * 4000, "=" * 32):
        page(client.post("/dang-nhap/thiet-lap", data={**wrong, "secret": broken}), 422)
    came_back = client.post("/dang-nhap/thiet-lap", data=wrong)
    assert secret[1] in came_back.text, "the phone has this secret already"
    page(came_back, 422)
    codes = page(client.post("/dang-nhap/thiet-lap", data={**wrong, "code": phone.at(clock.now())}))
    assert len(codes.findall(".//li")) >= 10
    page(client.get("/tai-khoan"))

    clock.moment += timedelta(minutes=5)
    other = app.test_client()
    knock(other, "chi", PASSWORD)
    asked = other.get("/dang-nhap/ma")
    page(asked)
    html = asked.text
    fields = {"csrf_token": token_in(html), "code": "000000"}
    page(other.post("/dang-nhap/ma", data=fields), 401)
    assert other.get("/tai-khoan").status_code == 302
    fields["code"] = phone.at(clock.now())
    assert other.post("/dang-nhap/ma", data=fields).headers["Location"] == "/bat-dau"
    page(other.get("/tai-khoan"))


def test_a_password_made_by_an_administrator_is_changed_before_anything_else(app: Flask, clock: StillClock) -> None:
    with open_session(app.extensions["engine"], Scope.sign_in_desk()) as session:
        once = accounts.create(session, name="lan", display_name="Lan", by=Actor(None, "test"), at=clock.now())
    client = app.test_client()
    knock(client, "lan", once)
    assert client.get("/tai-khoan").headers["Location"] == "/tai-khoan/mat-khau"
    html = client.get("/tai-khoan/mat-khau").text
    new = "một câu ngắn dễ nhớ"
    fields = {"csrf_token": token_in(html), "old": once, "password": new, "again": new + "x"}
    tree = page(client.post("/tai-khoan/mat-khau", data=fields), 422)
    assert "không giống nhau" in text_of(tree)
    assert client.post("/tai-khoan/mat-khau", data={**fields, "again": new}).headers["Location"] == "/bat-dau"
    page(client.get("/tai-khoan"))
    assert knock(app.test_client(), "lan", once) == ""
    assert knock(app.test_client(), "lan", new) == "/bat-dau"
