"""Whoever is an officer as well: the staff side tells them nothing of their own file that `/cua-toi` does not."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from khaosat.access import Scope, open_session
from khaosat.models.appraisal import AppraisalStep
from khaosat.policy import GRANTS, Permission, Role
from khaosat.queries.appraisals import file_of
from khaosat.web.audience import NEEDS
from khaosat.web.guard import OPEN_FILES
from tests.cast import Cast
from tests.factories.appraisal import YEAR, an_open_year
from tests.factories.people import person
from tests.web.appraisal.test_moves import at, send
from tests.web.appraisal.test_papers import PAPERS, taken, words_of
from tests.web.quality import page, text_of

OWN, OTHER = "cc-19330-1", "cc-19330-2"
NOT_TOLD = "lý do chưa ai được đọc"
WAY: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("an", "de-nghi", {"class": "completed", "reason": NOT_TOLD}), ("chi", "tra-lai", {"reason": NOT_TOLD}),
    ("an", "de-nghi", {"class": "good"}), ("chi", "tham-dinh", {}),
    ("duc", "quyet-dinh", {"class": "not_completed", "reason": NOT_TOLD}), ("cuc", "dong-ky", {}),
)  # fmt: skip  # in order
STAFF = {
    "affairs": (Role.AFFAIRS, Role.OFFICER), "head": (Role.UNIT_HEAD, Role.OFFICER),
    "inspector": (Role.INSPECTOR, Role.OFFICER), "decider": (Role.DECIDER, Role.OFFICER),
}  # fmt: skip  # a table
COUNTS_ALL = {"appraisal.signing"}  # how many files of the whole year stand where, named by nobody
ANEW = {"account.enrol"}  # a secret of its own at each look


@pytest.fixture
def year(app: Flask, cast: Cast) -> Cast:
    """A year in which another file has gone the whole way, and people of two roles whose own file is still drafted."""
    app.config["WTF_CSRF_ENABLED"] = False
    engine = app.extensions["engine"]
    an_open_year(engine, cast.province)
    unit, officer = cast.province.units["19330"], cast.province.officers["19330"][0]
    for name, roles in STAFF.items():
        cast.accounts[name] = person(engine, name, *roles, unit_id=unit, officer_id=officer)
    for name, door, data in WAY:
        send(cast, name, at(OTHER, door), dict(data))
    return cast


def _addresses(app: Flask, name: str, method: str, *, about_one: bool = False) -> list[str]:
    """The addresses of a year, of an officer or of nothing in particular that this person may open."""
    may = frozenset().union(*(GRANTS[role] for role in STAFF[name])) - {Permission.PUBLIC}
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_FILES | COUNTS_ALL | ANEW or NEEDS[rule.endpoint] not in may:
            continue
        fits = "officer_key" in rule.arguments if about_one else rule.arguments <= {"year", "officer_key"}
        if fits and method in (rule.methods or set()):
            built = rule.build({one: {"year": YEAR, "officer_key": OWN}.get(one, 1) for one in rule.arguments})
            found += [built[1]] if built else []
    return sorted(found)


@pytest.mark.parametrize("name", STAFF)
def test_no_staff_page_tells_how_far_the_own_file_is(name: str, app: Flask, year: Cast) -> None:
    addresses = [*_addresses(app, name, "GET"), f"/thi-dua/{YEAR}/viec?viec=verify", f"/thi-dua/{YEAR}/viec?viec=tell",
                 f"/thi-dua/{YEAR}/ky?trang-thai=decided"]  # fmt: skip  # a list
    assert at(OWN) in addresses
    browser = year.browser(name)

    def shown(address: str) -> bytes:
        return re.sub(rb'name="csrf_token" value="[^"]*"', b"", browser.get(address).data)

    before = {address: shown(address) for address in addresses}
    for who, door, data in WAY:
        send(year, who, at(OWN, door), dict(data))
        told = [address for address in addresses if shown(address) != before[address]]
        assert told == [], f"after {door}"
    assert NOT_TOLD in browser.get(at(OTHER)).text, "the way of others is read as ever"
    send(year, "chi", at(OWN, "thong-bao"))
    assert NOT_TOLD in text_of(page(browser.get(at(OWN)))), "and the own one once it is told"


@pytest.mark.parametrize("name", ["affairs", "head"])
def test_no_document_tells_it_and_each_says_that_it_is_open(name: str, year: Cast) -> None:
    browser, unit = year.browser(name), "19330"
    page(browser.get(PAPERS))
    names = ("to-trinh.docx", "danh-sach.docx", "phu-luc.docx", *(("bao-cao.docx",) if name == "affairs" else ()))

    def texts() -> dict[str, str]:
        return {one: words_of(taken(browser, one, unit)) for one in names}

    before = texts()
    for who, door, data in WAY:
        send(year, who, at(OWN, door), dict(data))
        assert texts() == before, f"after {door}"
    assert all("cần người khác lập bản đầy đủ" in text for text in before.values())
    full = words_of(taken(year.browser("chi"), "danh-sach.docx", unit))
    assert "cần người khác lập bản đầy đủ" not in full


@pytest.mark.parametrize("name", STAFF)
def test_no_staff_door_moves_the_own_file(name: str, app: Flask, year: Cast) -> None:
    engine = app.extensions["engine"]

    def stands() -> tuple[object, ...]:
        with open_session(engine, Scope.system("a look").reading()) as session:
            filed = file_of(session, year=YEAR, officer_key=OWN)
            assert filed is not None
            kept, steps = filed.file, select(func.count()).select_from(AppraisalStep)
            number = session.scalar(steps.where(AppraisalStep.appraisal_id == kept.id))
            return kept.state, kept.unit_id, kept.components, kept.standing, kept.proposed_class, number

    doors = [one for one in _addresses(app, name, "POST", about_one=True) if "/ho-so/" in one]
    form = {"class": "excellent", "reason": "cho tôi", "unit": "19357", "officer": OWN, "seen": "0"}
    for who, door, data in (None, None, {}), *WAY:
        if who and door:
            send(year, who, at(OWN, door), dict(data))
        before = stands()
        said = {
            re.sub(r"\s+", " ", year.browser(name).post(one, data=form, follow_redirects=True).text) for one in doors
        }
        assert stands() == before, f"after {door}"
        assert not any("vừa có người khác xử lý" in one for one in said), "which would tell how far it is"


def test_own_points_are_brought_in_by_somebody_else(year: Cast) -> None:
    import io  # noqa: PLC0415  a file is sent here alone

    def sent(name: str, rows: str) -> str:
        file = (io.BytesIO(f"officer_key,general,tasks,disciplined\n{rows}\n".encode()), "a.csv")
        answer = year.browser(name).post(
            f"/thi-dua/{YEAR}/thanh-phan", data={"file": file, "act": "import"}, content_type="multipart/form-data"
        )
        return answer.text

    assert "hồ sơ của chính Ông/Bà" in sent("affairs", f"{OWN},30,65,no")
    assert "hồ sơ của chính Ông/Bà" not in sent("affairs", f"{OWN},24,62,no"), "what stands already is no change"
    assert "hồ sơ của chính Ông/Bà" not in sent("chi", f"{OWN},30,65,no")
