"""A complaint counts once two people have verified it as true; an officer sees that, and never who said it."""

from datetime import date, datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from config import ZONE
from khaosat.access import Everything, Scope, ScopedSession, open_session
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.models.complaint import OfficerComplaint
from khaosat.models.event import Event
from khaosat.policy import READS, Realm, Role
from khaosat.services import complaints
from khaosat.services.acts import Actor
from khaosat.services.complaints import MOVES, Entry, Move, State
from tests.factories.people import person
from tests.factories.province import SmallProvince, small_province

NOW = datetime(2026, 11, 24, 9, tzinfo=ZONE)
DAY = date(2026, 11, 20)
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
BOOKS = frozenset({Realm.HELD, Realm.COMPLAINTS})
DESK = Scope(reads=Everything("a test"), realms=BOOKS, changes=frozenset({Realm.COMPLAINTS, Realm.AUDIT}))


@pytest.fixture
def province(engine: Engine) -> SmallProvince:
    return small_province(engine)


@pytest.fixture
def chi(engine: Engine) -> Actor:
    return Actor(person(engine, "chi", Role.AFFAIRS), "chi")


@pytest.fixture
def cuc(engine: Engine) -> Actor:
    return Actor(person(engine, "cuc", Role.AFFAIRS), "cuc")


@pytest.fixture
def complaint(engine: Engine, province: SmallProvince, chi: Actor) -> int:
    assert province
    with open_session(engine, DESK) as session:
        return complaints.enter(session, entry=an_entry(), by=chi, at=NOW)


def an_entry(**more: object) -> Entry:
    said = {"officer_key": "cc-19330-1", "day": DAY, "about": "harassment", "source": "letter", "summary": "Đòi thêm"}
    return Entry(**(said | more))  # type: ignore[arg-type]  # the fields of Entry


def counted(engine: Engine, province: SmallProvince) -> int:
    officer = province.officers["19330"][0]
    with open_session(engine, DESK) as session:
        found = complaints.verified_complaints(session, province.officers["19330"], **YEAR)
    assert set(found) == set(province.officers["19330"])
    assert all(number == 0 for one, number in found.items() if one != officer)
    return found[officer]


def decide(session: ScopedSession, move: Move, complaint: int, by: Actor) -> None:
    if move is Move.CONFIRM:
        complaints.confirm(session, complaint_id=complaint, by=by, at=NOW)
    elif move is Move.REOPEN:
        complaints.reopen(session, complaint_id=complaint, reason="xem lại", by=by, at=NOW)
    else:
        said = move is Move.SAY_TRUE
        complaints.propose(session, complaint_id=complaint, true=said, reason="đã gặp hai bên", by=by, at=NOW)


WAYS: dict[State, tuple[Move, ...]] = {
    State.RECEIVED: (),
    State.TRUE_PROPOSED: (Move.SAY_TRUE,),
    State.FALSE_PROPOSED: (Move.SAY_FALSE,),
    State.VERIFIED_TRUE: (Move.SAY_TRUE, Move.CONFIRM),
    State.VERIFIED_FALSE: (Move.SAY_FALSE, Move.CONFIRM),
}


@pytest.mark.parametrize("state", State)
def test_only_what_two_people_found_true_counts(
    engine: Engine, province: SmallProvince, complaint: int, chi: Actor, cuc: Actor, state: State
) -> None:
    for move in WAYS[state]:
        with open_session(engine, DESK) as session:
            decide(session, move, complaint, cuc if move is Move.CONFIRM else chi)
    assert counted(engine, province) == (1 if state is State.VERIFIED_TRUE else 0)
    with open_session(engine, DESK) as session:
        ((_line, stands),) = complaints.register(session, state=state).lines
        assert stands is state


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_is_in_the_table_or_refused(
    engine: Engine, complaint: int, chi: Actor, cuc: Actor, state: State, move: Move
) -> None:
    for before in WAYS[state]:
        with open_session(engine, DESK) as session:
            decide(session, before, complaint, cuc if before is Move.CONFIRM else chi)
    with open_session(engine, DESK) as session:
        if (state, move) in MOVES:
            decide(session, move, complaint, cuc)
            assert complaints.state_of(session.get_one(OfficerComplaint, complaint)) is MOVES[state, move]
        else:
            with pytest.raises(ConflictFailure):
                decide(session, move, complaint, cuc)


def test_one_person_alone_verifies_nothing(engine: Engine, province: SmallProvince, complaint: int, chi: Actor) -> None:
    with open_session(engine, DESK) as session:
        decide(session, Move.SAY_TRUE, complaint, chi)
        with pytest.raises(ConflictFailure):
            decide(session, Move.CONFIRM, complaint, chi)
    assert counted(engine, province) == 0
    with open_session(engine, DESK) as session:
        row = session.get_one(OfficerComplaint, complaint)
        row.confirmed_by, row.confirmed_at = chi.account_id, NOW
        with pytest.raises(IntegrityError):
            session.flush()


def test_a_verdict_that_proved_wrong_is_taken_back_with_a_reason_and_leaves_its_trail(
    engine: Engine, province: SmallProvince, complaint: int, chi: Actor, cuc: Actor
) -> None:
    with open_session(engine, DESK) as session:
        decide(session, Move.SAY_TRUE, complaint, chi)
        decide(session, Move.CONFIRM, complaint, cuc)
        with pytest.raises(InvalidFailure):
            complaints.reopen(session, complaint_id=complaint, reason=" ", by=chi, at=NOW)
        decide(session, Move.REOPEN, complaint, chi)
    assert counted(engine, province) == 0
    with open_session(engine, Scope.system("test")) as session:
        events = session.scalars(select(Event).where(Event.subject == f"complaint:{complaint}").order_by(Event.id))
        steps = [(event.act, event.after["state"] if event.after and "state" in event.after else None)
                 for event in events]  # fmt: skip  # one list
    assert steps == [
        ("complaints:enter", None), ("complaints:propose", "true_proposed"), ("complaints:confirm", "verified_true"),
        ("complaints:reopen", "received"),
    ]  # fmt: skip  # in their order


def test_days_outside_the_period_are_not_counted(
    engine: Engine, province: SmallProvince, complaint: int, chi: Actor, cuc: Actor
) -> None:
    with open_session(engine, DESK) as session:
        decide(session, Move.SAY_TRUE, complaint, chi)
        decide(session, Move.CONFIRM, complaint, cuc)
        officers = province.officers["19330"]
        for first, last, number in ((DAY, DAY, 1), (date(2026, 11, 21), date(2026, 12, 31), 0)):
            found = complaints.verified_complaints(session, officers, first=first, last=last)
            assert found[officers[0]] == number


def test_contact_data_is_taken_out_as_it_is_entered(engine: Engine, province: SmallProvince, chi: Actor) -> None:
    said = an_entry(summary="Ông Nguyễn Văn Tám, 0912 345 678, nói bị đòi thêm giấy")
    with open_session(engine, DESK) as session:
        made = complaints.enter(session, entry=said, by=chi, at=NOW)
        kept = session.get_one(OfficerComplaint, made).summary
    assert "0912" not in kept
    assert "Tám" not in kept
    assert "bị đòi thêm giấy" in kept
    assert province


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"officer_key": "nobody"}, "officer"), ({"day": date(2026, 11, 25)}, "day"), ({"about": "weather"}, "about"),
        ({"source": "rumour"}, "source"), ({"summary": "  "}, "summary"),
    ],
)  # fmt: skip  # one line a field
def test_what_is_wrong_is_named(
    engine: Engine, province: SmallProvince, chi: Actor, wrong: dict[str, object], field: str
) -> None:
    assert province
    with open_session(engine, DESK) as session, pytest.raises(InvalidFailure) as refused:
        complaints.enter(session, entry=an_entry(**wrong), by=chi, at=NOW)
    assert refused.value.details["field"] == field


def test_the_officer_sees_what_stands_about_them_and_nothing_else(
    engine: Engine, province: SmallProvince, complaint: int, chi: Actor, cuc: Actor
) -> None:
    first, second = province.officers["19330"][:2]

    def seen(officer: int | None) -> int:
        scope = Scope(reads=frozenset({province.units["19330"]}), realms=READS[Role.OFFICER], officer=officer)
        with open_session(engine, scope) as session:
            assert len(session.scalars(select(OfficerComplaint)).all()) == len(
                complaints.verified_about(session, officer_id=officer)
            )
            return len(complaints.verified_about(session, officer_id=officer))

    assert seen(first) == 0
    with open_session(engine, DESK) as session:
        decide(session, Move.SAY_TRUE, complaint, chi)
    assert seen(first) == 0
    with open_session(engine, DESK) as session:
        decide(session, Move.CONFIRM, complaint, cuc)
    assert (seen(first), seen(second), seen(None)) == (1, 0, 0)


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.DECIDER, Role.APPEAL, Role.ADMINISTRATOR, Role.COLLECTOR])
def test_nobody_else_has_the_register(engine: Engine, complaint: int, role: Role) -> None:
    scope = Scope(reads=Everything("a test"), realms=READS[role], officer=1)
    with open_session(engine, scope) as session:
        assert session.scalars(select(OfficerComplaint)).all() == []
    assert complaint


def test_nobody_decides_about_themself(engine: Engine, province: SmallProvince, complaint: int, chi: Actor) -> None:
    me = Scope(reads=Everything("a test"), realms=BOOKS, changes=DESK.changes, officer=province.officers["19330"][0])
    with open_session(engine, me) as session:
        with pytest.raises(ConflictFailure):
            decide(session, Move.SAY_FALSE, complaint, chi)
        with pytest.raises(ConflictFailure):
            complaints.enter(session, entry=an_entry(), by=chi, at=NOW)
        with pytest.raises(NotFoundFailure):
            decide(session, Move.SAY_FALSE, complaint + 1, chi)
