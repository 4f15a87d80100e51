"""What a tablet sends: each press once, on its own day; what is doubtful is saved, held and says why."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.response import DueDay
from khaosat.models.round import Round
from tests.web.kiosk.conftest import Device
from tests.web.log import request_log

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def test_a_press_is_an_answer_of_the_kiosk_without_any_finer_time(enrolled: Device) -> None:
    token = enrolled.draw()
    assert enrolled.send(enrolled.press(token, live=True)) == [token]
    row = enrolled.row()
    assert (row.mode, row.state, row.day, row.slot) == ("kiosk", "counted", TODAY, 36)
    assert row.placard_id == enrolled.province.placards["19330"]


def test_sent_again_and_again_it_stays_one_answer(enrolled: Device) -> None:
    press = enrolled.press(enrolled.draw())
    for _ in range(3):
        assert enrolled.send(press, press) == [press["token"]] * 2
    assert len(enrolled.book()) == 1


def test_another_face_with_the_same_token_changes_it(enrolled: Device) -> None:
    token = enrolled.draw()
    enrolled.send(enrolled.press(token, 1))
    enrolled.send(enrolled.press(token, 5))
    row = enrolled.row()
    assert (row.s01, row.changes) == (5, 1)  # type: ignore[attr-defined]  # columns set in a loop


def test_an_answer_of_a_closed_day_enters_that_day_and_has_it_settled_anew(enrolled: Device) -> None:
    token = enrolled.draw()
    enrolled.clock.moment += 5 * DAY
    assert enrolled.send(enrolled.press(token)) == [token]
    row = enrolled.row()
    assert (row.day, row.slot, row.state) == (TODAY, 36, "counted")
    with open_session(enrolled.engine, Scope.system("a test looks")) as session:
        assert list(session.scalars(select(DueDay.day))) == [TODAY]


def test_an_answer_older_than_seven_days_is_held(enrolled: Device) -> None:
    tokens = enrolled.state(2)["tokens"]
    enrolled.clock.moment += 8 * DAY
    enrolled.send(enrolled.press(tokens[0]), enrolled.press(tokens[1], day=TODAY + DAY))
    assert [(row.day, row.state, row.held_reason) for row in enrolled.book()] == [
        (TODAY, "held", "offline_late"), (TODAY + DAY, "counted", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "sure", "stored", "state"),
    [
        (TODAY + DAY, True, TODAY + DAY, "counted"),
        (TODAY + 3 * DAY, True, TODAY + 2 * DAY, "held"),  # a day to come
        (TODAY - DAY, True, TODAY, "held"),  # before its token was drawn
        (TODAY, False, TODAY, "held"),  # the tablet lost count, and it may have been any day since
        (TODAY + 2 * DAY, False, TODAY + 2 * DAY, "counted"),  # it lost count, but no later day is possible
    ],
)
def test_a_day_the_server_cannot_believe_is_brought_within_bounds_and_held(
    enrolled: Device,
    said: date,
    sure: bool,  # noqa: FBT001  a row of the table above
    stored: date,
    state: str,
) -> None:
    token = enrolled.draw()
    enrolled.clock.moment += 2 * DAY
    assert enrolled.send(enrolled.press(token, day=said, sure=sure)) == [token]
    row = enrolled.row()
    assert (row.day, row.state) == (stored, state)
    assert row.held_reason == ("offline_day" if state == "held" else None)


def test_another_face_for_a_closed_day_is_acknowledged_and_the_first_stands(enrolled: Device) -> None:
    token = enrolled.draw()
    enrolled.send(enrolled.press(token, 2))
    enrolled.clock.moment += 3 * DAY
    assert enrolled.send(enrolled.press(token, 5)) == [token]
    assert enrolled.row().s01 == 2  # type: ignore[attr-defined]  # columns set in a loop


def test_an_answer_after_the_round_has_ended_is_held_on_a_day_of_the_round(enrolled: Device) -> None:
    token = enrolled.draw()
    with open_session(enrolled.engine, Scope.system("the round ends")) as session:
        session.execute(update(Round).values(ends_on=TODAY))
        session.commit()
    enrolled.clock.moment += 2 * DAY
    assert enrolled.state() == enrolled.state() | {"asks": False, "tokens": []}
    assert enrolled.send(enrolled.press(token, day=TODAY + DAY)) == [token]
    row = enrolled.row()
    assert (row.day, row.held_reason) == (TODAY, "offline_day")


def test_a_revoked_tablet_and_a_stranger_are_believed_and_held(enrolled: Device) -> None:
    tokens = enrolled.state(2)["tokens"]
    enrolled.end()
    assert enrolled.send(enrolled.press(tokens[0])) == [tokens[0]]
    enrolled.client = enrolled.app.test_client()
    assert enrolled.send(enrolled.press(tokens[1])) == [tokens[1]]
    assert [row.held_reason for row in enrolled.book()] == ["kiosk_revoked"] * 2


def test_presses_within_five_seconds_are_held_and_those_kept_offline_are_not(enrolled: Device) -> None:
    first, second, third, fourth = enrolled.state(4)["tokens"]
    enrolled.send(enrolled.press(first, live=True))
    enrolled.send(enrolled.press(first, 3, live=True), enrolled.press(second, live=True))
    enrolled.send(enrolled.press(third), enrolled.press(fourth))
    assert sorted(str(row.held_reason) for row in enrolled.book()) == ["None", "None", "None", "kiosk_fast"]


def test_what_is_no_answer_stays_with_the_tablet_and_stops_nothing(enrolled: Device) -> None:
    good, other = enrolled.state(2)["tokens"]
    foreign = enrolled.app.test_client().get(f"/p/{enrolled.province.codes['19357']}")
    stolen = foreign.text.split('name="t" value="')[1].split('"')[0]
    wrong = [
        enrolled.press("forged"), enrolled.press(stolen), enrolled.press(other, 6),
        enrolled.press(other) | {"score": True},
        enrolled.press(other, slot=96), enrolled.press(other, slot=1e400), enrolled.press(other, language="xx"),
        enrolled.press(other, language=["vi"]), {}, {"token": good}, 7, None,
    ]  # fmt: skip
    assert enrolled.send(*wrong, enrolled.press(good)) == [good]
    assert len(enrolled.book()) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b'{"answers": 1}', b"{", b"\xff", b'{"answers": [' + b"0," * 50 + b"0]}"])
def test_a_body_that_is_none_is_refused_without_a_trace(enrolled: Device, body: bytes) -> None:
    sent = enrolled.client.post(f"{enrolled.address}/phieu", data=body, content_type="application/json")
    assert sent.status_code == 400
    assert "Traceback" not in sent.text


def test_the_day_is_decided_where_the_office_is(enrolled: Device) -> None:
    enrolled.clock.moment = datetime(2026, 11, 22, 23, 59, tzinfo=ZONE)
    said = enrolled.state()
    assert (said["day"], said["second"]) == ("2026-11-22", 86_340)


def test_a_tablet_gets_no_more_tokens_than_it_may_hold(enrolled: Device) -> None:
    tokens = enrolled.state(100_000)["tokens"]
    assert len(set(tokens)) == len(tokens) == 200
    assert enrolled.state(-3)["tokens"] == []


def test_the_request_log_knows_nothing_of_the_tablet(enrolled: Device) -> None:
    with request_log() as lines:
        enrolled.client.get(enrolled.address)
        enrolled.send(enrolled.press(enrolled.draw()))
        enrolled.client.get("/cong-khai")
    assert [line.get("endpoint") for line in lines if "endpoint" in line] == ["public.home"]


def test_only_the_own_origin_may_frame_the_tablet_s_page(enrolled: Device) -> None:
    policy = enrolled.client.get(enrolled.address).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
