"""The control beside the citizen's page: bare Flask, a page of the same weight, one row a post, nothing else."""

import os
import sqlite3
import threading
import uuid
import zlib

from flask import Flask, Response, request

app = Flask(__name__)
URL = os.environ.get("DATABASE_URL", "")
PAGE = ("<!doctype html><title>x</title><form method=post><input name=t value=x>" + os.urandom(1900).hex()).encode()
_own = threading.local()
CREATE = "CREATE TABLE IF NOT EXISTS lean (id TEXT PRIMARY KEY, unit INTEGER, score INTEGER, comment TEXT)"


def _page() -> Response:
    squeezer = zlib.compressobj(6, zlib.DEFLATED, 31)
    return Response(squeezer.compress(PAGE) + squeezer.flush(), headers={"Content-Encoding": "gzip"})


def _store(score: int) -> None:
    values = (str(uuid.uuid4()), 1, score, "")
    if URL.startswith("sqlite"):
        if not hasattr(_own, "connection"):
            _own.connection = sqlite3.connect(URL.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
            for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", CREATE):
                _own.connection.execute(line)
        _own.connection.execute("INSERT INTO lean VALUES (?, ?, ?, ?)", values)
        return
    import psycopg  # noqa: PLC0415  only where it is asked for

    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(URL.replace("+psycopg", ""), autocommit=True)
    _own.connection.execute("INSERT INTO lean VALUES (%s, %s, %s, %s)", values)


@app.get("/<path:anything>")
def page(anything: str) -> Response:  # noqa: ARG001  every address is the page
    """Show the page."""
    return _page()


@app.post("/<path:anything>")
def post(anything: str) -> Response:  # noqa: ARG001  every address stores
    """Store one row, answer with a page."""
    _store(int(request.form["diem"]))
    return _page()
