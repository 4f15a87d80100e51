"""The first screen and its chapters: place among like units, the lowest factor, what waits, the visit, odd units."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.case import Case
from khaosat.models.comment import ReleasedComment
from khaosat.models.dossier import DossierCount
from khaosat.models.officer import Posting
from khaosat.models.unit import UnitSuccession, UnitVersion
from tests.cast import Cast
from tests.factories.province import SmallProvince
from tests.factories.releases import ReleaseBook, items, levels, overall, visit, write_tally
from tests.web.quality import page, text_of

SEPTEMBER = date(2026, 9, 30)


def write(app: Flask, province: SmallProvince, **splits: object) -> None:
    """Close one block of 19330 for each split: '' under the name 'own'."""
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 7, 1))
        for split, cells in splits.items():
            name = "" if split == "own" else split
            book.close(province.units["19330"], province.offices["19330"], name, SEPTEMBER, cells)  # type: ignore[arg-type]
        session.commit()


def look(cast: Cast, query: str = "?ky=quy-3-2026", who: str = "an", unit: str = "19330") -> str:
    return text_of(page(cast.browser(who).get(f"/ket-qua/{unit}{query}")))


def test_the_lowest_factor_stands_on_the_first_screen_with_its_interval(app: Flask, cast: Cast) -> None:
    write(
        app, cast.province, own=overall(2, 3, 15, 60, 120), item=items(50, A=(0, 0, 5, 20, 25), B=(0, 10, 15, 15, 10))
    )
    text = look(cast)
    assert "Yếu tố thấp hơn các yếu tố khác Thủ tục hành chính −40,0 (" in text
    assert "điểm % so với các yếu tố khác, cùng những người trả lời" in text


def test_no_factor_is_named_where_the_same_people_do_not_tell_them_apart(app: Flask, cast: Cast) -> None:
    write(app, cast.province, own=overall(2, 3, 15, 60, 120), item=items(30, A=(0, 0, 5, 20, 5), B=(0, 0, 6, 19, 5)))
    assert "Không yếu tố nào thấp hơn hẳn các yếu tố khác." in look(cast)


def test_what_people_told_of_their_visit_is_shown_with_intervals_and_whose_it_is(app: Flask, cast: Cast) -> None:
    write(app, cast.province, own=overall(2, 3, 15, 60, 120), visit=visit((70, 22, 8), (20, 70, 10)))
    text = look(cast)
    assert "70,0 % (60,4–78,1)" in text  # Wilson, 70 of 100
    assert "Đúng hẹn hay không nói về nơi giải quyết hồ sơ. 100 người trả lời." in text


def test_what_waits_for_a_hand_leads_to_where_it_is_done(app: Flask, cast: Cast) -> None:
    province = cast.province
    here = {"unit_id": province.units["19330"], "office_id": province.offices["19330"]}
    write(app, province, own=overall(2, 3, 15, 60, 120))
    assert "Không có ý kiến hay lời nhắn nào đang chờ." in look(cast)
    with open_session(app.extensions["engine"], Scope.system("comments for a test")) as session:
        for number in range(6):
            done = (
                {"handled_at": datetime(2026, 10, 1, tzinfo=ZONE), "handled_by": cast.account("an")}
                if not number
                else {}
            )
            span = {"first_day": date(2026, 9, 1), "last_day": SEPTEMBER, "text": "Tốt", "link": uuid4().bytes}
            session.add(ReleasedComment(id=uuid4(), **here, **span, **done))
        said = {"day": date(2026, 11, 3), "state": "open", "text": "Xin gọi lại", "contact": "0900", "reply": None}
        session.add(Case(id=uuid4(), **here, **said))
        session.commit()
    tree = page(cast.browser("an").get("/ket-qua/19330?ky=quy-3-2026"))
    assert "5 ý kiến chưa xem" in text_of(tree)
    assert "1 lời nhắn chưa trả lời, cũ nhất từ 3/11/2026" in text_of(tree)
    links = {link.get("href") for link in tree.iter("a")}
    assert {"/ket-qua/19330/y-kien?ky=quy-3-2026&xem=chua", "/ket-qua/loi-nhan"} <= links


def test_of_more_comments_than_anybody_sees_to_one_by_one_it_says_that_there_are_more(app: Flask, cast: Cast) -> None:
    province = cast.province
    write(app, province, own=overall(2, 3, 15, 60, 120))

    def leave(number: int) -> None:
        here = {"unit_id": province.units["19330"], "office_id": province.offices["19330"]}
        span = {"first_day": date(2026, 9, 1), "last_day": SEPTEMBER, "text": "Tốt"}
        with open_session(app.extensions["engine"], Scope.system("comments for a test")) as session:
            session.add_all(ReleasedComment(id=uuid4(), link=uuid4().bytes, **here, **span) for _ in range(number))
            session.commit()

    leave(1000)
    assert "1.000 ý kiến chưa xem" in look(cast)
    assert "hơn 1.000 ý kiến chưa xem" not in look(cast)
    leave(1)
    assert "hơn 1.000 ý kiến chưa xem" in look(cast)


def test_a_level_that_has_not_filled_says_when_it_did_and_how_many_wait(app: Flask, cast: Cast) -> None:
    province = cast.province
    here = province.units["19330"], province.offices["19330"]
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 5, 1))
        book.close(*here, "", date(2026, 6, 30), overall(2, 3, 5, 10, 20))
        book.close(*here, "kind", date(2026, 6, 30), levels(person=(1, 2, 3, 5, 10), business=(1, 1, 2, 5, 10)))
        book.close(*here, "mode", date(2026, 6, 30), levels(placard=(2, 3, 5, 10, 20)))
        book.close(*here, "", date(2026, 8, 31), overall(0, 1, 2, 10, 10))
        book.close(*here, "kind", date(2026, 8, 31), levels(person=(0, 1, 2, 10, 10)))
        book.close(*here, "", SEPTEMBER, overall(1, 0, 2, 10, 11))
        session.commit()
    text = look(cast)
    assert "Số liệu từ 1/7/2026 đến 31/8/2026. 24 phiếu công bố sau đó chờ lần chia sau." in text
    assert (
        "Tổ chức, doanh nghiệp: chưa đủ phiếu trong kỳ này. Lần gần nhất tách riêng được là đến 30/6/2026; "
        "từ đó có 47 phiếu, gộp mọi loại." in text
    )
    assert "Lần gần nhất chia được là đến 30/6/2026. 47 phiếu công bố sau đó chờ lần chia sau." in text  # the modes
    assert "Một năm qua chưa lần nào đủ phiếu để chia theo cách này." in look(cast, "?ky=quy-3-2026&theo=field")


def test_a_mode_that_is_new_is_marked_in_the_trend(app: Flask, cast: Cast) -> None:
    province = cast.province
    here = province.units["19330"], province.offices["19330"]
    with open_session(app.extensions["engine"], Scope.system("releases for a test")) as session:
        book = ReleaseBook(session, began=date(2026, 6, 1))
        for month, cells in (
            (31, levels(placard=(1, 2, 3, 10, 20))),
            (30, levels(placard=(1, 2, 3, 9, 9), kiosk=(1, 0, 2, 9, 9))),
        ):
            last = date(2026, 8 if month == 31 else 9, month)
            book.close(*here, "", last, overall(2, 3, 5, 30, 30))
            book.close(*here, "mode", last, cells)
        session.commit()
    text = look(cast)
    assert "1: từ tháng 9/2026: thêm hình thức “Máy tính bảng tại chỗ”." in text


def test_the_office_and_the_deciding_unit_are_kept_apart(app: Flask, cast: Cast) -> None:
    province = cast.province
    write(app, province, own=overall(2, 3, 15, 60, 120))
    fields = list(province.fields.values())
    counts = {"received": 300, "returned": 300, "early": 100, "on_time": 150, "late": 50, "month": date(2026, 9, 1)}
    with open_session(app.extensions["engine"], Scope.system("dossiers for a test")) as session:
        for field, received, decided in ((0, "19330", "19330"), (1, "19330", "461"), (2, "19333", "19330")):
            session.add(
                DossierCount(unit_id=province.units[received], office_id=province.offices[received],
                             decided_by=province.units[decided], field_id=fields[field], **counts)
            )  # fmt: skip  # one row, one line of thought
        session.commit()
    text = look(cast)
    assert "Trong 600 hồ sơ do đơn vị giải quyết" in text
    assert "Trong 600 hồ sơ trả tại Bộ phận Một cửa, 300 (50,0 %) do đơn vị khác giải quyết: theo sổ hồ sơ" in text
    assert "300 hồ sơ do đơn vị giải quyết được tiếp nhận ở 1 nơi khác." in text


def test_the_place_among_like_units_needs_five_of_them(app: Flask, cast: Cast) -> None:
    write(app, cast.province, own=overall(2, 3, 15, 60, 120))
    text = look(cast)
    assert "So với 1 xã, phường, thị trấn đã có kết quả Chưa đủ năm đơn vị cùng loại có kết quả để so." in text


def test_a_unit_with_one_answer_says_that_it_waits(app: Flask, cast: Cast) -> None:
    province = cast.province
    with open_session(app.extensions["engine"], Scope.system("a tally for a test")) as session:
        unit, office = province.units["19330"], province.offices["19330"]
        write_tally(session, unit_id=unit, office_id=office, day=date(2026, 11, 3), counts=(0, 0, 0, 0, 1))
        session.commit()
    text = look(cast, "")
    assert "Chưa đủ phiếu mới để công bố" in text
    assert "100 %" not in text


def test_a_unit_merged_within_the_period_keeps_its_page(app: Flask, cast: Cast) -> None:
    province = cast.province
    write(app, province, own=overall(2, 3, 15, 60, 120), kind=levels(person=(1, 2, 10, 20, 30)))
    with open_session(app.extensions["engine"], Scope.system("a merger for a test")) as session:
        ended = update(UnitVersion).where(UnitVersion.unit_id == province.units["19330"])
        session.execute(ended.values(valid_to=date(2026, 8, 15)))
        into = {"to_id": province.units["19333"], "kind": "merge", "on": date(2026, 8, 15)}
        session.add(UnitSuccession(from_id=province.units["19330"], **into))
        session.commit()
    text = look(cast, who="chi")
    assert "90,0 %" in text
    after = "UBND phường 1 (sáp nhập từ 15/8/2026)"
    assert f"Sau đơn vị này: {after}." in text
    assert "Sau đơn vị này" not in look(cast, who="chi", unit="19333")
    with open_session(app.extensions["engine"], Scope.system("made by the merger")) as session:
        began = update(UnitVersion).where(UnitVersion.unit_id == province.units["19333"])
        session.execute(began.values(valid_from=date(2026, 8, 15)))
        session.commit()
    assert "Trước đơn vị này: UBND phường Đông Giang (sáp nhập từ 15/8/2026)." in look(cast, who="chi", unit="19333")
    assert "UBND phường Đông Giang" in look(cast, who="chi", unit="461")
    assert "Chưa có phiếu nào được công bố" in look(cast, "?ky=quy-4-2026", who="chi")


def test_an_office_of_one_officer_is_told_so(app: Flask, cast: Cast) -> None:
    province = cast.province
    write(app, province, own=overall(2, 3, 15, 60, 120))
    with open_session(app.extensions["engine"], Scope.system("officers leave for a test")) as session:
        others = province.officers["19330"][1:]
        session.execute(update(Posting).where(Posting.officer_id.in_(others)).values(valid_to=date(2026, 6, 1)))
        session.commit()
    assert "số liệu gần như của một người" in look(cast)


@pytest.mark.parametrize("query", ["?ky=nam-2025", "?ky=thang-1-2025", "?ky=2025-01_2025-03"])
def test_before_the_first_answer_there_is_a_sentence(query: str, app: Flask, cast: Cast) -> None:
    write(app, cast.province, own=overall(2, 3, 15, 60, 120))
    assert "Chưa có phiếu nào được công bố trong kỳ này" in look(cast, query)
    assert "Chưa có phiếu nào được công bố trong kỳ này" in look(cast, query, who="chi", unit="QT")
    assert "Trong kỳ này đơn vị không có Bộ phận tiếp nhận và trả kết quả" in look(cast, "?ky=nam-2020")
