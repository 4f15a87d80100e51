"""The request log: endpoint, status, milliseconds. No address, no path, no code: a citizen's visit leaves none."""

import logging
import sys
import time
from secrets import token_hex

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("request")


def configure() -> None:
    """Write log lines as JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),  # what a command prints stays its own
        cache_logger_on_first_use=True,
    )


def install(app: Flask) -> None:
    """Log each request once it is answered; citizens' and files' without a line each."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.blueprint in {None, "citizen", "kiosk", "collector", "health"}:
            return response  # a line per visit would keep the order of arrival
        milliseconds = round(1000 * (time.perf_counter() - g.get("started", time.perf_counter())), 1)
        log.info("answered", id=token_hex(4), endpoint=request.endpoint, status=response.status_code, ms=milliseconds)
        return response
