"""What a program hears when something goes wrong: RFC 9457, `application/problem+json`, a code and a sentence."""

import json
from collections.abc import Mapping

from flask import Response, request
from werkzeug.exceptions import HTTPException

from khaosat import errors
from khaosat.services.importing import Problem
from khaosat.web import texts_api, texts_imports

PLACE = "/api/"
KIND = "application/problem+json"


def for_programs() -> bool:
    """Return whether this request came to the API: its failures are no pages."""
    return request.path.lower().startswith(PLACE)


def problem(code: str, status: int, **more: object) -> Response:
    """Return a problem: its code, what it is called, and whatever else is known of it."""
    title, advice = texts_api.problem(code)
    said = {"type": f"/api/v1/tai-lieu#{code}", "title": title, "status": status, "detail": advice, "code": code}
    return Response(json.dumps(said | more, ensure_ascii=False), status, mimetype=KIND)


def of_failure(failure: errors.Failure, status: int) -> Response:
    """Return a failure of ours as a problem."""
    found = problem(code_of(failure), status, **_named(failure))
    for name, value in _headers(failure).items():
        found.headers[name] = value
    return found


def of_http(error: HTTPException) -> Response:
    """Return what the protocol says no to; `Allow` of a wrong method is kept."""
    status = error.code or 500
    found = problem(f"http_{status}", status)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            found.headers[name] = value
    return found


def code_of(failure: errors.Failure) -> str:
    """Return the code programs know a failure by; what is foreign is not there."""
    if isinstance(failure, errors.NotFoundFailure):
        return "not_found"
    return failure.code if failure.code in texts_api.problems() else "http_500"


def rows(problems: tuple[Problem, ...]) -> list[dict[str, object]]:
    """Return what is wrong with the rows of a file: where, why as a code, why in words, and what stood there."""
    return [
        {"line": one.line, "column": one.column, "reason": one.reason, "words": texts_imports.reason(one.reason),
         "value": one.value}
        for one in problems
    ]  # fmt: skip  # one row, one line of thought


def _named(failure: errors.Failure) -> Mapping[str, object]:
    found = failure.details
    if isinstance(failure, errors.ImportFailure | errors.RowsFailure):
        problems = found["problems"]
        assert isinstance(problems, tuple)  # noqa: S101  ImportFailure's own promise
        return {"problems": rows(problems)}
    if isinstance(failure, errors.InvalidFailure):
        named = found.get("fields") or [{"field": found.get("field", ""), "reason": found.get("reason", "")}]
        return {"fields": named}
    return {}


def _headers(failure: errors.Failure) -> dict[str, str]:
    if isinstance(failure, errors.BearerFailure):
        return {"WWW-Authenticate": 'Bearer realm="khaosat"'}
    if isinstance(failure, errors.PowerFailure):
        return {"WWW-Authenticate": 'Bearer realm="khaosat", error="insufficient_scope"'}
    if isinstance(failure, errors.TooManyFailure):
        return {"Retry-After": f"{failure.details['after']}"}
    return {}
