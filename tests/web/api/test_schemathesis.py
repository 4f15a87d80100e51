"""The whole description is put to the test: whatever a program sends, the answer is one that the description allows."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
import schemathesis
from flask import Flask, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import Request
from schemathesis.schemas import BaseSchema
from werkzeug.serving import make_server

from khaosat.policy import Permission
from khaosat.web.api.dossiers import CSV, XLSX
from khaosat.web.audience import NEEDS
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.factories.tokens import READ, WRITE, token
from tests.web.unit.test_results import released  # noqa: F401  the same releases

SETTINGS = """
seed = 766
continue-on-failure = true
base-url = "{address}/api/v1"
[generation]
max-examples = 6
deterministic = true
[cache]
enabled = false
[phases.stateful]
enabled = false
[phases.fuzzing]
extra-data-sources.responses = false
"""
UNDECIDABLE = {"positive_data_acceptance"}
WITH_BEARER = """
[auth.openapi.token]
bearer = "{secret}"
"""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the program on a loopback port of its own; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def findings(app: Flask, folder: Path, secret: str, *, only: str = "") -> tuple[list[str], set[int]]:
    """Return what schemathesis holds against the API, and the statuses it was answered with."""
    app.config["API_A_MINUTE"] = {"GET": 10**6, "POST": 10**6}  # how often one may ask has a test of its own
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with served(app) as address:
        said = SETTINGS.format(address=address) + (WITH_BEARER.format(secret=secret) if secret else "")
        wanted = SchemathesisConfig.from_str(said, base_dir=str(folder))
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json", config=wanted)
        return _found(schema.include(path=only) if only else schema)


def _found(schema: BaseSchema) -> tuple[list[str], set[int]]:
    found, statuses = [], set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found.append(
                str(getattr(event, "info", event)) + repr(vars(event)) if hasattr(event, "__dict__") else repr(event)
            )
        if isinstance(event, events.ScenarioFinished):
            statuses |= {one.response.status_code for one in event.recorder.interactions.values() if one.response}
            for case_id, checks in event.recorder.checks.items():
                request = event.recorder.interactions[case_id].request
                found += [
                    f"{check.name} {request.method} {request.uri} {request.body!r}"[:400]
                    + f" {check.failure_info.failure if check.failure_info else ''}"
                    for check in checks
                    if check.status is not Status.SUCCESS and not (_a_table(request) and check.name in UNDECIDABLE)
                ]
    return found, statuses


def _a_table(request: Request) -> bool:
    """A description cannot say which text is a good table, so any text counts as one that must be taken."""
    return any(kind.startswith((CSV, XLSX)) for kind in request.headers.get("Content-Type", [""]))


@pytest.mark.parametrize(
    ("power", "unit"),
    [(READ, "19330"), (WRITE, "461"), (READ, "19357"), (None, None)],
    ids=["reads", "writes", "foreign", "nobody"],
)
def test_schemathesis_finds_nothing(
    power: object,
    unit: str | None,
    app: Flask,
    cast: Cast,
    released: SmallProvince,  # noqa: F811  the fixture
    tmp_path: Path,
) -> None:
    assert released
    secret = token(cast, power, unit) if power else ""  # type: ignore[arg-type]  # parametrised
    found, statuses = findings(app, tmp_path, secret)
    assert found == [], "\n".join(found[:25])
    assert statuses & {200, 401}, statuses


@pytest.mark.parametrize(
    ("answer", "check"),
    [
        (lambda: Response('{"items": 5}', mimetype="application/json"), "response_schema_conformance"),
        (lambda: Response("oh", 500), "not_a_server_error"),
        (lambda: Response("<p>", mimetype="text/html"), "content_type_conformance"),
    ],
)
def test_a_planted_fault_is_found(
    answer: Callable[[], Response], check: str, app: Flask, cast: Cast, tmp_path: Path
) -> None:
    secret = token(cast, READ)
    app.view_functions["api.fields"] = answer
    found, _ = findings(app, tmp_path, secret, only="/fields")
    assert [one for one in found if one.startswith(check)], found


def test_a_door_left_open_is_found(app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = token(cast, READ)
    monkeypatch.setitem(NEEDS, "api.fields", Permission.PUBLIC)
    found, _ = findings(app, tmp_path, secret, only="/fields")
    assert [one for one in found if one.startswith("ignored_auth")], found
