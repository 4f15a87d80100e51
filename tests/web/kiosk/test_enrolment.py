"""A tablet is enrolled by a code that is good once and for half an hour, and ended at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from khaosat.models.kiosk import Kiosk
from khaosat.models.placard import Placard
from tests.cast import Cast
from tests.web.desk import post, seen_by
from tests.web.kiosk.conftest import Device
from tests.web.quality import page, text_of


def test_a_code_typed_at_its_placard_enrols_the_tablet(device: Device) -> None:
    assert "Ghi danh máy" in text_of(page(device.client.get(device.address)))
    code = device.invite()
    spelled = f" {code[:4].lower()}-{code[4:]} "
    assert device.enrol(spelled).location == device.address
    shown = device.client.get(device.address)
    tree = page(shown)
    assert len([button for button in tree.iter("button") if button.get("value")]) == 5
    assert device.state()["enrolled"] is True


def test_the_cookie_is_the_tablet_s_alone_and_only_its_digest_is_kept(device: Device) -> None:
    header = device.enrol(device.invite()).headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/kiosk/", "SameSite=Strict"} <= {part.strip() for part in header.split(";")}
    secret = header.split("=", 1)[1].split(";")[0]
    with open_session(device.engine, Scope.system("a test looks")) as session:
        (row,) = session.scalars(select(Kiosk))
    assert row.code_digest is None
    assert secret.encode() not in (row.cookie_digest or b"")
    assert len(row.cookie_digest or b"") == 32


def test_a_code_is_good_once_for_half_an_hour_and_at_its_own_placard(device: Device) -> None:
    code = device.invite()
    device.enrol(code)
    assert "Mã không đúng" in text_of(
        page(device.app.test_client().post(f"{device.address}/ghi-danh", data={"code": code}), 422)
    )
    assert device.enrol(device.invite("19357")).status_code == 422
    late = device.invite()
    device.clock.moment += timedelta(minutes=30)
    assert device.enrol(late).status_code == 422
    ended = device.invite()
    device.end()
    assert device.enrol(ended).status_code == 422
    assert device.enrol("").status_code == 422


def test_a_code_of_no_placard_is_a_page_that_does_not_exist(device: Device) -> None:
    assert "Không tìm thấy" in text_of(page(device.client.get("/kiosk/NOPE"), 404))
    assert device.client.get("/kiosk/NOPE/trang-thai").status_code == 404
    assert device.client.get(device.address.lower()).status_code == 200


def test_a_revoked_tablet_shows_no_faces_and_gets_no_tokens(enrolled: Device) -> None:
    enrolled.end()
    assert enrolled.state() == {"enrolled": False, "day": "2026-11-22", "second": 9 * 3600}
    assert "không còn được ghi danh" in text_of(page(enrolled.client.get(enrolled.address)))


def test_a_tablet_falls_with_its_placard(enrolled: Device) -> None:
    with open_session(enrolled.engine, Scope.system("a keeper")) as session:
        session.execute(update(Placard).where(Placard.code == enrolled.code).values(revoked_at=enrolled.clock.now()))
        session.commit()
    assert "đã được gỡ" in text_of(page(enrolled.client.get(enrolled.address), 410))
    assert enrolled.state()["enrolled"] is False


def test_a_cookie_of_one_placard_opens_no_other(enrolled: Device) -> None:
    other = enrolled.province.codes["19357"]
    assert enrolled.client.get(f"/kiosk/{other}/trang-thai").get_json()["enrolled"] is False


def test_enrolling_and_ending_stand_in_the_trail(enrolled: Device) -> None:
    enrolled.end()
    with open_session(enrolled.engine, Scope.system("a test looks")) as session:
        found = [(event.act, event.actor) for event in session.scalars(select(Event).order_by(Event.id))]
    assert found == [("kiosks:invite", "a test"), ("kiosks:enrol", "kiosk"), ("kiosks:revoke", "a test")]


def test_a_unit_s_head_keeps_their_own_tablets_and_no_others(cast: Cast, device: Device) -> None:
    an = cast.browser("an")
    own, foreign = cast.province.codes["19330"], cast.province.codes["19357"]
    shown = text_of(page(post(an, f"/ket-qua/bang-ma/{own}/kiosk", {})))
    code = next(word for word in shown.split() if len(word) == 11 and word[4] == word[9] == "-")
    assert device.enrol(code).status_code == 303
    assert "đang dùng" in text_of(page(an.get(f"/ket-qua/bang-ma/{own}/kiosk")))
    kiosk_id = 1
    assert post(an, f"/ket-qua/bang-ma/{own}/kiosk/{kiosk_id}/thu-hoi", {}).status_code == 302
    assert device.state()["enrolled"] is False
    assert an.get(f"/ket-qua/bang-ma/{foreign}/kiosk").status_code == 404
    assert post(an, f"/ket-qua/bang-ma/{foreign}/kiosk", {}).status_code == 404
    assert (
        post(an, f"/ket-qua/bang-ma/{foreign}/gio", {"opens": "07:00", "closes": "17:00", "days": "0"}).status_code
        == 404
    )
    ha = cast.browser("ha")
    assert post(ha, f"/ket-qua/bang-ma/{foreign}/kiosk/{kiosk_id}/thu-hoi", {}).status_code == 404


def test_hours_are_said_by_office_and_reach_its_tablets(cast: Cast, enrolled: Device) -> None:
    assert enrolled.state()["hours"] == {"opens": 24, "closes": 76, "days": 127}
    dung, address = cast.browser("dung"), f"/quan-tri/bang-ma/{enrolled.code}"
    wanted = {"opens": "07:30", "closes": "17:00", "days": ["0", "1", "2", "3", "4"]}
    assert post(dung, f"{address}/gio", wanted).status_code == 302
    assert enrolled.state()["hours"] == {"opens": 30, "closes": 68, "days": 31}
    for wrong in (
        {"opens": "17:00", "closes": "07:00", "days": "0"},
        {"opens": "x"},
        {"opens": "07:00", "closes": "08:00"},
    ):
        post(dung, f"{address}/gio", wrong)
    assert enrolled.state()["hours"]["opens"] == 30
    with seen_by(cast) as session:
        (event,) = session.scalars(select(Event).where(Event.act == "offices:set_hours"))
    assert (event.actor, event.subject) == ("dung", "office:19330")


@pytest.mark.parametrize(
    "values", [{"cookie_digest": b"x"}, {"enrolled_at": None, "cookie_digest": b"x", "code_digest": None}]
)
def test_the_database_knows_what_a_tablet_is(device: Device, values: dict[str, object]) -> None:
    device.invite()
    with open_session(device.engine, Scope.system("a fault")) as session, pytest.raises(IntegrityError):
        session.execute(update(Kiosk).values(**values))
