"""The report command writes the same document as the page, says how far it is, and leaves its event."""

from pathlib import Path

from docx import Document
from flask import Flask
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from tests.factories.province import SmallProvince
from tests.web.unit.test_reports import said
from tests.web.unit.test_results import released  # noqa: F401  the same releases


def test_a_report_is_written_to_a_file_and_noted(app: Flask, released: SmallProvince, tmp_path: Path) -> None:  # noqa: F811  the fixture
    assert released
    file = tmp_path / "report.docx"
    run = app.test_cli_runner().invoke(args=["report", "19330", "--period", "3-thang", "--final", "--to", str(file)])
    assert run.exit_code == 0, run.output
    assert "pictures: 4 of 4" in run.output
    lines = said(Document(str(file)))
    assert "Rất hài lòng" in lines
    assert any(line.startswith("Tổng kết kết quả") for line in lines)
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        event = session.scalars(select(Event).where(Event.act == "results:take")).one()
    assert (event.actor, event.subject) == ("report", "unit:19330")


def test_an_unknown_unit_or_period_writes_nothing(app: Flask, released: SmallProvince, tmp_path: Path) -> None:  # noqa: F811  the fixture
    assert released
    file = tmp_path / "report.docx"
    for unit, period in (("nobody", "nam-2026"), ("19330", "whenever")):
        run = app.test_cli_runner().invoke(args=["report", unit, "--period", period, "--to", str(file)])
        assert run.exit_code == 1
        assert not file.exists()
