"""The same phone again at the same office: counted, held once it is improbable, refused never."""

from datetime import timedelta

from config import key_ring
from khaosat.services import slips
from tests.conftest import StillClock
from tests.web.citizen.conftest import Citizen


def test_ordinals_stand_with_the_answers_and_the_fifth_is_held(citizen: Citizen) -> None:
    for _ in range(6):
        citizen.scan()
        assert citizen.tap(5).status_code == 200
    found = sorted((row.repeat_of_day, row.state, row.held_reason) for row in citizen.book())
    assert found == [(k, "counted", None) for k in (1, 2, 3, 4)] + [(k, "held", "repeated") for k in (5, 6)]


def test_two_taps_of_one_page_and_a_retry_are_no_repeat(citizen: Citizen) -> None:
    for _ in range(4):
        citizen.scan()
        citizen.tap(5)
        citizen.tap(2)
        citizen.tap(5, retry=1)
    assert sorted(row.repeat_of_day or 0 for row in citizen.book()) == [1, 2, 3, 4]
    assert {row.state for row in citizen.book()} == {"counted"}


def test_what_is_refused_is_not_counted(citizen: Citizen) -> None:
    citizen.scan()
    for _ in range(9):
        assert citizen.post(f"/p/{citizen.code}/cham", {"t": "forged", "diem": 5}).status_code == 422
    citizen.tap(5)
    assert citizen.row().repeat_of_day == 1


def test_another_phone_another_office_and_another_day_begin_anew(citizen: Citizen, clock: StillClock) -> None:
    for agent in ("Phone A", "Phone B"):
        citizen.scan()
        citizen.post(f"/p/{citizen.code}/cham", {"t": citizen.token, "diem": 5}, headers={"User-Agent": agent})
    clock.moment += timedelta(days=1)
    citizen.scan()
    citizen.post(f"/p/{citizen.code}/cham", {"t": citizen.token, "diem": 5}, headers={"User-Agent": "Phone A"})
    assert [row.repeat_of_day for row in citizen.book()] == [1, 1, 1]


def some_slips(citizen: Citizen, count: int) -> list[str]:
    keys = key_ring(citizen.app.config["SETTINGS"].keys, slips.RING)
    return list(slips.new_slips(keys[0], office_key="19330", field_key="dat-dai", count=count))


def test_a_receipt_slip_typed_on_a_later_page_lifts_the_hold_too(citizen: Citizen) -> None:
    (good,) = some_slips(citizen, 1)
    for _ in range(5):
        citizen.scan()
        citizen.tap(5)
    for slip, state in (("2" * 16, "held"), (good, "counted")):
        citizen.tell(phieu=slip)
        assert [row.state for row in citizen.book() if row.repeat_of_day == 5] == [state]


def test_a_receipt_slip_lifts_no_other_hold(citizen: Citizen) -> None:
    citizen.scan()
    tapped = {"t": citizen.token, "diem": 5}
    citizen.post(f"/p/{citizen.code}/cham", tapped, headers={"Sec-Fetch-Site": "cross-site"})
    citizen.tell(phieu=some_slips(citizen, 1)[0])
    assert (citizen.row().verified, citizen.row().held_reason) == (True, "cross_site")


def test_a_receipt_slip_lifts_the_hold_because_it_shows_a_dossier_of_its_own(citizen: Citizen) -> None:
    for slip in some_slips(citizen, 6):
        citizen.scan()
        citizen.tap(5, phieu=slip)
    assert {row.state for row in citizen.book()} == {"counted"}
    assert sorted(row.repeat_of_day or 0 for row in citizen.book()) == [1, 2, 3, 4, 5, 6]
