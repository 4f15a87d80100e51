"""Placards by command: posters to a file, issue, revoke, replace."""

from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
import zxingcpp
from click.testing import Result
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.documents import read_pdf
from khaosat.queries.audit import events
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


def test_a_pack_is_written_for_some_offices_in_any_form_and_says_so_in_the_trail(
    app: Flask, province: SmallProvince, tmp_path: Path
) -> None:
    file = tmp_path / "pack.pdf"
    result = run(app, "pack", str(file), "--office", "19330", "--office", "461", "--kind", "a5", "--kind", "desk")
    assert result.exit_code == 0, result.output
    codes = [province.codes["19330"], province.codes["461"]]
    said = [text for page in read_pdf(file.read_bytes()) for text in page]
    assert sorted(said) == sorted(f"http://KHAOSAT.EXAMPLE/P/{code}" for code in codes for _ in range(3))
    drawn = tmp_path / "pack.zip"
    assert run(app, "pack", str(drawn), "--search", "đông giang", "--form", "svg").exit_code == 0
    assert len(ZipFile(drawn).namelist()) == 3
    for wrong in (["--search", "zzz"], ["--office", "nowhere"], ["--kind", "a0"]):
        assert run(app, "pack", str(tmp_path / "none.pdf"), *wrong).exit_code != 0
    assert not (tmp_path / "none.pdf").exists()
    with open_session(app.extensions["engine"], Scope.system("test")) as session:
        assert len(events(session, search="", act="placards:print", first=0, most=9)) == 2


def test_slips_are_written_with_fresh_codes_and_only_for_a_field_of_the_office(
    app: Flask, province: SmallProvince, tmp_path: Path
) -> None:
    file = tmp_path / "slips.pdf"
    assert run(app, "slips", str(file), "19330", "ho-tich", "--sheets", "2").exit_code == 0
    said = [text for page in read_pdf(file.read_bytes(), many=True) for text in page]
    assert len(set(said)) == 24
    assert all(f"/P/{province.codes['19330']}/" in text for text in said)
    for wrong in (["19330", "x"], ["nowhere", "ho-tich"], ["19330", "ho-tich", "--sheets", "51"]):
        assert run(app, "slips", str(tmp_path / "none.pdf"), *wrong).exit_code != 0
    assert not (tmp_path / "none.pdf").exists()


def test_each_counter_gets_a_placard_once(app: Flask, province: SmallProvince) -> None:
    assert len(province.counters["19330"]) == 2
    assert len(run(app, "issue", "19330", "--counters").output.split()) == 2
    assert run(app, "issue", "19330", "--counters").exit_code == 1


@pytest.mark.parametrize("command", ["pdf", "pack", "slips", "issue", "revoke", "replace"])
def test_each_command_explains_itself(app: Flask, command: str) -> None:
    assert "Usage:" in run(app, command, "--help").output
