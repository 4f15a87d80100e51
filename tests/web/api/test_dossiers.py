"""Dossier counts by the API: the importer of the page, for the token's units alone."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from khaosat.models.dossier import ClosedDossiers, DossierCount
from khaosat.models.event import Event
from khaosat.services.importing import template
from tests.cast import Cast
from tests.factories.tokens import WRITE, shown, token
from tests.web.desk import seen_by

DOSSIERS = "/api/v1/dossiers"
ROW = {"office_key": "19330", "field_key": "dat-dai", "month": "2026-10", "received": 90, "returned": 80, "early": 10,
       "on_time": 60, "late": 5}  # fmt: skip


def sent(cast: Cast, body: object, address: str = DOSSIERS, unit: str | None = None) -> Any:  # noqa: ANN401  JSON
    name = "mot-cua"
    if not hasattr(cast, "secret"):
        cast.secret = token(cast, WRITE, unit, name=name)  # type: ignore[attr-defined]  # kept for this test
    return cast.app.test_client().post(address, headers=shown(cast.secret), json=body)  # type: ignore[attr-defined]


def counts(cast: Cast) -> list[tuple[int, int]]:
    with seen_by(cast) as session:
        return [(one.received, one.late) for one in session.scalars(select(DossierCount))]


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(cast: Cast) -> None:
    said = sent(cast, [ROW], DOSSIERS + "?dry_run=true").get_json()
    assert (said["dry_run"], said["created"], said["new"]) == (True, 1, ["dossiers:19330/dat-dai@2026-10"])
    assert counts(cast) == []


def test_counts_come_in_are_brought_to_the_numbers_and_are_not_counted_twice(cast: Cast) -> None:
    assert sent(cast, [ROW]).get_json()["created"] == 1
    assert sent(cast, [ROW]).get_json()["unchanged"] == 1
    said = sent(cast, [ROW | {"late": 8}]).get_json()
    assert said["changes"] == [
        {"subject": "dossiers:19330/dat-dai@2026-10", "column": "late", "before": "5", "after": "8"}
    ]
    assert counts(cast) == [(90, 8)]
    with seen_by(cast) as session:
        events = session.scalars(select(Event).where(Event.act == "catalogue:import").order_by(Event.id)).all()
    assert [(one.actor, one.subject, one.after["file"]) for one in events if one.after] == [
        ("token mot-cua", "catalogue:dossiers", "api:mot-cua")
    ] * 3


def test_one_bad_row_keeps_all_of_them_out_and_every_mistake_is_named(cast: Cast) -> None:
    rows = [ROW, ROW | {"field_key": "no-such"}, ROW | {"field_key": "ho-tich", "officer_key": "cc-19333-1"}]
    answer = sent(cast, rows)
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert [(one["line"], one["column"], one["reason"]) for one in answer.get_json()["problems"]] == [
        (3, "field_key", "unknown_field"),
        (4, "officer_key", "not_posted"),
    ]
    assert answer.get_json()["problems"][0]["words"] == "không có lĩnh vực mang mã này"
    assert counts(cast) == []
    looked = sent(cast, rows, DOSSIERS + "?dry_run=true")
    assert looked.status_code == 200
    assert looked.get_json()["problems"] == answer.get_json()["problems"]


def test_another_unit_s_office_is_not_there_for_the_token(cast: Cast) -> None:
    rows = [ROW, ROW | {"office_key": "19357"}]
    answer = sent(cast, rows, unit="461")
    assert [(one["line"], one["reason"]) for one in answer.get_json()["problems"]] == [(3, "unknown_office")]
    assert sent(cast, rows[:1]).get_json()["created"] == 1
    assert sent(cast, rows[:1]).get_json()["unchanged"] == 1
    assert sent(cast, [ROW | {"received": 91}]).get_json()["changed"] == 1


def test_a_table_and_closed_dossiers_come_in_too(cast: Cast) -> None:
    secret = shown(token(cast, WRITE))
    client = cast.app.test_client()
    heads = {one.name: one.header for one in template("dossiers")}
    table = ";".join(heads[name] for name in ("office_key", "field_key", "month", "received", "returned"))
    table += "\n19330;dat-dai;9/2026;5;4\n"
    answer = client.post(DOSSIERS, headers=secret, data=table.encode(), content_type="text/csv")
    assert answer.get_json()["created"] == 1, answer.text
    closed = {"office_key": "19330", "officer_key": "cc-19330-1", "day": "2026-11-02", "slot": "08:15", "closed": 3}
    answer = client.post("/api/v1/closed-dossiers", headers=secret, json=[closed])
    assert answer.get_json()["created"] == 1, answer.text
    with seen_by(cast) as session:
        row = session.scalars(select(ClosedDossiers)).one()
    assert (row.day, row.slot, row.closed) == (date(2026, 11, 2), 33, 3)


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[", 400), (b'"x"', 422), (b"[]", 422), (b"[[]]", 422), (b'[{"office_key": 5}]', 422),
     (b"\xff\xfe[", 400), (b"[" * 50_000, 400)],
)  # fmt: skip
def test_what_cannot_be_read_is_a_problem_and_no_trace(body: bytes, status: int, cast: Cast) -> None:
    answer = cast.app.test_client().post(
        DOSSIERS, headers=shown(token(cast, WRITE)), data=body, content_type="application/json"
    )
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text


def test_other_kinds_of_content_methods_and_sizes_have_their_status(cast: Cast) -> None:
    secret, client = shown(token(cast, WRITE)), cast.app.test_client()
    answers = {
        415: client.post(DOSSIERS, headers=secret, data=b"<a/>", content_type="application/xml"),
        405: client.get(DOSSIERS, headers=secret),
        404: client.get("/api/v1/nothing", headers=secret),
        413: client.post(DOSSIERS, headers=secret, data=b" " * (17 << 20), content_type="text/csv"),
    }
    for status, answer in answers.items():
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
        assert answer.get_json()["status"] == status
    assert "POST" in answers[405].headers["Allow"]
