"""One table from failures to pages: status and sentence; a page never shows a trace."""

import structlog
from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from khaosat import errors
from khaosat.web import headers, problems, texts

log = structlog.get_logger(__name__)
Answer = tuple[str, int] | Response

STATUS: dict[type[errors.Failure], int] = {
    errors.NotFoundFailure: 404,
    errors.AccessFailure: 500,
    errors.InvalidFailure: 422,
    errors.ConflictFailure: 409,
    errors.SignInFailure: 401,
    errors.LockedFailure: 429,
    errors.BearerFailure: 401,
    errors.PowerFailure: 403,
    errors.TooManyFailure: 429,
    errors.MediaFailure: 415,
    errors.ImportFailure: 422,
    errors.SealFailure: 500,
}


def status_of(failure: errors.Failure) -> int:
    """Return the HTTP status of the nearest class in the table."""
    return next((STATUS[cls] for cls in type(failure).__mro__ if cls in STATUS), 500)


def install(app: Flask) -> None:
    """Answer every failure with a page."""
    app.register_error_handler(errors.Failure, _failure)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _failure(failure: errors.Failure) -> Answer:
    status = status_of(failure)
    if status >= 500:  # noqa: PLR2004  the protocol's own border
        log.error("failure", code=failure.code, endpoint=request.endpoint)
    if problems.for_programs():
        return problems.of_failure(failure, status)
    code = "not_found" if status == 404 and type(failure) is errors.NotFoundFailure else failure.code  # noqa: PLR2004  HTTP
    return _page(code, status), status


def _http(error: HTTPException) -> Answer:
    status = error.code or 500
    if problems.for_programs():
        return problems.of_http(error)
    return _page(f"http_{status}", status), status


def _unexpected(error: Exception) -> Answer:
    log.error("unexpected", endpoint=request.endpoint, error=type(error).__name__, exc_info=error)
    if problems.for_programs():
        return problems.problem("http_500", 500)
    return _page("http_500", 500), 500


def _page(code: str, status: int) -> str:
    layout = "failures/citizen.html" if headers.for_citizens() else "failures/staff.html"
    return render_template(layout, failure=texts.failure(code), status=status)
