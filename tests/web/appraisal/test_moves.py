"""A year is moved in the browser: each role finds what waits, does it, and reads what came of it."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from khaosat.access import Scope, open_session
from khaosat.models.appraisal import Appraisal, AppraisalYear
from khaosat.queries.appraisals import file_of
from tests.cast import Cast
from tests.conftest import StillClock
from tests.factories.appraisal import YEAR, an_open_year
from tests.web.quality import page, statements, text_of

FIRST, SECOND, THIRD = (f"cc-19330-{number}" for number in (1, 2, 3))
DESK, SIGN, OWN = f"/thi-dua/{YEAR}/viec", f"/thi-dua/{YEAR}/ky-ket-thuc", f"/cua-toi/danh-gia/{YEAR}"
LOWER = {"class": "completed", "reason": "nhiều việc trễ hạn"}


def at(key: str, move: str = "") -> str:
    return f"/thi-dua/{YEAR}/ho-so/{key}" + (f"/{move}" if move else "")


@pytest.fixture
def year(app: Flask, cast: Cast) -> Cast:
    app.config["WTF_CSRF_ENABLED"] = False
    an_open_year(app.extensions["engine"], cast.province)
    return cast


def file(app: Flask, key: str) -> Appraisal:
    with open_session(app.extensions["engine"], Scope.system("a look").reading()) as session:
        filed = file_of(session, year=YEAR, officer_key=key)
        assert filed is not None
        return filed.file


def send(cast: Cast, name: str, address: str, data: dict[str, object] | None = None, status: int = 200) -> str:
    answer = cast.browser(name).post(address, data=data or {}, follow_redirects=True)
    return text_of(page(answer, status))


def look(cast: Cast, name: str, address: str) -> str:
    return text_of(page(cast.browser(name).get(address)))


def go(cast: Cast, key: str, *until: str) -> None:
    """Move the file along the common way until these are done."""
    way = {
        "propose": ("an", "de-nghi", {"class": "good"}), "verify": ("chi", "tham-dinh", {}),
        "decide": ("duc", "quyet-dinh", {"class": "good"}), "tell": ("chi", "thong-bao", {}),
    }  # fmt: skip  # a table
    for move in until:
        name, door, data = way[move]
        send(cast, name, at(key, door), dict(data))


def test_a_whole_way_by_seven_people(app: Flask, year: Cast) -> None:
    assert "Đề nghị xếp loại" in look(year, "an", at(FIRST))
    assert "Đã gửi đề nghị" in send(year, "an", at(FIRST, "de-nghi"), {"class": "good"})
    assert "Đã thẩm định: 1 hồ sơ" in send(year, "chi", at(FIRST, "tham-dinh"))
    assert "Mức thấp hơn còn chờ người thứ hai ký" in send(year, "duc", at(FIRST, "quyet-dinh"), dict(LOWER))
    assert file(app, FIRST).state == "decided_pending_second"
    assert "Ông/Bà đã tham gia hồ sơ này" in look(year, "chi", at(FIRST))
    assert "nhiều việc trễ hạn" in look(year, "cuc", at(FIRST))
    assert "Quyết định mức thấp hơn: nhiều việc trễ hạn" in look(year, "cuc", f"{DESK}?viec=cosign")
    assert "Đã đồng ký" in send(year, "cuc", at(FIRST, "dong-ky"))
    before = look(year, "binh", OWN)
    assert "Chưa có thông báo" in before
    assert "nhiều việc trễ hạn" not in before
    assert "Đã thông báo: 1 công chức" in send(year, "chi", at(FIRST, "thong-bao"))
    told = look(year, "binh", OWN)
    assert "Hoàn thành nhiệm vụ" in told
    assert "nhiều việc trễ hạn" in told
    assert "10 ngày làm việc" in told
    assert "Đã gửi kiến nghị" in send(year, "binh", f"{OWN}/kien-nghi", {"reason": "tôi nghỉ ốm một tháng"})
    assert "tôi nghỉ ốm một tháng" in look(year, "em", at(FIRST))
    heard = {"class": "good", "reason": "nghỉ ốm không phải lỗi"}
    assert "Đã giải quyết kiến nghị" in send(year, "em", at(FIRST, "giai-quyet"), dict(heard))
    send(year, "cuc", at(FIRST, "thong-bao"))
    end = look(year, "binh", OWN)
    assert "Hoàn thành tốt nhiệm vụ" in end
    assert "nghỉ ốm không phải lỗi" in end
    assert "Gửi kiến nghị" not in end
    assert file(app, FIRST).final_class == "good"


def test_what_was_typed_is_kept_where_it_is_refused(app: Flask, year: Cast) -> None:
    answer = year.browser("an").post(at(FIRST, "de-nghi"), data={"class": "excellent", "reason": "  "})
    assert "Xin ghi lý do" in text_of(page(answer, 422))
    assert re.search(r'value="excellent"[^>]*checked', answer.text)
    go(year, FIRST, "propose", "verify")
    typed = {"class": "good", "reason": "a" * 2001}
    assert "a" * 2001 in send(year, "duc", at(FIRST, "quyet-dinh"), dict(typed), status=422)
    assert file(app, FIRST).state == "verified"
    go(year, FIRST, "decide", "tell")
    assert "Xin ghi lý do" in send(year, "binh", f"{OWN}/kien-nghi", {"reason": " "}, status=422)


def test_a_page_that_was_left_open_moves_nothing(app: Flask, year: Cast) -> None:
    seen = re.search(r'name="seen" value="(\d+)"', year.browser("an").get(at(FIRST)).text)
    assert seen is not None
    go(year, FIRST, "propose")
    send(year, "chi", at(FIRST, "tra-lai"), {"reason": "thiếu căn cứ"})
    data = {"class": "good", "seen": seen[1]}
    assert "vừa có người khác xử lý" in send(year, "an", at(FIRST, "de-nghi"), dict(data), status=422)
    assert file(app, FIRST).state == "returned"


def test_a_file_without_its_components_waits(year: Cast) -> None:
    assert "Chưa đủ điểm thành phần" in look(year, "an", at(THIRD))
    assert "Chưa đủ điểm thành phần" in send(year, "an", at(THIRD, "de-nghi"), {"class": "good"}, status=422)


@pytest.mark.parametrize(
    ("name", "door"),
    [("an", "tham-dinh"), ("chi", "de-nghi"), ("chi", "quyet-dinh"), ("duc", "dong-ky"), ("em", "quyet-dinh"),
     ("binh", "de-nghi"), ("giang", "tham-dinh"), ("dung", "de-nghi"), ("ha", "de-nghi")],
)  # fmt: skip  # read across
def test_no_door_is_there_for_another_role(year: Cast, name: str, door: str) -> None:
    assert year.browser(name).post(at(FIRST, door), data={"class": "good", "reason": "vì"}).status_code == 404


def test_the_inspector_reads_the_way_and_moves_nothing(year: Cast) -> None:
    go(year, FIRST, "propose")
    shown = year.browser("giang").get(at(FIRST))
    assert "Các bước của hồ sơ" in text_of(page(shown))
    assert "<textarea" not in shown.text


def chosen(html: str) -> list[str]:
    return re.findall(r'name="file" value="([^"]*)" checked', html)


def test_many_go_together_where_nothing_differs(app: Flask, year: Cast) -> None:
    desk = year.browser("an").get(DESK)
    assert "Có thể đề nghị đúng như gợi ý" in text_of(page(desk))
    picked = chosen(desk.text)
    assert len(picked) == 2, "the third has no components"
    assert "Đã gửi đề nghị đến Sở Nội vụ: 2 hồ sơ" in send(year, "an", f"{DESK}/de-nghi", {"file": picked})
    send(year, "chi", at(SECOND, "tra-lai"), {"reason": "xem lại ngày công"})
    assert "xem lại ngày công" in look(year, "an", DESK)
    send(year, "an", at(SECOND, "de-nghi"), {"class": "excellent", "reason": "sáng kiến"})
    listed = year.browser("chi").get(f"{DESK}?viec=verify")
    assert "Đề nghị khác gợi ý" in text_of(page(listed))
    assert len(chosen(listed.text)) == 1
    assert "Đã thẩm định: 1 hồ sơ" in send(year, "chi", f"{DESK}/tham-dinh", {"file": chosen(listed.text)})
    decided = year.browser("duc").get(DESK)
    assert "Đã ghi quyết định: 1 hồ sơ" in send(year, "duc", f"{DESK}/quyet-dinh", {"file": chosen(decided.text)})
    told = year.browser("chi").get(f"{DESK}?viec=tell")
    assert "Đã thông báo: 1 công chức" in send(year, "chi", f"{DESK}/thong-bao", {"file": chosen(told.text)})
    assert file(app, FIRST).state == "told"


def test_one_that_moved_meanwhile_stops_them_all(app: Flask, year: Cast) -> None:
    go(year, FIRST, "propose")
    go(year, SECOND, "propose")
    picked = chosen(year.browser("chi").get(f"{DESK}?viec=verify").text)
    send(year, "cuc", at(FIRST, "tham-dinh"))
    assert "vừa có người khác xử lý" in send(year, "chi", f"{DESK}/tham-dinh", {"file": picked})
    assert file(app, SECOND).state == "proposed"
    assert "Xin chọn ít nhất một hồ sơ" in send(year, "chi", f"{DESK}/tham-dinh")
    for nonsense in ("", "x", "999999 0 good", "9" * 30, "-1 0"):
        assert year.browser("chi").post(f"{DESK}/tham-dinh", data={"file": nonsense}).status_code == 404


def test_the_desk_asks_as_little_for_many_as_for_few(app: Flask, year: Cast) -> None:
    chi = year.browser("chi")
    with statements(app.extensions["engine"]) as few:
        page(chi.get(f"{DESK}?viec=verify"))
    for key in (FIRST, SECOND):
        go(year, key, "propose")
    with statements(app.extensions["engine"]) as many:
        page(chi.get(f"{DESK}?viec=verify"))
    assert len(many) == len(few) <= 16


def test_home_tells_each_role_what_waits(year: Cast) -> None:
    assert "2 công chức chờ ông/bà đề nghị" not in look(year, "ha", "/hom-nay")
    assert f"Đánh giá năm {YEAR}: 3 công chức chờ ông/bà đề nghị" in look(year, "an", "/hom-nay")
    go(year, FIRST, "propose")
    assert "1 đề nghị chờ thẩm định" in look(year, "chi", "/hom-nay")
    go(year, FIRST, "verify")
    assert "1 hồ sơ chờ quyết định" in look(year, "duc", "/hom-nay")
    send(year, "duc", at(FIRST, "quyet-dinh"), dict(LOWER))
    assert "1 mức thấp hơn chờ người thứ hai ký" in look(year, "cuc", "/hom-nay")
    assert "người thứ hai ký" not in look(year, "chi", "/hom-nay"), "who verified cannot sign"
    send(year, "cuc", at(FIRST, "dong-ky"))
    assert "1 công chức chờ được thông báo" in look(year, "chi", "/hom-nay")
    go(year, FIRST, "tell")
    assert "Đã có xếp loại của ông/bà" in look(year, "binh", "/hom-nay")
    send(year, "binh", f"{OWN}/kien-nghi", {"reason": "vì"})
    assert "1 kiến nghị chờ giải quyết" in look(year, "em", "/hom-nay")
    assert "Phiếu căn cứ" in look(year, "binh", "/cua-toi") or "phiếu căn cứ" in look(year, "binh", "/cua-toi")


def test_the_year_is_signed_when_nothing_is_missing(app: Flask, year: Cast, clock: StillClock) -> None:
    missing = look(year, "duc", SIGN)
    assert "Chưa ký được" in missing
    assert "chờ trưởng đơn vị đề nghị" in missing, "also files the decider does not see yet"
    assert "chưa ký được" in send(year, "duc", SIGN)
    with open_session(app.extensions["engine"], Scope.system("all but one are final")) as session:
        from sqlalchemy import update  # noqa: PLC0415  a shortcut of this test alone

        session.execute(update(Appraisal).where(Appraisal.id != file(app, FIRST).id).values(state="final"))
        session.commit()
    go(year, FIRST, "propose", "verify", "decide", "tell")
    assert "có thể ký kết thúc" not in look(year, "duc", "/hom-nay")
    clock.moment += timedelta(days=20)
    assert "có thể ký kết thúc" in look(year, "duc", "/hom-nay")
    assert "vừa hết thời hạn kiến nghị" in look(year, "duc", SIGN)
    assert "Đã ký" in send(year, "duc", SIGN)
    with open_session(app.extensions["engine"], Scope.system("a look")) as session:
        assert session.get_one(AppraisalYear, YEAR).state == "signed"
    assert "đã ký" in send(year, "an", at(SECOND, "de-nghi"), {"class": "good"}, status=422)
    assert "không còn việc gì chờ" in look(year, "an", DESK)


def test_everything_is_said_in_english_too(year: Cast) -> None:
    go(year, FIRST, "propose", "verify", "decide", "tell")
    assert "You may appeal until" in look(year, "binh", OWN + "?lang=en")
    assert "Appraisal work of" in look(year, "an", DESK + "?lang=en")
    assert "The file's way" in look(year, "chi", at(FIRST) + "?lang=en")
    assert "It cannot be signed yet" in look(year, "duc", SIGN + "?lang=en")
