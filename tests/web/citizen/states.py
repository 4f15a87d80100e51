"""Every page of the citizen's in every state, as the program answers it: empty, filled, wrong, over, done.

`test_states.py` sees to it that no route and no template of theirs is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import update
from werkzeug.test import TestResponse

from khaosat.access import Scope, open_session
from khaosat.models.round import Round
from khaosat.models.unit import UnitSuccession
from khaosat.services import cases, placards, settling
from khaosat.services.acts import Actor
from tests.conftest import StillClock
from tests.web.citizen.conftest import Citizen

BY = Actor(None, "a test")
FORGED, TWICE = "forged", {"retry": 1}
OPERATOR = {"operator": "Agency A", "operator_contact": "a@agency.example", "legal_basis": "Plan 7"}


@dataclass(frozen=True)
class State:
    """A page in one state: what was shown, and how it is called in a test's report."""

    name: str
    shown: TestResponse

    @property
    def is_page(self) -> bool:
        """Whether it is a page, and no file and no way on to another."""
        return self.shown.mimetype == "text/html" and self.shown.status_code // 100 != 3


@dataclass
class Walk:
    """Somebody who sees every page in one language."""

    citizen: Citizen
    clock: StillClock
    language: str

    def get(self, path: str) -> TestResponse:
        return self.citizen.get(f"{path}{'&' if '?' in path else '?'}lang={self.language}")

    def post(self, path: str, **form: object) -> TestResponse:
        sent = {name.replace("__", "-"): value for name, value in form.items()}
        return self.citizen.post(path, {"lang": self.language, **sent})

    def at(self, last: str, **form: object) -> TestResponse:
        """Send a page of the visit that is under way."""
        return self.post(f"/p/{self.citizen.code}/{last}", t=self.citizen.token, **form)

    def tapped(self, score: int) -> TestResponse:
        self.citizen.scan(self.language)
        return self.at("cham", diem=score)

    def receipt(self, score: int = 4) -> str:
        self.tapped(score)
        return self.citizen.receipt()


def states(citizen: Citizen, clock: StillClock, language: str) -> Iterator[State]:
    """Yield every state; those that change the place or the day come last."""
    walk = Walk(citizen, clock, language)
    for part in (_doors, _faces, _rest, _receipts, _taken_down, _later_days):
        for name, shown in part(walk):
            yield State(f"{part.__name__[1:]}: {name} ({language})", shown)


def _doors(walk: Walk) -> Iterator[tuple[str, TestResponse]]:
    code = walk.citizen.code
    yield "front", walk.get("/")
    yield "type a code", walk.get("/p")
    yield "type a code in capitals", walk.get("/P")
    yield "nothing typed", walk.post("/p")
    yield "typed", walk.post("/p", ma=code)
    yield "mistyped", walk.post("/p", ma=code[:-1] + "?")
    yield "unknown", walk.get("/p/UNKNOWN")
    yield "no such page", walk.get(f"/p/{code}/a/b")
    yield "notice", walk.get("/thong-tin")
    settings = walk.citizen.app.config["SETTINGS"]
    walk.citizen.app.config["SETTINGS"] = replace(settings, **OPERATOR)
    yield "notice of a placard, operator named", walk.get(f"/p/{code}/thong-tin")
    walk.citizen.app.config["SETTINGS"] = settings


def _faces(walk: Walk) -> Iterator[tuple[str, TestResponse]]:
    code = walk.citizen.code
    for capital in ("p", "P"):
        yield f"scanned {capital}", walk.get(f"/{capital}/{code}")
        yield f"with a slip {capital}", walk.get(f"/{capital}/{code}/AAAABBBBCCCCDDDD")
    yield "an unreadable slip", walk.get(f"/p/{code}/{'!' * 20}")
    walk.citizen.scan(walk.language)
    yield "forged", walk.post(f"/p/{code}/cham", t=FORGED, diem=2)
    yield "no face", walk.at("cham")
    yield "rated well", walk.tapped(5)
    yield "rated badly, a slip that does not fit", walk.at("cham", diem=1, phieu="AAAABBBBCCCCDDDD")


def _rest(walk: Walk) -> Iterator[tuple[str, TestResponse]]:
    walk.tapped(1)
    yield "low", walk.at("them", q__OF=2)
    yield "too long", walk.at("xong", comment="a " * 600, reasons="waiting")
    yield "a letter that is none", walk.at("xong", comment="a\x00b", demanded=1)
    yield "not on offer", walk.at("xong", comment="a", trips=9)
    broken = f"lang={walk.language}&t={walk.citizen.token}&comment=h%F4ng".encode()
    how = {"data": broken, "content_type": "application/x-www-form-urlencoded"}
    yield "broken letters", walk.citizen.app.test_client().post(f"/p/{walk.citizen.code}/xong", **how)
    yield (
        "a megabyte",
        walk.citizen.post(f"/p/{walk.citizen.code}/xong?lang={walk.language}", {"comment": "a" * 1_000_000}),
    )
    yield "thanks", walk.at("xong", comment="Fine", demanded=1)
    yield "thanks, a slip that does not fit", walk.at("xong", comment="Fine", phieu="AAAABBBBCCCCDDDD")
    yield "forged", walk.post(f"/p/{walk.citizen.code}/them", t=FORGED)
    asked = None
    while asked is None:  # one page in twenty
        walk.tapped(4)
        shown = walk.at("them")
        asked = shown if 'name="watched"' in shown.text else None
    yield "asked whether somebody watched", asked
    walk.post("/bien-nhan", ma=walk.citizen.receipt(), rut=1)
    yield "rated after it was withdrawn", walk.at("cham", diem=5)
    yield "told after it was withdrawn", walk.at("them", q__OF=5)


def _receipts(walk: Walk) -> Iterator[tuple[str, TestResponse]]:
    code = walk.receipt()
    wish = {"ma": code, "hoi": 1, "loi": "When?", "lien-he": "12 Main Street", "dong-y": 1}
    yield "empty", walk.get("/bien-nhan")
    for name, typed in (("unknown", "AAAA-AAAA-AAAA-AAAAA"), ("short", "AAAA"), ("mistyped", code[:-1] + "0")):
        yield name, walk.post("/bien-nhan", ma=typed)
    yield "open", walk.post("/bien-nhan", ma=code)
    yield "changed", walk.post("/bien-nhan", ma=code, diem=2)
    yield "no face", walk.post("/bien-nhan", ma=code, diem="x")
    yield "asked without consent", walk.post("/bien-nhan", **{**wish, "dong-y": ""})
    yield "asked", walk.post("/bien-nhan", **wish)
    with open_session(walk.citizen.engine, Scope.system("the unit replies")) as session:
        (request,) = cases.of_units(session, today=walk.clock.now().date())
        cases.reply(session, case_id=request.line.id, text="On Tuesday.", by=BY, at=walk.clock.now())
    yield "replied to", walk.post("/bien-nhan", ma=code)
    yield "taken back", walk.post("/bien-nhan", **{"ma": code, "thoi-hoi": 1})
    yield "withdrawn", walk.post("/bien-nhan", ma=code, rut=1)
    yield "long withdrawn", walk.post("/bien-nhan", ma=code)


def _taken_down(walk: Walk) -> Iterator[tuple[str, TestResponse]]:
    citizen, province = walk.citizen, walk.citizen.province
    units, codes = province.units, province.codes
    with open_session(citizen.engine, Scope.system("a keeper")) as session:
        placards.replace(session, code=codes["461"], reason="torn", by=BY, at=walk.clock.now())
        for key in ("19333", "so-noi-vu"):
            placards.revoke(session, code=codes[key], reason="gone", by=BY, at=walk.clock.now())
        session.add(UnitSuccession(from_id=units["19333"], to_id=units["19357"], kind="merge", on=date(2026, 7, 1)))
        session.commit()
    yield "replaced", walk.get(f"/p/{codes['461']}")
    yield "followed by another", walk.get(f"/p/{codes['19333']}")
    yield "followed by none", walk.get(f"/p/{codes['so-noi-vu']}")


def _later_days(walk: Walk) -> Iterator[tuple[str, TestResponse]]:
    citizen, clock, code = walk.citizen, walk.clock, walk.receipt()
    clock.moment += timedelta(days=3)
    yield "closed, what was typed is handed back", walk.at("xong", comment="Too late")
    yield "a receipt waits for its seal", walk.post("/bien-nhan", ma=code)
    with open_session(citizen.engine, Scope.system("a night")) as session:
        settling.settle_due(session, now=clock.moment, keys=citizen.app.config["SETTINGS"].keys)
    yield "a receipt in the seal", walk.post("/bien-nhan", ma=code)
    yield "a receipt that cannot change", walk.post("/bien-nhan", ma=code, diem=1)
    yield "the proof", walk.post("/bien-nhan/bang-chung", ma=code)
    with open_session(citizen.engine, Scope.system("the end")) as session:
        session.execute(update(Round).where(Round.standing).values(ends_on=date(2026, 11, 23)))
        session.commit()
    citizen.forget()
    yield "the round is over", walk.get(f"/p/{citizen.code}")
