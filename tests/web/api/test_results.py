"""What a program reads is what the page says, to the last digit, and no more."""

import io

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.factories.tokens import READ, shown, token
from tests.web.quality import page, statements, text_of
from tests.web.unit.test_results import released  # noqa: F401  the same releases

RESULTS = "/api/v1/units/19330/results"


def asked(cast: Cast, address: str, unit: str | None = "19330", **headers: str) -> TestResponse:
    return cast.app.test_client().get(address, headers=shown(token(cast, READ, unit)) | headers)


def test_the_figures_are_those_of_the_page(cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    said = asked(cast, RESULTS).get_json()
    text = text_of(page(cast.browser("an").get("/ket-qua/19330")))
    percent, mean = said["headline"]["percent"], said["headline"]["mean"]
    assert f"{100 * percent['value']:.1f} %".replace(".", ",") in text
    assert f"{100 * percent['low']:.1f} – {100 * percent['high']:.1f}".replace(".", ",") in text
    assert f"{mean['low']:.2f} – {mean['high']:.2f}".replace(".", ",") in text
    assert (percent["n"], percent["shown"], percent["reason"]) == (400, True, None)
    assert said["headline"]["blocks"] == {"first": "2026-08-25", "last": "2026-10-14", "number": 2}
    assert said["headline"]["distribution"] == [4, 6, 30, 120, 240]
    assert said["unit"]["name"] == "UBND phường Đông Giang"
    assert {item["code"] for item in said["factors"]["items"]} == {"A", "B"}


def test_what_the_page_withholds_no_program_reads(cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    said = asked(cast, RESULTS).get_json()
    levels = {level["level"]: level["figure"] for level in said["split"]["levels"]}
    business = levels["business"]
    assert (business["value"], business["low"], business["high"]) == (None, None, None)
    assert (business["shown"], business["reason"], business["band"], business["n"]) == (
        False, "band_only", "four_fifths", 7,
    )  # fmt: skip
    officers = {one["name"]: one["figure"] for one in said["officers"]}
    assert officers["Công chức mẫu 19330-1"]["n"] is None


def test_the_trend_has_its_months_and_an_unknown_period_is_not_there(
    cast: Cast,
    released: SmallProvince,  # noqa: F811  the fixture
) -> None:
    assert released
    secret = shown(token(cast, READ, "19330"))
    client = cast.app.test_client()
    trend = client.get("/api/v1/units/19330/trend?period=3-thang", headers=secret).get_json()
    assert {one["month"] for one in trend["trend"] if one["figure"]["shown"]} == {"2026-09", "2026-10"}
    assert client.get("/api/v1/units/19330/trend?period=nam-2090", headers=secret).status_code == 404
    refused = client.get("/api/v1/units/19330/trend?period=hôm-nay", headers=secret)
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")
    assert refused.get_json()["fields"] == [{"field": "period", "reason": "string_pattern_mismatch"}]
    assert client.get("/api/v1/units?pgae=2", headers=secret).status_code == 422  # a wish is not passed over


def test_a_foreign_unit_is_not_there_and_one_s_own_is(cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    secret = shown(token(cast, READ, "461"))
    client = cast.app.test_client()
    keys = [one["key"] for one in client.get("/api/v1/units", headers=secret).get_json()["items"]]
    assert sorted(keys) == ["19330", "19333", "461"]
    assert client.get("/api/v1/units/19330", headers=secret).get_json()["offices"] == ["19330"]
    for address in ("/api/v1/units/19357", "/api/v1/units/19357/results", "/api/v1/units/nobody"):
        answer = client.get(address, headers=secret)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found"), address


def test_units_come_in_pages_that_lead_on(cast: Cast) -> None:
    secret, client = shown(token(cast, READ)), cast.app.test_client()
    first = client.get("/api/v1/units?per_page=3", headers=secret)
    assert (len(first.get_json()["items"]), first.get_json()["total"]) == (3, 8)
    assert '</api/v1/units?page=2&per_page=3>; rel="next"' in first.headers["Link"]
    assert 'rel="prev"' not in first.headers["Link"]
    seen = [one["key"] for p in (1, 2, 3) for one in
            client.get(f"/api/v1/units?per_page=3&page={p}", headers=secret).get_json()["items"]]  # fmt: skip
    assert len(set(seen)) == 8
    beyond = client.get("/api/v1/units?per_page=3&page=9", headers=secret)
    assert (beyond.get_json()["items"], 'rel="next"' in beyond.headers["Link"]) == ([], False)


def test_who_holds_the_same_already_gets_nothing_again(cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    secret, client = shown(token(cast, READ, "19330")), cast.app.test_client()
    first = client.get(RESULTS, headers=secret)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(RESULTS, headers=secret | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(RESULTS + "?split=mode", headers=secret | {"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_is_the_page_s_and_who_took_it_is_in_the_trail(
    kind: str,
    app: Flask,
    cast: Cast,
    released: SmallProvince,  # noqa: F811  the fixture
) -> None:
    assert released
    secret = shown(token(cast, READ, "19330"))
    answer = app.test_client().post("/api/v1/units/19330/exports", headers=secret, json={"format": kind})
    assert answer.status_code == 200, answer.text
    said = app.test_client().get(RESULTS, headers=secret).get_json()["headline"]["percent"]
    if kind == "xlsx":
        row = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()[1]
        assert row[1] == pytest.approx(100 * said["value"])
    else:
        assert f"{100 * said['value']:.1f}" in answer.data.decode("utf-8-sig").splitlines()[1]
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        event = session.scalars(select(Event).where(Event.act == "results:take")).one()
    assert (event.actor, event.actor_id, event.subject) == ("token read-results.19330", None, "unit:19330")
    assert (
        app.test_client().post("/api/v1/units/19357/exports", headers=secret, json={"format": kind}).status_code == 404
    )


def test_reading_takes_few_statements(app: Flask, cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixture
    assert released
    secret, client = shown(token(cast, READ, "19330")), app.test_client()
    assert client.get(RESULTS, headers=secret).status_code == 200  # the day's first use is noted
    with statements(app.extensions["engine"]) as seen:
        assert client.get(RESULTS + "?period=4-thang", headers=secret).status_code == 200
    assert len(seen) <= 17, "\n".join(seen)
