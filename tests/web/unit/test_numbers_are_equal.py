"""One figure, one number: page, workbook, plain table, document and API agree to the last digit shown.

Counts are drawn so that many shares end in a half at the digit where they are rounded: there programs part.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from khaosat.access import Scope, open_session
from khaosat.models.unit import UnitVersion
from tests.cast import Cast
from tests.factories.like_units import more_districts
from tests.factories.province import SmallProvince
from tests.factories.releases import ReleaseBook, items, levels, overall, visit
from tests.factories.tokens import READ, shown, token
from tests.web.quality import as_shown, page
from tests.web.unit.test_reports import busy, reported, said  # noqa: F401  the same worker
from tests.web.unit.test_taking import taken

UNIT = "461"
Told = dict[str, str]  # name → "86,4 (82,8 – 89,4) 400"
SAID = re.compile(r"([−+]?[\d.]+,\d+)(?:\s%)? \(([−+\d., –…]+)\) · ([\d.]+) phiếu")
SVG = "{http://www.w3.org/2000/svg}"
ALL = "Chung các yếu tố"
TRIPS, WHEN = ("Đi một lần", "Đi hai lần", "Đi ba lần trở lên"), ("Sớm hẹn", "Đúng hẹn", "Trễ hẹn")
PLACE = re.compile(r"; chung ([\d.,]+\s%)\. (.+)$")


def triple(figure: Sequence[float], digits: int) -> str:
    value, low, high, n = figure
    return f"{as_shown(value, digits)} ({as_shown(low, digits)} – {as_shown(high, digits)}) {as_shown(n, 0)}"


@pytest.fixture
def halves(app: Flask, province: SmallProvince) -> SmallProvince:
    """Releases of 80 and 16 answers: their shares end in 0, 25, 5 or 75 hundredths of a per cent."""
    draw = Random(20_261_128)  # noqa: S311  no secret
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        for key in ("461", "19330", "19333", "462", "19357", "so-noi-vu"):
            book = ReleaseBook(session, began=date(2026, 6, 1))
            here = province.units[key], province.offices[key]
            for month in (6, 7, 8, 9, 10, 11):
                satisfied = draw.choice(range(41, 79, 2))
                book.close(*here, "", date(2026, month, 20), overall(1, 2, 77 - satisfied, 0, satisfied))
            half = draw.choice(range(1, 15, 2))
            split = levels(person=(1, 1, 14 - half, half, 0), business=(0, 0, 0, 3, 13))
            book.close(*here, "kind", date(2026, 11, 20), split)
            book.close(*here, "item", date(2026, 11, 20), items(16, A=(0, 0, 1, 5, 10), B=(2, 3, 4, 4, 3)))
            book.close(*here, "visit", date(2026, 11, 20), visit((11, 3, 2), (1, 13, 2)))
        more_districts(session, province, *[(1, 2, 20, 20, 37 + k) for k in range(3)], last=date(2026, 11, 20))
        session.commit()
    return province


def on_the_page(tree: Element) -> Told:
    """What the pictures' descriptions and the tables say, and the first screen's figures."""
    found: Told = {}
    for drawn in tree.iter(f"{SVG}svg"):
        title, desc = drawn.findtext(f"{SVG}title", ""), drawn.findtext(f"{SVG}desc", "")
        for part in desc.split("; "):
            name, _, rest = part.rpartition(": ")
            if figure := SAID.match(rest):
                name = name or title  # a row of a table names itself in the title
                found.setdefault(name, f"{figure[1]} ({figure[2]}) {figure[3]}")
    return found


def _first(told: Iterator[tuple[str, str]]) -> Told:
    """The first figure of each name: a factor's share comes before its part in the whole."""
    found: Told = {}
    for name, shown_as in told:
        found.setdefault(name, shown_as)
    return found


def in_the_workbook(content: bytes) -> Told:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() if len(row) == 10]
    return _first(_of_rows(rows))


def _of_rows(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, str]]:
    for name, value, unit, low, high, n, *_rest in rows:
        if value not in ("", "Giá trị"):
            yield str(name), triple([float(str(x)) for x in (value, low, high, n)], 2 if unit == "1–5" else 1)


def in_the_plain_table(content: bytes) -> Told:
    return _first(_of_rows([list(row[1:]) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))][1:]))


def in_the_document(cast: Cast) -> Told:
    tables = reported(cast.browser("chi"), f"/ket-qua/{UNIT}").tables
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    told = [row for row in rows if len(row) > 4 and row[1]]
    return {row[0]: f"{row[1].removesuffix('%').strip()} ({row[2]}) {row[3]}" for row in told}


def by_the_api(cast: Cast) -> Told:
    address = f"/api/v1/units/{UNIT}"
    client, secret = cast.app.test_client(), shown(token(cast, READ, UNIT))
    found = client.get(f"{address}/results", headers=secret).get_json()
    trend = client.get(f"{address}/trend", headers=secret).get_json()["trend"]
    named = [
        ("Tỷ lệ hài lòng", found["headline"]["percent"]),
        ("Điểm trung bình, thang 1–5", found["headline"]["mean"]),
    ]
    named += [(ALL, found["factors"]["pooled"])]
    named += [(f"{int(one['month'][5:])}/{one['month'][:4]}", one["figure"]) for one in trend]
    named += [(row["unit"]["name"], row["figure"]) for row in found["below"]]
    named += [({"person": "Cá nhân", "business": "Tổ chức, doanh nghiệp"}[level["level"]], level["figure"])
              for level in found["split"]["levels"]]  # fmt: skip  # one thought
    named += [*zip(TRIPS, found["told"]["trips"], strict=True), *zip(WHEN, found["told"]["punctuality"], strict=True)]
    return {
        name: triple([*(times * figure[key] for key in ("value", "low", "high")), figure["n"]], digits)
        for name, figure in named
        if figure["shown"]
        for times, digits in [(1, 2) if figure["method"].startswith("mean") else (100, 1)]
    }


def test_every_number_is_the_same_to_its_last_digit_wherever_it_stands(busy: Cast, halves: SmallProvince) -> None:  # noqa: F811  the fixture
    assert halves
    chi = busy.browser("chi")
    screen = on_the_page(page(chi.get(f"/ket-qua/{UNIT}")))
    told = {
        "xlsx": in_the_workbook(taken(chi, f"/ket-qua/{UNIT}", "xlsx")),
        "csv": in_the_plain_table(taken(chi, f"/ket-qua/{UNIT}", "csv")),
        "docx": in_the_document(busy),
        "api": by_the_api(busy),
    }
    assert len(screen) >= 18
    assert told["xlsx"] == told["csv"]
    for where, numbers in told.items():
        shared = screen.keys() & numbers.keys()
        assert len(shared) >= 17, (where, sorted(screen.keys() ^ numbers.keys()))
        assert {name: numbers[name] for name in shared} == {name: screen[name] for name in shared}, where
        assert {*TRIPS, *WHEN} <= shared, where
    for name in ("Điểm trung bình, thang 1–5", "Tỷ lệ hài lòng"):  # the page has them as figures of their own
        assert told["xlsx"][name] == told["docx"][name] == told["api"][name]
        assert told["xlsx"][name].split(" (")[0] in chi.get(f"/ket-qua/{UNIT}").text
    ties = [one for one in screen.values() if re.match(r"\d+,[38] ", one)]
    assert ties, "no share was rounded from a half"


def test_the_place_among_like_units_is_the_same_wherever_it_stands(busy: Cast, halves: SmallProvince) -> None:  # noqa: F811  the fixture
    assert halves
    chi = busy.browser("chi")
    tree = page(chi.get(f"/ket-qua/{UNIT}"))
    drawn = [one.findtext(f"{SVG}desc", "") for one in tree.iter(f"{SVG}svg")]
    (told,) = {(found[1], found[2]) for desc in drawn if (found := PLACE.search(desc))}
    common, sentence = told
    place = tree.findtext(".//p[@class='figure-word']", "")
    docx = reported(chi, f"/ket-qua/{UNIT}")
    notes = [line for line in said(docx) if line.startswith("So với 5 huyện, thị xã, thành phố đã có kết quả")]
    assert notes == [f"So với 5 huyện, thị xã, thành phố đã có kết quả, mỗi nơi tính cả cấp xã: {place}. {sentence}"]
    pictures = [shape._inline.docPr.get("descr") or "" for shape in docx.inline_shapes]
    assert [found[1] for found in map(PLACE.search, pictures) if found] == [common]
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(chi, f"/ket-qua/{UNIT}", "xlsx")))
    assert notes[0] in [row[0] for row in book.get_sheet_by_name("Cách tính và lưu ý").to_python()]
    client, secret = busy.app.test_client(), shown(token(busy, READ, UNIT))
    answered = client.get(f"/api/v1/units/{UNIT}/results", headers=secret).get_json()["headline"]["place"]
    assert as_shown(100 * answered.pop("common"), 1) == common.removesuffix("\N{NO-BREAK SPACE}%")
    assert answered == {"kind": "district", "units": 5, "place": "inside"}
    assert place == "Trong mức thường gặp"
    assert chi.get(f"/ket-qua/{UNIT}/hinh/vi-tri.png").mimetype == "image/png"


def test_without_five_like_units_no_place_is_drawn_anywhere(app: Flask, busy: Cast, halves: SmallProvince) -> None:  # noqa: F811  the fixture
    with open_session(app.extensions["engine"], Scope.system("one district less for a test")) as session:
        gone = select(UnitVersion).where(UnitVersion.name == "UBND huyện thêm 3")
        session.scalars(gone).one().valid_to = date(2025, 6, 1)
        session.commit()
    assert halves
    chi = busy.browser("chi")
    assert "hinh/vi-tri.png" not in chi.get(f"/ket-qua/{UNIT}").text
    assert chi.get(f"/ket-qua/{UNIT}/hinh/vi-tri.png").status_code == 404
    docx = reported(chi, f"/ket-qua/{UNIT}")
    assert "Chưa đủ năm đơn vị cùng loại có kết quả để so." in " ".join(said(docx))
    assert "Vị trí trong các đơn vị cùng loại" not in [one._inline.docPr.get("title") for one in docx.inline_shapes]
    client, secret = busy.app.test_client(), shown(token(busy, READ, UNIT))
    answered = client.get(f"/api/v1/units/{UNIT}/results", headers=secret).get_json()["headline"]["place"]
    assert answered == {"kind": "district", "units": 4, "place": None, "common": None}
