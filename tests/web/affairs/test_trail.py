"""The inspector reads the audit trail and the sealed list, and changes neither."""

from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

from flask import Flask

from khaosat import services
from khaosat.access import Scope, open_session
from khaosat.models.event import Event
from khaosat.models.seal import SealEntry
from khaosat.services.acts import ACTS
from khaosat.web import texts_audit
from tests.cast import Cast
from tests.web.quality import page, statements, text_of


def write(cast: Cast, *rows: object) -> None:
    with open_session(cast.app.extensions["engine"], Scope.system("what was done before the test")) as session:
        session.add_all(rows)
        session.commit()


def event(cast: Cast, number: int) -> Event:
    return Event(
        at=cast.clock.now() - timedelta(minutes=number),
        act="placards:revoke" if number % 2 else "grants:grant",
        actor_id=None,
        actor=f"người {number}",
        subject=f"placard:QT{number:05d}",
        before={"revoked_at": None, "reason": None},
        after={"revoked_at": "2026-11-22", "reason": "<b>Rách</b>", "told": [1, 2], "by_hand": True},
    )


def test_the_trail_shows_before_and_after_newest_first_and_goes_by_pages(cast: Cast) -> None:
    write(cast, *(event(cast, number) for number in range(120)))
    giang = cast.browser("giang")
    with statements(cast.app.extensions["engine"]) as seen:
        first = text_of(page(giang.get("/thi-dua/nhat-ky")))
    assert len(seen) <= 8, seen
    assert "QT00000" in first
    assert "QT00050" not in first
    assert "<b>Rách</b>" in first, "escaped, not obeyed"
    assert "Trang 1 / 3" in first
    assert "QT00119" in text_of(page(giang.get("/thi-dua/nhat-ky?trang=3")))
    assert "QT00119" in text_of(page(giang.get("/thi-dua/nhat-ky?trang=99")))


def test_the_trail_is_narrowed_by_act_and_by_name_and_the_pages_keep_it(cast: Cast) -> None:
    write(cast, *(event(cast, number) for number in range(120)))
    giang = cast.browser("giang")
    tree = page(giang.get("/thi-dua/nhat-ky?viec=placards:revoke"))
    assert "Trao vai trò" not in "".join("".join(item.itertext()) for item in tree.iter("ol"))
    following = next(link.get("href", "") for link in tree.iter("a") if link.get("rel") == "next")
    assert "viec=placards" in following
    assert "1 dòng" in text_of(page(giang.get("/thi-dua/nhat-ky?tim=QT00007")))
    assert "Không có dòng nào" in text_of(page(giang.get("/thi-dua/nhat-ky?tim=%25")))


def test_the_sealed_list_is_read_by_internal_affairs_and_the_inspector(cast: Cast) -> None:
    for name in ("chi", "giang"):
        assert "Chưa có ngày nào" in text_of(page(cast.browser(name).get("/thi-dua/niem-phong")))
    day = cast.clock.now().date() - timedelta(days=3)
    digest = bytes(range(32))
    write(
        cast,
        SealEntry(sequence=1, day=day, revision=1, answers=12, withdrawn=1, root=digest, previous=digest,
                  digest=digest, signature=bytes(64), sealed_at=cast.clock.now()),
    )  # fmt: skip  # one entry, one line of thought
    text = text_of(page(cast.browser("giang").get("/thi-dua/niem-phong")))
    assert digest.hex() in text
    assert "19/11/2026" in text


def test_the_trail_is_not_there_for_anybody_else(cast: Cast) -> None:
    for name in ("chi", "an", "dung", "thu"):
        assert cast.browser(name).get("/thi-dua/nhat-ky").status_code == 404


def test_every_act_has_words_and_every_value_reads_well(app: Flask) -> None:
    for module in iter_modules(services.__path__):
        import_module(f"khaosat.services.{module.name}")
    with app.test_request_context():
        wordless = [name for name in ACTS if not name.startswith("tests:") and texts_audit.act(name) == name]
        assert wordless == []
        assert texts_audit.subject("account:lan") == "tài khoản lan"
        assert texts_audit.subject("something") == "something"
        read = [texts_audit.value(one) for one in (None, True, [1, "affairs"], {"a": None}, "2026-11-22", "Rách")]
        assert read == ["–", "có", "1, Sở Nội vụ", "a: –", "22/11/2026", "Rách"]
        assert texts_audit.value("2026-11-22T09:00:00+07:00") == "22/11/2026 09:00"
