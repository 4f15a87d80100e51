"""The web is put together here: settings, engine, clock, guard, audiences."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from khaosat.web import (
    assets,
    compression,
    failures,
    filters,
    guard,
    headers,
    journal,
    languages,
    navigation,
    sessions,
    texts_duties,
)
from khaosat.web.citizen.doorstep import Doorstep

AUDIENCES = (
    "citizen",
    "kiosk",
    "account",
    "unit",
    "affairs",
    "appraisal",
    "officer",
    "admin",
    "collector",
    "public",
    "api",
    "health",
)


class Program(Flask):
    """Flask whose views and hooks are plain functions, every one."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: looking at each hook of each request whether it is a coroutine costs a citizen time."""
        return func


def create_app(settings: config.Settings, *, engine: Engine, clock: config.Clock | None = None) -> Flask:
    """Return the program on that database; tests give a clock of their own."""
    app = Program("khaosat", root_path=str(config.ROOT), static_folder="static", template_folder="templates")
    ring = [key.hex() for key in config.key_ring(settings.keys, "session")]
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=ring[0],
        SECRET_KEY_FALLBACKS=ring[1:],
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https"),
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["engine"] = engine
    app.extensions["clock"] = clock or config.clock_of(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    journal.configure()
    for install in (
        assets.install,
        compression.install,
        languages.install,
        filters.install,
        failures.install,
        journal.install,
        navigation.install,
        sessions.install,
        texts_duties.install,
    ):
        install(app)
    for audience in AUDIENCES:
        app.register_blueprint(import_module(f"khaosat.web.{audience}").pages)
    headers.install(app, secure=settings.public_url.startswith("https"))
    guard.install(app)
    app.wsgi_app = Doorstep(app, app.wsgi_app)  # type: ignore[method-assign]  # Flask's own recipe
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own recipe
    return app
