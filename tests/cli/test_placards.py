"""Placards by command: posters to a file, issue, revoke, replace."""

from pathlib import Path

import pypdfium2
import zxingcpp
from click.testing import Result
from flask import Flask

from khaosat.services import codes
from tests.factories.province import SmallProvince


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["placards", *words])


def read_pages(file: Path) -> list[str]:
    """What an independent reader finds on each page of a PDF."""
    with pypdfium2.PdfDocument(file) as document:
        pictures = [page.render(scale=2).to_pil() for page in document]
    return [zxingcpp.read_barcodes(picture)[0].text for picture in pictures]


def test_every_placard_that_hangs_gets_a_page_a_stranger_can_read(
    app: Flask, province: SmallProvince, tmp_path: Path
) -> None:
    file = tmp_path / "all.pdf"
    result = run(app, "pdf", str(file))
    assert result.exit_code == 0, result.output
    assert sorted(read_pages(file)) == sorted(f"http://KHAOSAT.EXAMPLE/P/{code}" for code in province.codes.values())


def test_a_replaced_placard_is_printed_no_more(app: Flask, province: SmallProvince, tmp_path: Path) -> None:
    old, file = province.codes["19330"], tmp_path / "one.pdf"
    new = run(app, "replace", old, "--reason", "Rách").output.split()[-1]
    assert codes.is_valid(new)
    assert run(app, "pdf", str(file), "--office", "19330").exit_code == 0
    assert read_pages(file) == [f"http://KHAOSAT.EXAMPLE/P/{new}"]
    assert run(app, "revoke", old, "--reason", "x").exit_code == 1
    assert run(app, "revoke", new, "--reason", "x").exit_code == 0
    gone = run(app, "pdf", str(file), "--office", "19330")
    assert gone.exit_code == 1
    assert "not_found" in gone.output


def test_a_placard_for_a_counter_is_issued_by_the_offices_key(app: Flask, province: SmallProvince) -> None:
    assert province.counters["19330"]
    assert codes.is_valid(run(app, "issue", "19330", "--counter", "2").output.split()[-1])
    assert run(app, "issue", "nowhere").exit_code == 1
