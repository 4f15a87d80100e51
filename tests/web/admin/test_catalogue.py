"""Offices, placards and imports: kept by the administrator, page by page."""

from datetime import timedelta
from io import BytesIO

import zxingcpp
from PIL import Image

from khaosat.access import Scope, open_session
from khaosat.models.office import Office
from khaosat.services import offices, placards
from tests.cast import Cast
from tests.web.desk import post, seen_by
from tests.web.quality import page, statements, text_of


def test_the_offices_are_listed_with_few_statements_and_found_without_marks(cast: Cast) -> None:
    dung = cast.browser("dung")
    with statements(cast.app.extensions["engine"]) as seen:
        tree = page(dung.get("/quan-tri/mot-cua"))
    assert len(seen) <= 6, seen
    assert "UBND phường Đông Giang" in text_of(tree)
    found = text_of(page(dung.get("/quan-tri/mot-cua?tim=dong+giang")))
    assert "Đông Giang" in found
    assert "Quảng Trị" not in found
    page(dung.get("/quan-tri/mot-cua?tim=zzz"))
    assert dung.get("/quan-tri/mot-cua/nowhere").status_code == 404


def test_slips_are_set_from_a_day_on_and_never_for_the_past(cast: Cast) -> None:
    dung, today = cast.browser("dung"), cast.clock.now().date()
    tomorrow = today + timedelta(days=1)
    address = "/quan-tri/mot-cua/19330/phieu-co-ma"

    def set_to(value: str, day: str) -> str:
        return text_of(page(post(dung, address, {"slips": value, "day": day}, follow=True)))

    assert "trở đi" in set_to("no", (today - timedelta(days=1)).isoformat())
    assert "Xin ghi ngày" in set_to("no", "mai")
    assert "đã đúng như vậy" in set_to("yes", today.isoformat())
    assert "không phát" in set_to("no", tomorrow.isoformat())
    with seen_by(cast) as session:
        found = offices.office_file(session, office_key="19330", day=today)
    assert found.slips_today
    assert not offices.handed_out_on(found.settings, tomorrow)
    set_to("yes", tomorrow.isoformat())
    with seen_by(cast) as session:
        found = offices.office_file(session, office_key="19330", day=today)
    assert [setting.handed_out for setting in found.settings] == [True, True]


def test_a_placard_is_issued_replaced_and_taken_down(cast: Cast) -> None:
    dung, day = cast.browser("dung"), cast.clock.now().date()
    post(dung, "/quan-tri/bang-ma", {"office": "19330", "counter": "1"})
    with seen_by(cast) as session:
        old = next(line.code for line in placards.hanging(session, day=day, office_key="19330") if line.counter_number)
    page(dung.get(f"/quan-tri/bang-ma/{old}"))
    owed = post(dung, f"/quan-tri/bang-ma/{old}/thay", {"reason": " "}, follow=True)
    assert "Xin ghi lý do" in text_of(page(owed))
    gone = post(dung, f"/quan-tri/bang-ma/{old}/thay", {"reason": "Rách"}, follow=True)
    assert "đã được gỡ" in text_of(page(gone))
    with seen_by(cast) as session:
        new = placards.placard(session, code=old, day=day).replaced_by
    assert new is not None
    post(dung, f"/quan-tri/bang-ma/{new}/go", {"reason": "Thừa"})
    again = post(dung, f"/quan-tri/bang-ma/{new}/go", {"reason": "Thừa"}, follow=True)
    assert "gỡ từ trước" in text_of(page(again))
    page(dung.get("/quan-tri/mot-cua/19330"))
    page(dung.get("/quan-tri/bang-ma"))
    page(dung.get("/quan-tri/bang-ma?tim=" + new))


def test_the_code_of_a_placard_is_read_by_a_stranger(cast: Cast) -> None:
    code = cast.province.codes["19330"]
    answer = cast.browser("dung").get(f"/quan-tri/bang-ma/{code}/ma.png")
    assert answer.mimetype == "image/png"
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(answer.data)).convert("L"))
    assert read.text == f"http://KHAOSAT.EXAMPLE/P/{code}"
    svg = cast.browser("dung").get(f"/quan-tri/bang-ma/{code}/ma.svg")
    assert svg.text.startswith("<svg")
    assert cast.browser("dung").get(f"/quan-tri/bang-ma/{code}/ma.gif").status_code == 404


def test_a_file_is_looked_through_then_taken_in_whole(cast: Cast) -> None:
    dung = cast.browser("dung")
    page(dung.get("/quan-tri/nhap-lieu"))

    def send(content: str, act: str) -> tuple[int, str]:
        file = (BytesIO(content.encode()), "linh-vuc.csv")
        answer = post(dung, "/quan-tri/nhap-lieu", {"kind": "fields", "act": act, "file": file})
        return answer.status_code, answer.text

    good = "key,name,name_en\nmoi-truong,Môi trường,Environment\n"
    status, text = send(good, "look")
    assert (status, "Chưa có gì được ghi" in text) == (200, True)
    status, text = send("key,name,name_en\n,Môi trường,x\n", "import")
    assert (status, "thiếu giá trị" in text) == (422, True)
    assert send(good, "import")[0] == 302
    status, text = send(good, "look")
    assert "0 dòng mới, 0 giá trị đổi, 1 dòng giữ nguyên" in text
    assert post(dung, "/quan-tri/nhap-lieu", {"kind": "fields"}).status_code == 422


def test_each_kind_of_file_has_a_template(cast: Cast) -> None:
    dung = cast.browser("dung")
    for kind in ("units", "fields", "offices", "counters", "officers", "postings", "rosters"):
        answer = dung.get(f"/quan-tri/nhap-lieu/mau/{kind}.xlsx")
        assert answer.data.startswith(b"PK"), kind
    assert dung.get("/quan-tri/nhap-lieu/mau/kings.xlsx").status_code == 404


def test_the_demonstrations_clock_is_not_there_outside_the_demonstration(cast: Cast) -> None:
    dung = cast.browser("dung")
    assert "minh-hoa" not in dung.get("/quan-tri").text
    assert post(dung, "/quan-tri/minh-hoa/tien", {"days": "1"}).status_code == 404


def test_a_unit_head_prints_own_placards_and_no_others(cast: Cast) -> None:
    an, ha = cast.browser("an"), cast.browser("ha")
    own, foreign = cast.province.codes["19330"], cast.province.codes["19357"]
    text = text_of(page(an.get("/ket-qua/bang-ma")))
    assert own in text
    assert foreign not in text
    assert an.get(f"/ket-qua/bang-ma/{own}/ma.svg").status_code == 200
    assert ha.get(f"/ket-qua/bang-ma/{own}/ma.svg").status_code == 404


def test_the_placard_of_a_closed_office_says_so_and_is_not_offered_for_printing(cast: Cast) -> None:
    dung, code = cast.browser("dung"), cast.province.codes["462"]
    with open_session(cast.app.extensions["engine"], Scope.system("a test")) as session:
        session.get_one(Office, cast.province.offices["462"]).closed_on = cast.clock.now().date()
        session.commit()
    shown = dung.get(f"/quan-tri/bang-ma/{code}")
    assert "đã đóng ngày 22/11/2026" in text_of(page(shown))
    assert "In lại" not in shown.text
    assert code not in dung.get("/quan-tri/in").text
