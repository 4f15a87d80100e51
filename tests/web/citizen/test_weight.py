"""On 2G each byte is felt: what a page weighs, and what a visit costs the server."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.web.citizen.conftest import Citizen
from tests.web.quality import page

ROOT = Path(__file__).parents[3]
SQUEEZED = {"Accept-Encoding": "gzip, deflate, br"}
FIRST, LATER = 4096, 3072  # bytes, the budgets of the design


def _weight(response: TestResponse) -> int:
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert gzip.decompress(response.data).endswith(b"</html>")
    assert int(response.headers["Content-Length"]) == len(response.data)
    return len(response.data)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_a_visit_keeps_its_budget(citizen: Citizen, language: str) -> None:
    citizen.scan()
    assert _weight(citizen.get(f"/p/{citizen.code}?lang={language}", headers=SQUEEZED)) <= FIRST
    form = {"t": citizen.token, "diem": 1, "lang": language}
    came_back = citizen.post(f"/p/{citizen.code}/cham", {**form, "t": "forged"}, headers=SQUEEZED)
    assert _weight(came_back) <= FIRST
    for path, more in (
        ("cham", {}), ("them", {"q-OF": 1}), ("xong", {"comment": "x"}),
        ("xong", {"comment": "dài " * 300}),
    ):  # fmt: skip  # a table
        assert _weight(citizen.post(f"/p/{citizen.code}/{path}", {**form, **more}, headers=SQUEEZED)) <= LATER
    receipt = citizen.receipt()
    for more in ({}, {"diem": "4"}, {"hoi": "1", "loi": "x"}, {"hoi": "1", "loi": "x", "lien-he": "y", "dong-y": "1"}):
        opened = citizen.post("/bien-nhan", {"ma": receipt, "lang": language, **more}, headers=SQUEEZED)
        assert _weight(opened) <= LATER
    for address in ("/", "/p", "/p/UNKNOWN", "/bien-nhan", "/thong-tin"):
        assert _weight(citizen.get(f"{address}?lang={language}", headers=SQUEEZED)) <= LATER


def test_a_browser_that_cannot_unpack_gets_the_page_as_it_is(citizen: Citizen) -> None:
    for said in ({}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip;q=0"}):
        shown = citizen.get(f"/p/{citizen.code}", headers=said)
        assert "Content-Encoding" not in shown.headers
        page(shown)


def test_style_and_script_are_allowed_by_the_hashes_of_exactly_what_stands_in_the_page(citizen: Citizen) -> None:
    from khaosat.web.headers import digest  # noqa: PLC0415  next to its only use

    shown = citizen.scan()
    for what in ("style", "script"):
        text = shown.text.split(f"<{what}>")[1].split(f"</{what}>")[0]
        assert f"{what}-src {digest(text)};" in shown.headers["Content-Security-Policy"]


VISIT = """
import re, sys
from datetime import datetime
from pathlib import Path
import config
from khaosat import schema
from khaosat.db import connect
from khaosat.web.app import create_app
from tests.factories.province import small_province

folder = Path(sys.argv[1])
settings = config.read({"INSTANCE": str(folder), "PUBLIC_URL": "http://khaosat.example"})
engine = connect(f"sqlite:///{folder / 'visit.db'}")
schema.upgrade(engine)
code = small_province(engine).codes["19330"]
phone = create_app(settings, engine=engine).test_client()
token = re.search(r'name="t" value="([^"]+)"', phone.get(f"/p/{code}").text)[1]
assert phone.post(f"/p/{code}/cham", data={"t": token, "diem": 2}).status_code == 200
assert phone.post(f"/p/{code}/them", data={"t": token, "q-OF": 2}).status_code == 200
done = phone.post(f"/p/{code}/xong", data={"t": token, "comment": "Cảm ơn"}).text
receipt = re.search(r"\\w{4}-\\w{4}-\\w{4}-\\w{5}", done)[0]
assert phone.post("/bien-nhan", data={"ma": receipt}).status_code == 200
print(sorted({name.split(".")[0] for name in sys.modules} & {"numpy", "scipy", "typst", "pandas"}))
"""


def test_a_whole_visit_leaves_the_heavy_libraries_unloaded(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", VISIT, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == "[]"
