"""What each kind of bad input gets: a plain page in the chosen language, what was typed kept, never a trace."""

from datetime import date, datetime
from traceback import format_exception

import pytest
from sqlalchemy import text, update
from structlog.testing import capture_logs

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.db import Base
from khaosat.models.office import Office
from khaosat.models.placard import Placard
from khaosat.models.round import Round
from khaosat.models.unit import UnitSuccession
from khaosat.services.acts import Actor
from khaosat.services.codes import with_check
from khaosat.services.placards import replace, revoke
from tests.web.citizen.conftest import Citizen, named, words
from tests.web.quality import page

AT = datetime(2026, 11, 21, 8, 0, tzinfo=ZONE)
BY = Actor(None, "test")


def _set(citizen: Citizen, model: type[Base], where: object, **values: object) -> None:
    with open_session(citizen.engine, Scope.system("test")) as session:
        session.execute(update(model).where(where).values(**values))  # type: ignore[arg-type]  # a condition
        session.commit()


@pytest.fixture
def code(citizen: Citizen) -> str:
    """A code with a fitting check, as the product makes them."""
    made = with_check("QT7K2A")
    _set(citizen, Placard, Placard.code == citizen.code, code=made)
    citizen.code = made
    return made


def test_a_mistyped_code_is_answered_with_the_code_that_was_meant(citizen: Citizen, code: str) -> None:
    for typed in (code[:2] + "3" + code[3:], code[1:], code + "X", code[0] + code[2] + code[1] + code[3:]):
        shown = citizen.get(f"/p/{typed}")
        assert code in words(shown, 404)
        assert named(page(shown, 404), "ma") == [typed]


@pytest.mark.parametrize("typed", ["QT99999", "%00", "%ff%fe", "a" * 3000, "..", "<script>", "P"])
def test_an_unknown_code_offers_to_type_it_again(citizen: Citizen, typed: str) -> None:
    assert "Không có bảng mã này" in words(citizen.get(f"/p/{typed}"), 404)


def test_a_typed_code_leads_to_its_page_and_a_mistyped_one_comes_back(citizen: Citizen, code: str) -> None:
    spaced = f" {code[:3].lower()} {code[3:]} "
    assert citizen.post("/p", {"ma": spaced}).headers["Location"] == f"/p/{code}"
    assert citizen.post("/p", {"ma": code, "lang": "en"}).headers["Location"] == f"/p/{code}?lang=en"
    shown = citizen.post("/p", {"ma": code[:-1] + "?"})
    assert named(page(shown, 404), "ma") == [code[:-1] + "?"]
    assert "Nhập mã trên bảng" in words(citizen.post("/p", {"ma": "  "}))
    assert "Nhập mã trên bảng" in words(citizen.get("/P"))


def test_a_replaced_placard_shows_the_new_one_s_page_with_a_notice(citizen: Citizen) -> None:
    with open_session(citizen.engine, Scope.system("test")) as session:
        new = replace(session, code=citizen.code, reason="ướt", by=BY, at=AT)
        newest = replace(session, code=new, reason="rách", by=BY, at=AT)
    shown = citizen.scan()
    assert "đã được thay bằng bảng mới" in words(shown)
    assert f'action="/p/{newest}/cham"' in shown.text


def test_a_page_opened_before_its_placard_was_replaced_still_saves(citizen: Citizen) -> None:
    citizen.scan()
    with open_session(citizen.engine, Scope.system("test")) as session:
        replace(session, code=citizen.code, reason="ướt", by=BY, at=AT)
    words(citizen.tap(4))
    words(citizen.tell(q__OF=3))
    assert (citizen.row().s01, citizen.row().s02) == (4, 3)  # type: ignore[attr-defined]  # made in a loop


def test_a_revoked_placard_is_noticed_at_once_and_leads_nowhere_where_nothing_follows(citizen: Citizen) -> None:
    citizen.scan()
    with open_session(citizen.engine, Scope.system("test")) as session:
        revoke(session, code=citizen.code, reason="giả", by=BY, at=AT)
    assert "không còn dùng" in words(citizen.scan(), 410)
    assert "không còn dùng" in words(citizen.tap(4), 410)
    assert citizen.book() == []


def test_a_placard_of_a_merged_unit_leads_to_the_unit_that_followed(citizen: Citizen) -> None:
    units, codes = citizen.province.units, citizen.province.codes
    with open_session(citizen.engine, Scope.system("test")) as session:
        revoke(session, code=citizen.code, reason="sáp nhập", by=BY, at=AT)
        session.add(UnitSuccession(from_id=units["19330"], to_id=units["con-co"], kind="merge", on=date(2026, 7, 1)))
        session.add(UnitSuccession(from_id=units["con-co"], to_id=units["19333"], kind="merge", on=date(2026, 8, 1)))
        session.commit()
    shown = citizen.scan()
    assert "nay do nơi sau tiếp nhận" in words(shown, 410)
    assert f'href="/p/{codes["19333"]}"' in shown.text


def test_a_succession_still_to_come_leads_nowhere_yet(citizen: Citizen) -> None:
    units = citizen.province.units
    with open_session(citizen.engine, Scope.system("test")) as session:
        revoke(session, code=citizen.code, reason="sáp nhập", by=BY, at=AT)
        session.add(UnitSuccession(from_id=units["19330"], to_id=units["19333"], kind="merge", on=date(2027, 7, 1)))
        session.commit()
    assert "chưa có bảng mã mới" in words(citizen.scan(), 410)


def test_the_placard_of_a_closed_office_is_out_of_use(citizen: Citizen) -> None:
    citizen.forget()
    _set(citizen, Office, Office.id == citizen.province.offices["19330"], closed_on=date(2026, 11, 22))
    words(citizen.scan(), 410)


def test_a_closed_round_is_told_before_and_after_the_tap(citizen: Citizen) -> None:
    citizen.scan()
    _set(citizen, Round, Round.standing, ends_on=date(2026, 11, 21))
    citizen.forget()
    assert "đã kết thúc" in words(citizen.scan(), 409)
    assert "đã kết thúc" in words(citizen.tap(4), 409)


@pytest.mark.parametrize(
    "form",
    [{"t": "x", "comment": "a" * 70_000}, {f"f{number}": "x" for number in range(101)}],
    ids=["too many bytes", "too many fields"],
)
def test_a_huge_form_gets_a_plain_page(citizen: Citizen, form: dict[str, str]) -> None:
    for path in (f"/p/{citizen.code}/cham", f"/p/{citizen.code}/xong", "/bien-nhan", "/p"):
        shown = citizen.post(f"{path}?lang=en", dict(form))
        assert page(shown, 413).get("lang") == "en"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"t=%ff%fe&diem=%80", "application/x-www-form-urlencoded"),
        (b'{"diem": 5}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "text/plain"),
        (b"diem=5&diem=1&t=" + b"%" * 50, "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
def test_a_broken_body_asks_again(citizen: Citizen, body: bytes, kind: str) -> None:
    for path in ("cham", "them", "xong"):
        shown = citizen.app.test_client().post(f"/p/{citizen.code}/{path}", data=body, content_type=kind)
        words(shown, 422)
    assert citizen.book() == []


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/p/QT22256"), ("PUT", "/p/QT22256/cham"), ("GET", "/p/a/b/c/d")]
)
def test_what_the_pages_do_not_do_is_refused_in_their_own_clothes(citizen: Citizen, method: str, path: str) -> None:
    shown = citizen.app.test_client().open(path, method=method)
    assert shown.status_code in {404, 405}
    assert "<style>" in shown.text
    page(shown, shown.status_code)
    assert "style-src 'sha256-" in shown.headers["Content-Security-Policy"]


def test_an_error_of_ours_shows_no_trace_and_logs_neither_code_nor_token(citizen: Citizen) -> None:
    citizen.scan()
    with citizen.engine.begin() as connection:
        connection.execute(text("DROP TABLE responses"))
    with capture_logs() as lines:
        shown = citizen.tap(3)
    assert "Có lỗi phía máy chủ" in words(shown, 500)
    assert "Traceback" not in shown.text
    (line,) = [line for line in lines if line["event"] == "unexpected"]
    logged = f"{line}" + "".join(format_exception(line["exc_info"]))
    assert "no such table: responses" in logged
    assert citizen.code not in logged
    assert citizen.token not in logged


def test_a_visit_leaves_no_line_in_the_log(citizen: Citizen) -> None:
    citizen.scan()
    citizen.tap(3)  # the first one asks what is remembered afterwards
    with capture_logs() as lines:
        citizen.scan()
        citizen.tap(3)
        citizen.tell(q__OF=3)
        citizen.get("/p/UNKNOWN")
    assert lines == []
