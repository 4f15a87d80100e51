"""Print orders: made by the job, read again, kept a day, and only for who asked."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine

from config import ZONE, Settings
from khaosat.access import Everything, Scope, open_session
from khaosat.documents import KINDS, read_pdf
from khaosat.documents.slip_sheets import A_SHEET
from khaosat.errors import NotFoundFailure
from khaosat.jobs import print_orders, printing
from khaosat.jobs.print_orders import Order, State
from khaosat.policy import Realm
from khaosat.services import placards, slips
from khaosat.services.acts import Actor
from khaosat.services.printing import SHEETS, SLIPS_A_SHEET, Pack, Slips, Wanted
from tests.conftest import StillClock
from tests.factories.province import SmallProvince, small_province

ROOT = Path(__file__).parents[2]
BY = Actor(None, "dung")
KEEPER = Scope(writes=Everything("administration"), changes=frozenset({Realm.CATALOGUE, Realm.AUDIT}))


@pytest.fixture
def made(sqlite_engine: Engine) -> SmallProvince:
    return small_province(sqlite_engine)


class Shop:
    """A printing shop on a fresh province."""

    def __init__(self, engine: Engine, clock: StillClock, settings: Settings) -> None:
        self.engine, self.clock, self.settings = engine, clock, settings

    def lay(self, wanted: Wanted) -> Order:
        return print_orders.lay(self.settings, account_id=1, needs="door", wanted=wanted, at=self.clock.now())

    def make(self, order: Order) -> State:
        return printing.make(order, engine=self.engine, clock=self.clock, settings=self.settings)

    def content(self, order: Order) -> bytes:
        return print_orders.file_of(self.settings, order).read_bytes()


@pytest.fixture
def shop(sqlite_engine: Engine, clock: StillClock, settings: Settings, made: SmallProvince) -> Shop:
    assert made.codes
    return Shop(sqlite_engine, clock, settings)


def address(code: str) -> str:
    return f"http://KHAOSAT.EXAMPLE/P/{code}"


def test_the_words_of_orders_are_those_of_the_sheets() -> None:
    assert (SHEETS, SLIPS_A_SHEET) == (KINDS, A_SHEET)


def test_a_pack_says_what_the_rows_say_and_how_far_it_was(
    shop: Shop, made: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[State] = []
    keep = print_orders.say

    def say(settings: Settings, order: Order, state: State) -> None:
        said.append(state)
        keep(settings, order, state)

    monkeypatch.setattr(print_orders, "say", say)
    monkeypatch.setattr(printing, "OFTEN", -1)
    order = shop.lay(Pack(tuple(made.codes.values())))
    assert print_orders.state(shop.settings, order) == State("waiting")
    assert shop.make(order) == State("done") == print_orders.state(shop.settings, order)
    pages = list(read_pdf(shop.content(order)))
    assert sorted(set(pages)) == sorted({(address(code),) * times for code in made.codes.values() for times in (1, 2)})
    assert [one.done for one in said] == [0, *range(1, 19), 0]
    assert said[-2] == State("working", 18, 18)


def test_pictures_come_in_a_zip_by_office(shop: Shop, made: SmallProvince) -> None:
    code = made.codes["19330"]
    for form in ("svg", "png"):
        order = shop.lay(Pack((code,), ("a5", "desk"), form))
        assert (shop.make(order).name, order.extension) == ("done", "zip")
        names = ZipFile(BytesIO(shop.content(order))).namelist()
        assert names == [f"19330/{code}-a5.{form}", f"19330/{code}-desk.{form}"]


def test_slips_are_fresh_and_count_at_their_office_and_field(shop: Shop, made: SmallProvince) -> None:
    wanted = Slips("19330", "ho-tich", 2)
    first, second = shop.lay(wanted), shop.lay(wanted)
    assert (shop.make(first).name, shop.make(second).name) == ("done", "done")
    printed = [text for order in (first, second) for page in read_pdf(shop.content(order), many=True) for text in page]
    carried = [text.removeprefix(address(made.codes["19330"]) + "/") for text in printed]
    assert len(set(carried)) == 48
    (key,) = [bytes.fromhex(line) for line in (shop.settings.keys / "slips.keys").read_text().split()]
    assert {slips.verify([key], one, office_key="19330", field_keys=made.fields) for one in carried} == {"ho-tich"}
    told = "".join(file.read_text() for file in (shop.settings.instance / "prints").rglob("*.json"))
    assert not any(one in told for one in carried), "what a slip says stands on paper alone"


def test_a_placard_taken_down_since_is_not_handed_out(shop: Shop, made: SmallProvince) -> None:
    order = shop.lay(Pack((made.codes["19330"], made.codes["461"])))
    with open_session(shop.engine, KEEPER) as session:
        placards.revoke(session, code=made.codes["461"], reason="x", by=BY, at=shop.clock.now())
    assert shop.make(order) == State("failed", reason="changed")
    assert not print_orders.file_of(shop.settings, order).exists()


def test_a_placard_taken_down_while_it_is_printed_is_not_handed_out_either(
    shop: Shop, made: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khaosat.documents import placard_pack  # noqa: PLC0415  typst only where something is printed

    pack = placard_pack.pack

    def slow(*what: object, **how: object) -> bytes:
        with open_session(shop.engine, KEEPER) as session:
            placards.replace(session, code=made.codes["19330"], reason="x", by=BY, at=shop.clock.now())
        return pack(*what, **how)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(placard_pack, "pack", slow)
    order = shop.lay(Pack((made.codes["19330"],)))
    assert shop.make(order) == State("failed", reason="changed")
    assert not print_orders.file_of(shop.settings, order).exists()


def test_a_sheet_that_says_something_else_is_never_handed_out(
    shop: Shop, made: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khaosat.documents import placards as sheets  # noqa: PLC0415  as above

    drawn = sheets.drawn_code
    monkeypatch.setattr(sheets, "drawn_code", lambda text: drawn(text[:-1] + "Z") | {"address": text})
    order = shop.lay(Pack((made.codes["19330"],)))
    assert shop.make(order) == State("failed", reason="failed")
    assert not print_orders.file_of(shop.settings, order).exists()


def test_an_order_lives_for_a_day_and_its_folder_is_nobody_elses(shop: Shop, made: SmallProvince) -> None:
    order = shop.lay(Pack((made.codes["19330"],), ("a5",)))
    shop.make(order)
    folder = print_orders.file_of(shop.settings, order).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert print_orders.read(shop.settings, order.id) == order
    assert print_orders.remove_old(shop.settings, now=shop.clock.now() + timedelta(hours=23)) == 0
    assert print_orders.remove_old(shop.settings, now=shop.clock.now() + timedelta(hours=25)) == 1
    assert not folder.exists()
    for known in (order.id, "../keys", "0" * 31, ""):
        with pytest.raises(NotFoundFailure):
            print_orders.read(shop.settings, known)


def test_what_a_worker_left_half_done_is_said_to_have_failed(shop: Shop, made: SmallProvince) -> None:
    begun, waiting = (shop.lay(Pack((made.codes["19330"],))) for _ in range(2))
    print_orders.say(shop.settings, begun, State("working", 1, 3))
    assert print_orders.give_up_begun(shop.settings) == 1
    states = [print_orders.state(shop.settings, order) for order in (begun, waiting)]
    assert states == [State("failed", reason="interrupted"), State("waiting")]


def test_the_worker_prints_what_the_web_laid(shop: Shop, made: SmallProvince) -> None:
    shop.clock.moment = datetime.now(ZONE)  # the worker's own: an older order would be removed
    order = shop.lay(Pack((made.codes["19330"],)))
    printing.send(order.id, settings=shop.settings)
    environment = {
        "INSTANCE": str(shop.settings.instance),
        "DATABASE_URL": shop.engine.url.render_as_string(),
        "PUBLIC_URL": shop.settings.public_url,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as worker:
        try:
            for _ in range(300):
                if print_orders.state(shop.settings, order).ended or worker.poll() is not None:
                    break
                time.sleep(0.1)
        finally:
            worker.terminate()
        _out, said = worker.communicate(timeout=30)
    assert print_orders.state(shop.settings, order) == State("done"), said
    assert made.codes["19330"] not in said, "no code beside a time in the log"
    assert next(read_pdf(shop.content(order))) == (address(made.codes["19330"]),)


def test_the_oldest_orders_of_an_account_make_room_and_the_worker_passes_over_them(
    shop: Shop, made: SmallProvince, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_orders, "MOST_KEPT", 2)
    laid = []
    for _ in range(4):
        laid.append(shop.lay(Pack((made.codes["19330"],), ("a5",))))
        shop.clock.moment += timedelta(minutes=1)
    kept = [order for order, _ in print_orders.of_account(shop.settings, account_id=1, needs="door")]
    assert kept == [laid[3], laid[2]]
    jobs = printing.queue(shop.settings, immediate=True)
    work = partial(printing.work, engine=shop.engine, clock=shop.clock, settings=shop.settings)
    send = printing.task(jobs, work)
    for order in laid:
        send(order.id)
    jobs.storage.close()
    assert [print_orders.state(shop.settings, order).name for order in laid] == ["waiting", "waiting", "done", "done"]


def test_an_order_of_slips_is_read_back_as_it_was_laid(shop: Shop) -> None:
    order = shop.lay(Slips("19330", "ho-tich", 3))
    assert print_orders.read(shop.settings, order.id) == order
    assert json.loads((shop.settings.instance / "prints" / order.id / "order.json").read_text())["kind"] == "slips"
    assert print_orders.of_account(shop.settings, account_id=2, needs="door") == []
    assert print_orders.of_account(shop.settings, account_id=1, needs="another") == []
    ((only, state),) = print_orders.of_account(shop.settings, account_id=1, needs="door")
    assert (only, state) == (replace(order), State("waiting"))
