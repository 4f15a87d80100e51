"""Opinions of an outcome stay where people came: marked with what others decided, not held against whom they met."""

from datetime import date

from docx.document import Document as Docx
from flask import Flask

from khaosat.access import Scope, open_session
from tests.cast import Cast
from tests.factories.like_units import more_districts
from tests.factories.releases import items, overall, visit
from tests.factories.tokens import READ, shown, token
from tests.services.test_importing import run
from tests.services.test_importing_dossiers import HEAD
from tests.web.quality import page, text_of
from tests.web.unit.test_reports import busy, reported, said  # noqa: F401  the same worker
from tests.web.unit.test_screen import look, write
from tests.web.unit.test_taking import sheets, taken

QUARTER = "?ky=quy-3-2026"
HERE = f"/ket-qua/19330{QUARTER}"
OUTCOME_LOW = items(50, A=(0, 0, 5, 20, 25), B=(0, 35, 10, 3, 2), D=(0, 40, 8, 1, 1))
MARK = "60,0\N{NO-BREAK SPACE}% hồ sơ trả tại đây do đơn vị khác giải quyết"


def handled(app: Flask, cast: Cast, *rows: tuple[str, str, int]) -> None:
    """Bring what an office received and a unit decided in September, by keys, each row in a field of its own."""
    fields = list(cast.province.fields)
    lines = [
        f"{received},{decided},{fields[place % len(fields)]},2026-09,,{number},{number},0,{number},0\n"
        for place, (received, decided, number) in enumerate(rows)
    ]
    run(app.extensions["engine"], "dossiers", HEAD + "".join(lines))


def answered(app: Flask, cast: Cast) -> None:
    told = visit((70, 22, 8), (20, 70, 10))
    write(app, cast.province, own=overall(2, 3, 15, 60, 120), item=OUTCOME_LOW, visit=told)


def test_the_outcome_of_one_s_own_dossiers_is_held_against_one(app: Flask, cast: Cast) -> None:
    answered(app, cast)
    handled(app, cast, ("19330", "19330", 100), ("19333", "19330", 80))
    text = look(cast)
    assert "Yếu tố thấp hơn các yếu tố khác Kết quả dịch vụ −" in text
    assert "do đơn vị khác giải quyết" not in text


def test_up_to_half_it_is_marked_and_held_and_beyond_it_is_not_held(app: Flask, cast: Cast) -> None:
    answered(app, cast)
    handled(app, cast, ("19330", "19330", 100), ("19330", "461", 100))
    text = look(cast)
    assert "Kết quả dịch vụ: 50,0 % hồ sơ trả tại đây do đơn vị khác giải quyết, mà phiếu không cho biết" in text
    assert "Yếu tố thấp hơn các yếu tố khác Kết quả dịch vụ −" in text
    handled(app, cast, ("19333", "19333", 1), ("19333", "19333", 1), ("19330", "461", 50))
    text = look(cast)
    assert "Kết quả dịch vụ: 60,0 % hồ sơ" in text
    assert "Yếu tố thấp hơn các yếu tố khác Thủ tục hành chính −" in text, "the next one that is the unit's own"
    assert "Các yếu tố: Thủ tục hành chính thấp hơn các yếu tố khác" in text
    assert "không đem Kết quả dịch vụ so với các yếu tố khác" in text
    assert "khác giải quyết, nên các câu trả lời này nói cả về đơn vị khác. 100 người trả lời." in text
    assert "Trong 250 hồ sơ trả tại Bộ phận Một cửa, 150 (60,0 %) do đơn vị khác giải quyết: theo sổ hồ sơ" in text


def test_where_nothing_else_is_low_the_first_screen_says_what_was_left_out(app: Flask, cast: Cast) -> None:
    low = items(50, A=(0, 0, 5, 20, 25), B=(0, 0, 5, 20, 25), D=(0, 30, 10, 5, 5))
    write(app, cast.province, own=overall(2, 3, 15, 60, 120), item=low)
    handled(app, cast, ("19330", "461", 100))
    text = look(cast)
    assert "Không yếu tố nào thấp hơn hẳn; không xét Kết quả dịch vụ, vì phần lớn do nơi khác giải quyết." in text
    english = text_of(page(cast.browser("an").get(f"{HERE}&lang=en")))
    assert "Outcome is left out, because most of it was decided elsewhere" in english


def test_the_deciding_unit_reads_where_opinions_are_gathered_even_without_answers_of_its_own(
    app: Flask, cast: Cast
) -> None:
    handled(app, cast, ("19333", "19330", 80), ("461", "19330", 20))
    text = look(cast)
    gathered = (
        "100 hồ sơ do đơn vị giải quyết được tiếp nhận ở 2 nơi khác. Ý kiến về kết quả của chúng nằm trong số liệu"
    )
    assert gathered in text
    assert "UBND phường 1 (UBND thành phố Đông Hà)" in text
    assert " 80 " not in text.replace("100 hồ sơ", ""), "how many came from where is theirs to read"


def test_many_places_are_counted_and_folded_away(app: Flask, cast: Cast) -> None:
    with open_session(app.extensions["engine"], Scope.system("districts for a test")) as session:
        more_districts(session, cast.province, *[(0, 0, 2, 8, 10)] * 7, last=date(2026, 9, 20))
        session.commit()
    handled(app, cast, *[(f"huyen-{k}", "19330", 10) for k in range(1, 4)])
    assert "ở 3 nơi khác" in look(cast)
    assert page(cast.browser("an").get(HERE)).find(".//section/details") is None
    handled(app, cast, *[(f"huyen-{k}", "19330", 10) for k in range(4, 8)])
    folded = page(cast.browser("an").get(HERE)).find(".//section/details")
    assert folded is not None
    assert "70 hồ sơ do đơn vị giải quyết được tiếp nhận ở 7 nơi khác." in " ".join(folded.itertext())
    assert "UBND huyện thêm 7 (Tỉnh Quảng Trị)" in " ".join(folded.itertext())


def remarks(docx: Docx) -> dict[str, str]:
    return {row.cells[0].text: row.cells[-1].text for table in docx.tables for row in table.rows}


def test_every_file_and_program_carries_the_mark(app: Flask, busy: Cast) -> None:  # noqa: F811  the fixture
    answered(app, busy)
    handled(app, busy, ("19330", "19330", 100), ("19330", "461", 150))
    browser = busy.browser("an")
    book = sheets(taken(browser, HERE, "xlsx"))
    assert {row[0]: row[6] for row in book["Các yếu tố"]}["Kết quả dịch vụ"] == MARK
    assert {row[0]: row[6] for row in book["Các yếu tố"]}["Thủ tục hành chính"] == ""
    against = {row[0]: row for row in book["Yếu tố so với các yếu tố khác"]}
    assert against["Kết quả dịch vụ"][1] == ""
    assert str(against["Kết quả dịch vụ"][6]).startswith("không so: phần lớn hồ sơ do đơn vị khác giải quyết")
    visits = {row[0]: row[6] for row in book["Đi lại và đúng hẹn"]}
    assert (visits["Trễ hẹn"], visits["Đi một lần"]) == (MARK, "")
    assert any("phiếu không cho biết là hồ sơ nào" in str(row[0]) for row in book["Cách tính và lưu ý"])
    assert MARK in taken(browser, HERE, "csv").decode("utf-8-sig")
    document = reported(browser, query=QUARTER)
    assert remarks(document)["Kết quả dịch vụ"] == MARK
    assert any(line.startswith(f"Kết quả dịch vụ: {MARK}") for line in said(document))
    client = busy.app.test_client()
    told = client.get("/api/v1/units/19330/results?period=quy-3-2026", headers=shown(token(busy, READ, "19330")))
    found = {item["factor"]: item for item in told.get_json()["factors"]["items"]}
    assert (found["D"]["elsewhere"], found["B"]["elsewhere"]) == (0.6, None)
    assert found["D"]["against"]["reason"] == "decided_elsewhere"
    assert told.get_json()["handled"] == {
        "received": 250, "decided_elsewhere": 150, "share_elsewhere": 0.6, "from_elsewhere": 0, "gathered_at": [],
    }  # fmt: skip  # one object
