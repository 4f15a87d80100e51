"""A program orders a report, follows it and fetches it: the page's own document, and nobody else's."""

import io
from typing import Any

from docx import Document
from flask import Flask
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.factories.tokens import READ, WRITE, shown, token
from tests.web.desk import post
from tests.web.unit.test_reports import HERE, busy, reported, said  # noqa: F401  the same worker
from tests.web.unit.test_results import released  # noqa: F401  the same releases

REPORTS = "/api/v1/units/19330/reports"


def ordered(cast: Cast, unit: str | None = "19330", **wanted: str) -> tuple[Any, dict[str, str]]:
    """The answer to an order, and the header of the token that ordered."""
    secret = shown(token(cast, READ, unit))
    return cast.app.test_client().post(REPORTS, headers=secret, json=wanted), secret


def test_what_a_program_fetches_is_the_page_s_document(app: Flask, busy: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixtures
    assert released
    an, client = busy.browser("an"), app.test_client()
    post(an, f"{HERE}/giai-phap", {"text": "Đặt 12 ghế", "factor": "A", "ky": "quy-4-2026", "due": "2026-12-15"})
    answer, secret = ordered(busy, period="3-thang")
    assert answer.status_code == 202
    follow = answer.headers["Location"]
    told = client.get(follow, headers=secret).get_json()
    assert told == answer.get_json() | {"progress": "done"}
    assert (told["period"], told["report_kind"]) == ("2026-09_2026-11", "interim")
    fetched = client.get(f"{follow}/file", headers=secret)
    assert fetched.headers["Content-Type"].endswith("wordprocessingml.document")
    lines = said(Document(io.BytesIO(fetched.data)))
    assert lines == said(reported(an))
    assert "Đặt 12 ghế" in lines
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        events = session.scalars(select(Event).where(Event.act == "results:take").order_by(Event.id)).all()
    assert (events[0].actor, events[0].after) == (
        "token read-results.19330", {"period": "2026-09_2026-11", "file": "so-ket.docx"},
    )  # fmt: skip  # one event


def test_a_final_report_and_a_wish_that_is_not_known(busy: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixtures
    assert released
    answer, secret = ordered(busy, period="quy-3-2026", report_kind="final")
    assert answer.get_json()["report_kind"] == "final"
    client = busy.app.test_client()
    assert client.post(REPORTS, headers=secret, json={"report_kind": "yearly"}).status_code == 422
    assert client.post(REPORTS, headers=secret, json={"final": True}).status_code == 422


def test_another_s_report_another_unit_s_and_one_that_never_was_are_not_there(
    busy: Cast, released: SmallProvince  # noqa: F811  the fixtures
) -> None:  # fmt: skip  # the note belongs to its line
    assert released
    client = busy.app.test_client()
    answer, secret = ordered(busy)
    follow = answer.headers["Location"]
    wide, foreign = shown(token(busy, READ)), shown(token(busy, READ, "19357"))
    assert client.post(REPORTS, headers=foreign, json={}).status_code == 404
    for header, address in (
        (wide, follow),
        (foreign, follow),
        (secret, follow.replace("19330", "19357")),
        (wide, follow.replace("19330", "461")),
        (secret, f"{REPORTS}/{'0' * 32}"),
    ):
        for each in (address, f"{address}/file"):
            assert client.get(each, headers=header).status_code == 404, each
    assert client.get(follow, headers=shown(token(busy, WRITE, "19330"))).status_code == 403
    number = answer.get_json()["report_id"]
    assert busy.browser("an").get(f"{HERE}/bao-cao/{number}").status_code == 404, "a program's order is no person's"


def test_before_it_is_done_its_file_is_not_there(cast: Cast, released: SmallProvince) -> None:  # noqa: F811  the fixtures
    assert released
    cast.app.extensions["prints"] = lambda _order_id: None  # a worker that has not come yet
    answer, secret = ordered(cast)
    assert answer.get_json()["progress"] == "waiting"
    client = cast.app.test_client()
    assert client.get(f"{answer.headers['Location']}/file", headers=secret).status_code == 404
