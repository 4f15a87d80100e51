"""Scans reach the database by the process's own thread, which outlives the request that began it."""

import time

import pytest
from flask import Flask
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.placard_day import PlacardScans
from khaosat.web.citizen import scans
from tests.web.citizen.conftest import Citizen

PATIENCE = 10.0


def test_what_was_scanned_is_written_by_the_thread(
    citizen: Citizen, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "EVERY", 0.05)
    app.testing = False  # in a test no thread is begun
    try:
        for _ in range(3):
            citizen.get(f"/p/{citizen.code}")
    finally:
        app.testing = True
    until, found = time.monotonic() + PATIENCE, 0
    while found < 3 and time.monotonic() < until:
        time.sleep(0.05)
        with open_session(app.extensions["engine"], Scope.system("test").reading()) as session:
            found = sum(session.scalars(select(PlacardScans.scans)))
    assert found == 3
