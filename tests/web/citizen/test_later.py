"""The optional rest: two short pages, all of it may be left out, each keeps what it was given."""

from datetime import datetime

import pytest
from sqlalchemy import delete, update

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.officer import Roster
from khaosat.models.placard import Placard
from khaosat.services.tokens import Token
from tests.conftest import StillClock
from tests.factories.province import SmallProvince
from tests.web.citizen.conftest import Citizen, named, token_in, words
from tests.web.quality import page, statements


@pytest.fixture
def answered(citizen: Citizen) -> Citizen:
    """A citizen who has just touched 'Không hài lòng'."""
    citizen.scan()
    citizen.tap(2)
    return citizen


def test_the_day_s_officers_are_offered_with_their_desks_and_not_saying_comes_first(answered: Citizen) -> None:
    tree = page(answered.tap(2))
    choices = [("".join(option.itertext()), option.get("value")) for option in tree.iter("option")]
    officers = answered.province.officers["19330"]
    assert choices[0] == ("Không nhớ / không muốn nói", "")
    assert sorted(int(value or 0) for _, value in choices[1:]) == sorted(officers)
    assert choices[1][0] == "Công chức mẫu 19330-2 (quầy 1)"
    assert named(tree, "q-OF") == ["5", "4", "3", "2", "1"]


def test_without_a_roster_those_posted_that_day_are_offered(answered: Citizen, province: SmallProvince) -> None:
    with open_session(answered.engine, Scope.system("test")) as session:
        session.execute(delete(Roster).where(Roster.office_id == province.offices["19330"]))
        session.commit()
    answered.forget()
    said = words(answered.tap(2))
    assert "Công chức mẫu 19330-1" in said
    assert "quầy" not in said


def test_a_placard_of_one_counter_offers_that_counter_s_officers(citizen: Citizen, province: SmallProvince) -> None:
    with open_session(citizen.engine, Scope.system("test")) as session:
        counter = province.counters["19330"][1]
        session.execute(update(Placard).where(Placard.code == citizen.code).values(counter_id=counter))
        session.commit()
    assert "Quầy 2" in words(citizen.scan())
    after = citizen.tap(4)
    assert len(list(page(after).iter("option"))) == 3  # two of three sit at desk 2, and not saying
    assert citizen.row().field_id == province.fields["kinh-doanh"]  # the only field of that desk: nobody is asked
    assert named(page(citizen.tell()), "field_id") == []


def test_the_first_page_keeps_officer_and_item_and_asks_for_the_rest(answered: Citizen) -> None:
    officer = answered.province.officers["19330"][0]
    tree = page(answered.tell(officer_id=officer, q__OF=1))
    assert (answered.row().officer_id, answered.row().s02) == (officer, 1)  # type: ignore[attr-defined]  # s02 is made in a loop
    assert {"q-A", "q-B", "q-C", "q-D", "q-E", "field_id", "trips", "punctuality", "kind", "comment", "demanded"} <= {
        str(element.get("name")) for element in tree.iter()
    }


def test_reasons_are_asked_for_where_the_rating_is_low_and_only_there(answered: Citizen) -> None:
    assert "Điều gì chưa được?" in words(answered.tell())
    answered.tap(4)
    assert "Điều gì chưa được?" not in words(answered.tell())


def test_the_second_page_fills_the_same_answer_and_thanks_with_the_receipt(answered: Citizen) -> None:
    field = answered.province.fields["ho-tich"]
    said = words(
        answered.tell(
            last=True, q__A=4, q__E=0, field_id=field, trips=3, punctuality="late", kind="business",
            reasons=["waiting", "late"], comment="Chờ hai tiếng", demanded=1, q__B="",
        )
    )  # fmt: skip  # one form
    assert "Cảm ơn Ông/Bà" in said
    assert answered.receipt() in said
    row = answered.row()
    assert [getattr(row, name) for name in ("s01", "s02", "s03", "s04", "s07")] == [2, None, 4, None, 0]
    assert (row.field_id, row.trips, row.punctuality, row.kind) == (field, 3, "late", "business")
    assert (row.reasons, row.comment, row.demanded, row.watched) == (["waiting", "late"], "Chờ hai tiếng", True, None)


def test_leaving_after_any_page_keeps_what_was_given(answered: Citizen) -> None:
    answered.tell(q__OF=5)
    assert (answered.row().s01, answered.row().s02, answered.row().comment) == (2, 5, None)  # type: ignore[attr-defined]  # made in a loop
    answered.tell(last=True, comment="Một câu")
    assert (answered.row().s01, answered.row().s02, answered.row().comment) == (2, 5, "Một câu")  # type: ignore[attr-defined]  # made in a loop


def test_a_page_sent_empty_is_fine_and_a_page_sent_again_is_put_right(answered: Citizen) -> None:
    words(answered.tell())
    words(answered.tell(last=True, comment="", trips=2))
    words(answered.tell(last=True, comment="", trips=""))
    assert (answered.row().trips, answered.row().comment) == (None, None)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("rất " * 300, "dài quá 1.000"),
        ("chuông\x07kêu", "ký tự không đọc được"),
        ("h\ufffdng", "chữ bị hỏng"),
    ],
)
def test_a_comment_that_cannot_be_taken_comes_back_and_the_rest_is_kept(
    answered: Citizen, typed: str, told: str
) -> None:
    back = answered.tell(last=True, comment=typed, q__A=3, trips=2)
    assert told in words(back, 422)
    tree = page(back, 422)
    text = tree.find(".//textarea")
    assert text is not None
    assert (text.text or "").strip()
    assert (answered.row().comment, answered.row().s03, answered.row().trips) == (None, 3, 2)  # type: ignore[attr-defined]  # made in a loop
    chosen = [option.get("value") for option in tree.iter("option") if option.get("selected") is not None]
    assert chosen == ["3", "2"]


def test_letters_broken_on_the_way_are_told_too(answered: Citizen) -> None:
    body = f"t={answered.token}&comment=h%F4ng&trips=2".encode()
    kind = "application/x-www-form-urlencoded"
    back = answered.app.test_client().post(f"/p/{answered.code}/xong", data=body, content_type=kind)
    assert "chữ bị hỏng" in words(back, 422)
    assert (answered.row().comment, answered.row().trips) == (None, 2)


@pytest.mark.parametrize("form", [{"q__A": "9"}, {"officer_id": "999999"}, {"officer_id": "x"}, {"kind": "bank"},
                                  {"q__A": "0"}, {"trips": "12"}])  # fmt: skip  # a table
def test_a_choice_that_was_never_offered_asks_to_choose_again(answered: Citizen, form: dict[str, str]) -> None:
    assert "xin chọn lại" in words(answered.tell(last=True, comment="Giữ lấy", **form), 422)
    assert "Giữ lấy" in answered.tell(last=True, comment="Giữ lấy", **form).text


def test_a_token_without_answer_or_not_ours_brings_the_faces_back(citizen: Citizen) -> None:
    citizen.scan()
    assert named(page(citizen.tell(q__OF=3), 422), "diem") == ["5", "4", "3", "2", "1"]
    citizen.tap(3)
    citizen.token = "nonsense"  # noqa: S105  no token at all
    assert "Xin chạm lại một lần nữa" in words(citizen.tell(q__OF=3), 422)
    assert citizen.row().s02 is None  # type: ignore[attr-defined]  # made in a loop


def test_after_the_day_has_closed_nothing_changes_and_what_was_written_is_handed_back(
    answered: Citizen, clock: StillClock
) -> None:
    clock.moment = datetime(2026, 11, 24, 0, 0, tzinfo=ZONE)
    said = words(answered.tell(last=True, comment="Một điều nữa"), 409)
    assert "khoá sổ" in said
    assert "Một điều nữa" in said
    assert answered.row().comment is None


def test_a_withdrawn_answer_takes_nothing_more(answered: Citizen) -> None:
    answered.post("/bien-nhan", {"ma": answered.receipt(), "rut": 1})
    assert "không nhận thêm nữa" in words(answered.tell(last=True, comment="Lại"), 409)


def test_only_the_random_share_is_asked_whether_somebody_looked_on(
    answered: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asks in (True, False):
        monkeypatch.setattr(Token, "asks_if_watched", asks)
        shown = answered.tell()
        assert ("watched" in {str(element.get("name")) for element in page(shown).iter()}) is asks
        assert "chỉ Sở Nội vụ và Thanh tra xem" in words(shown)
    answered.tell(last=True, comment="", watched=1)
    assert answered.row().watched is True
    answered.tell(last=True, comment="", watched="")
    assert answered.row().watched is True  # not saying now takes nothing back


def test_every_page_carries_the_same_token(answered: Citizen) -> None:
    assert token_in(answered.tell()) == answered.token


def test_a_later_page_is_few_statements(answered: Citizen) -> None:
    with statements(answered.engine) as said:
        answered.tell(q__OF=3)
    kinds = [statement.split()[0] for statement in said]
    assert kinds.count("UPDATE") == 1
    assert len(kinds) <= 7
