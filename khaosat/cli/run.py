"""`run-all`: what `make run` ends in; `web`: the web process alone."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from types import FrameType

import click
import waitress
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine

import config
from khaosat import schema
from khaosat.cli.demo import failures, quiet_journal
from khaosat.services.garbage import set_aside

THREADS = 8
STARTS_WITHIN, ENDS_WITHIN = 60.0, 15.0  # seconds
PAUSE = 0.2
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to knock, not what to bind


@click.command("web")
@with_appcontext
def web() -> None:
    """Serve the pages with waitress until asked to end; requests under way are finished first."""
    signal.signal(signal.SIGTERM, _leave)
    settings = _settings()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  Flask's way to the app itself
    set_aside()
    waitress.serve(app, host=settings.host, port=settings.port, threads=THREADS, ident=None, _quiet=True)


@click.command("run-all")
@with_appcontext
def run_all() -> None:
    """Bring the database up to date, load the demo if this is one, run web and worker until Ctrl+C."""
    settings = _settings()
    _refuse_taken_port(settings)
    quiet_journal()
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    with failures():
        _prepare(current_app.extensions["engine"], settings)
    children: list[subprocess.Popen[bytes]] = []
    try:
        children += [_child("web"), _child("worker")]
        _wait_until_alive(settings, children)
        with failures():
            click.echo(_closing(current_app.extensions["engine"], settings))
        _watch(children)
    finally:
        _end(children)


def _prepare(engine: Engine, settings: config.Settings) -> None:
    settings.instance.mkdir(parents=True, exist_ok=True)
    schema.upgrade(engine)
    if settings.demo:
        from khaosat.demo import appraisal, filling, loading  # noqa: PLC0415  numpy only where the generator runs
        from khaosat.jobs import league  # noqa: PLC0415  the same

        started = time.monotonic()

        def say(line: str) -> None:
            click.echo(f"{time.monotonic() - started:5.0f} s  {line}")

        loading.load(filling.demo_of(engine, settings, say=say))
        for _made in league.due(engine, now=config.clock_of(settings).now()):
            say("the year's league of officers is computed")
        appraisal.prepare(engine, now=config.clock_of(settings).now(), say=say)
    engine.dispose()


def _closing(engine: Engine, settings: config.Settings) -> str:
    if not settings.demo:
        return f"{settings.public_url}\nStaff door: {settings.public_url}/dang-nhap\nStop: Ctrl+C"
    from khaosat.demo import closing as words  # noqa: PLC0415  the generator's data only for the demo

    return words.block(engine, settings)


def _child(command: str) -> subprocess.Popen[bytes]:
    """Start one of our own commands; in a session of its own, so that Ctrl+C reaches it through us alone."""
    line = [sys.executable, "-m", "flask", "--app", "wsgi", command]
    return subprocess.Popen(line, cwd=config.ROOT, start_new_session=True)  # noqa: S603  our own command


def _wait_until_alive(settings: config.Settings, children: Sequence[subprocess.Popen[bytes]]) -> None:
    host = EVERYWHERE.get(settings.host, settings.host)
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        _refuse_ended(children)
        try:
            with closing(HTTPConnection(host, settings.port, timeout=5)) as door:
                door.request("GET", "/healthz")
                if door.getresponse().status == HTTPStatus.OK:
                    return
        except (OSError, HTTPException):
            time.sleep(PAUSE)
    raise click.ClickException(f"{host}:{settings.port} did not answer within {STARTS_WITHIN:.0f} s")


def _watch(children: Sequence[subprocess.Popen[bytes]]) -> None:
    while True:
        _refuse_ended(children)
        time.sleep(PAUSE)


def _refuse_ended(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is not None:
            raise click.ClickException(f"{child.args[-1]!s} ended with code {child.returncode}")  # type: ignore[index]  # a list


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + ENDS_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _refuse_taken_port(settings: config.Settings) -> None:
    """Say so before the long load: a server that cannot listen would be found out a minute later."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {settings.host}:{settings.port} ({error.strerror}); choose another PORT"
            ) from error


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _settings() -> config.Settings:
    settings: config.Settings = current_app.config["SETTINGS"]
    return settings


COMMANDS: list[click.Command] = [run_all, web]
