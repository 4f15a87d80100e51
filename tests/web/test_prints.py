"""Printing by page: ordered, followed, fetched by who ordered it; nothing is set in the web's own process."""

from collections.abc import Iterator
from functools import partial

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from khaosat.documents import read_pdf
from khaosat.jobs import print_orders, printing
from khaosat.policy import Permission
from khaosat.queries.audit import events
from khaosat.services import placards
from khaosat.services.printing import Pack
from tests.cast import Cast
from tests.web.desk import post, seen_by
from tests.web.quality import page, text_of

ALL = {"which": "all", "kind": ["a4", "a5", "desk"], "form": "pdf"}


@pytest.fixture
def busy(cast: Cast) -> Iterator[Cast]:
    """The cast, and a worker that prints at once."""
    settings, engine = cast.app.config["SETTINGS"], cast.app.extensions["engine"]
    jobs = printing.queue(settings, immediate=True)
    work = partial(printing.work, engine=engine, clock=cast.clock, settings=settings)
    cast.app.extensions["prints"] = printing.task(jobs, work)
    yield cast
    jobs.storage.close()


def order(client: FlaskClient, address: str, **form: object) -> str:
    """Order, and return the address to follow."""
    answer = post(client, address, form)
    assert answer.status_code == 303, answer.headers["Location"]
    return str(answer.headers["Location"])


def said(answer: TestResponse) -> list[str]:
    """What each page of a PDF says."""
    assert answer.mimetype == "application/pdf"
    return [text for page_says in read_pdf(answer.data) for text in page_says]


def test_the_administrator_orders_all_a_selection_one_and_fetches_each(busy: Cast) -> None:
    dung, codes = busy.browser("dung"), busy.province.codes
    page(dung.get("/quan-tri/in"))
    everything = order(dung, "/quan-tri/in", **ALL)
    assert "đã được một chương trình khác đọc lại" in text_of(page(dung.get(everything)))
    fetched = dung.get(f"{everything}/tep")
    assert len(said(fetched)) == 6 * 4
    assert "attachment" in fetched.headers["Content-Disposition"]
    searched = order(dung, "/quan-tri/in", tim="đông giang", **ALL)
    assert set(said(dung.get(f"{searched}/tep"))) == {f"http://KHAOSAT.EXAMPLE/P/{codes['19330']}"}
    two = [codes["461"], codes["462"]]
    ticked = order(dung, "/quan-tri/in", which="ticked", code=two, kind=["a5"], form="pdf", tim="đông giang")
    assert sorted(said(dung.get(f"{ticked}/tep"))) == sorted(f"http://KHAOSAT.EXAMPLE/P/{code}" for code in two)
    assert text_of(page(dung.get("/quan-tri/in"))).count("Đã xong") == 3
    with seen_by(busy) as session:
        left = events(session, search="", act="placards:print", first=0, most=9)
        assert [one.subject for one in left] == ["placards", "office:19330", "placards"]
        assert left[-1].after == {"placards": 6, "sheets": ["a4", "a5", "desk"], "form": "pdf"}


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"which": "ticked", "kind": "a4"}, "ít nhất một bảng mã"),
        ({"which": "all"}, "ít nhất một loại tờ"),
        ({"which": "all", "kind": "a4", "form": "exe"}, "Chưa làm được"),
    ],
)
def test_an_order_for_nothing_says_what_is_missing(busy: Cast, form: dict[str, str], told: str) -> None:
    assert told in text_of(page(post(busy.browser("dung"), "/quan-tri/in", form, follow=True)))


def test_an_order_for_what_does_not_hang_is_not_found(busy: Cast) -> None:
    dung = busy.browser("dung")
    assert post(dung, "/quan-tri/in", {"which": "ticked", "code": "NOSUCH2", "kind": "a4"}).status_code == 404
    assert post(dung, "/quan-tri/in", {"which": "all", "tim": "zzz", "kind": "a4"}).status_code == 404


def test_a_unit_head_orders_own_placards_and_those_below_and_no_others(busy: Cast) -> None:
    an, codes = busy.browser("an"), busy.province.codes
    shown = text_of(page(an.get("/ket-qua/bang-ma")))
    assert codes["19330"] in shown
    assert codes["19357"] not in shown
    own = order(an, "/ket-qua/bang-ma/in", **ALL)
    assert set(said(an.get(f"{own}/tep"))) == {f"http://KHAOSAT.EXAMPLE/P/{codes['19330']}"}
    foreign = post(an, "/ket-qua/bang-ma/in", {"which": "ticked", "code": codes["19357"], "kind": "a4"})
    assert foreign.status_code == 404
    both = {"which": "ticked", "code": [codes["19330"], codes["19357"]], "kind": ["a5"]}
    assert len(said(an.get(f"{order(an, '/ket-qua/bang-ma/in', **both)}/tep"))) == 1


def test_an_order_is_fetched_by_who_laid_it_through_the_door_it_was_laid_by(busy: Cast) -> None:
    an, ha, dung = busy.browser("an"), busy.browser("ha"), busy.browser("dung")
    own = order(an, "/ket-qua/bang-ma/in", **ALL)
    for address in (own, f"{own}/tep"):
        assert an.get(address).status_code == 200
        assert ha.get(address).status_code == 404
        assert dung.get(address).status_code == 404
        assert dung.get(address.replace("/ket-qua/bang-ma/in", "/quan-tri/in")).status_code == 404


def test_an_order_is_not_fetched_through_another_door_even_by_who_laid_it(busy: Cast) -> None:
    dung, settings = busy.browser("dung"), busy.app.config["SETTINGS"]
    account, wanted = busy.account("dung"), Pack((busy.province.codes["461"],))
    own, other = (
        print_orders.lay(settings, account_id=account, needs=needs, wanted=wanted, at=busy.clock.now())
        for needs in (Permission.ADMIN_PLACARDS, Permission.UNIT_PLACARDS)
    )
    assert dung.get(f"/quan-tri/in/{own.id}").status_code == 200
    assert dung.get(f"/quan-tri/in/{other.id}").status_code == 404


def test_an_order_that_waits_is_shown_waiting_and_gives_no_file(cast: Cast) -> None:
    dung = cast.browser("dung")
    waits = order(dung, "/quan-tri/in", **ALL)
    shown = dung.get(waits)
    assert "Đang chờ in" in text_of(page(shown))
    assert f'<a href="{waits}">' in shown.text, "without scripts a link looks again"
    assert dung.get(f"{waits}/tep").status_code == 404


def test_slips_are_ordered_by_the_administrator_alone_and_counted_in_the_trail(busy: Cast) -> None:
    dung = busy.browser("dung")
    page(dung.get("/quan-tri/mot-cua/19330"))
    address = "/quan-tri/mot-cua/19330/in-phieu"
    made = order(dung, address, field="ho-tich", sheets="2")
    fetched = dung.get(f"{made}/tep")
    assert "phieu-19330.pdf" in fetched.headers["Content-Disposition"]
    assert len([text for one in read_pdf(fetched.data, many=True) for text in one]) == 24
    with seen_by(busy) as session:
        (left,) = events(session, search="", act="slips:print", first=0, most=9)
        assert (left.subject, left.after) == ("office:19330", {"field": "ho-tich", "printed_slips": 24})
    for field, sheets, told in (
        ("x", 1, "không làm lĩnh vực"),
        ("ho-tich", 51, "từ 1 đến 50"),
        ("ho-tich", "x", "từ 1"),
    ):
        assert told in text_of(page(post(dung, address, {"field": field, "sheets": sheets}, follow=True)))
    assert post(dung, "/quan-tri/mot-cua/nowhere/in-phieu", {"field": "ho-tich", "sheets": 1}).status_code == 404


def test_each_counter_without_a_placard_gets_one_and_its_sheets_name_it(busy: Cast) -> None:
    dung = busy.browser("dung")
    address = "/quan-tri/mot-cua/19330/bang-ma-quay"
    assert "cho từng quầy" in text_of(page(post(dung, address, {}, follow=True)))
    with seen_by(busy) as session:
        hang = placards.hanging(session, day=busy.clock.now().date(), office_key="19330")
    assert [line.counter_number for line in hang] == [None, "1", "2"]
    assert "có bảng mã rồi" in text_of(page(post(dung, address, {}, follow=True)))
    made = order(dung, "/quan-tri/in", tim="19330", **ALL)
    assert len(set(said(dung.get(f"{made}/tep")))) == 3
