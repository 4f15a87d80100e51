"""Receipt slips: what the makers of other software are told is what we check, and each slip counts once."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, inspect, select, text

from khaosat.access import Scope, open_session
from khaosat.errors import InvalidFailure, NotFoundFailure
from khaosat.models.office import CounterField
from khaosat.models.slip import SpentSlip
from khaosat.services import slips
from khaosat.services.codes import ALPHABET
from khaosat.services.slips import UNVERIFIED, Carried, Desk, Verdict
from tests.factories.province import small_province

PAGE = (Path(__file__).parents[2] / "docs/slips.md").read_text(encoding="utf-8")
K2 = bytes(range(32, 64))
OLD = bytes(range(64, 96))
VECTORS = [tuple(re.findall(r"`([^`]+)`", line)) for line in PAGE.splitlines() if re.match(r"\| `[^`]+` \| `\d", line)]
DESK = Desk("19330", {"dat-dai": 1, "ho-tich": 2, "kinh-doanh": 3})
CITIZEN = Scope.citizen(1, uuid4())


def a_slip(field: str = "ho-tich", office: str = "19330", key: bytes = K2) -> str:
    (made,) = slips.new_slips(key, office_key=office, field_key=field, count=1)
    return made


def spend(engine: Engine, slip: str, *, keep: bool = True) -> Verdict:
    with open_session(engine, CITIZEN) as session:
        verdict = slips.check_and_spend(session, Carried(slip, DESK, (K2, OLD)))
        if keep:
            session.commit()
        return verdict


def test_the_page_for_other_makers_gives_seven_vectors_and_a_program_that_makes_them() -> None:
    program: dict[str, object] = {}
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(source, program)  # noqa: S102  our own page, to be held to its word
    make = program["slip"]
    assert len(VECTORS) == 7
    assert callable(make)
    assert [make(bytes(range(32)), K2, *vector[:4]) for vector in VECTORS] == [vector[4] for vector in VECTORS]


@pytest.mark.parametrize("vector", VECTORS)
def test_we_accept_what_other_makers_print(vector: tuple[str, ...]) -> None:
    _dossier, _date, office, field, slip = vector
    others = ["dat-dai", "ho-tich", "kinh-doanh"]
    assert slips.verify([K2], slip, office_key=office, field_keys=others) == field
    assert slips.verify([OLD, K2], slip, office_key=office, field_keys=others) == field
    assert slips.verify([OLD], slip, office_key=office, field_keys=others) is None
    assert slips.verify([K2], slip, office_key=f"{office}0", field_keys=others) is None
    assert slips.verify([K2], slip, office_key=office, field_keys=set(others) - {field}) is None


def test_a_reprint_is_the_same_code_and_another_field_is_the_same_dossier() -> None:
    first, reprint, other_field, *others = (vector[4] for vector in VECTORS)
    assert first == reprint
    assert slips.spent_digest(first) == slips.spent_digest(other_field)
    assert len({slips.spent_digest(slip) for slip in [first, *others]}) == 5


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 15), st.sampled_from(ALPHABET))
def test_no_mistyped_character_is_taken_for_another_slip(place: int, letter: str) -> None:
    slip = VECTORS[0][4]
    wrong = slip[:place] + letter + slip[place + 1 :]
    fits = slips.verify([K2], wrong, office_key="19330", field_keys=DESK.fields)
    assert (fits == "ho-tich") is (wrong == slip)


def test_slips_that_we_print_belong_to_no_dossier_and_differ() -> None:
    made = slips.new_slips(K2, office_key="19330", field_key="ho-tich", count=200)
    assert len({slip[: slips.ID_LENGTH] for slip in made}) == 200
    assert {slips.verify([K2], slip, office_key="19330", field_keys=DESK.fields) for slip in made} == {"ho-tich"}
    assert {slip for slip in made if slips.typed(slip) == slip} == set(made)


@pytest.mark.parametrize("key", ["", "a|b"])
def test_a_key_that_could_be_read_in_two_ways_is_refused(key: str) -> None:
    with pytest.raises(InvalidFailure):
        slips.tag_of(K2, slip_id="2" * 10, office_key=key, field_key="ho-tich")
    with pytest.raises(InvalidFailure):
        slips.tag_of(K2, slip_id="2" * 10, office_key="19330", field_key=key)


@pytest.mark.parametrize("wrong", ["", "0" * 16, "2" * 15, "2" * 17, "Xin chào, tôi có mã!", "2" * 16, "\0" * 16])
def test_what_cannot_be_a_slip_is_unverified_and_spends_nothing(sqlite_engine: Engine, wrong: str) -> None:
    assert spend(sqlite_engine, wrong) == UNVERIFIED
    with open_session(sqlite_engine, Scope.system("test")) as session:
        assert session.scalars(select(SpentSlip)).all() == []


def test_a_slip_counts_once_however_it_is_typed(engine: Engine) -> None:
    slip = a_slip()
    spaced = " ".join(slip[start : start + 4] for start in range(0, 16, 4)).lower()
    assert spend(engine, spaced) == Verdict(verified=True, field_id=2)
    assert spend(engine, slip) == UNVERIFIED


def test_two_fields_of_one_dossier_count_once(sqlite_engine: Engine) -> None:
    slip_id = VECTORS[0][4][: slips.ID_LENGTH]
    both = [slips.slip_of(K2, slip_id=slip_id, office_key="19330", field_key=f) for f in ("dat-dai", "ho-tich")]
    assert [spend(sqlite_engine, slip).verified for slip in both] == [True, False]


def test_a_slip_spent_under_an_older_key_stays_spent_after_the_key_changed(sqlite_engine: Engine) -> None:
    slip_id = a_slip()[: slips.ID_LENGTH]
    both = [slips.slip_of(key, slip_id=slip_id, office_key="19330", field_key="ho-tich") for key in (OLD, K2)]
    assert [spend(sqlite_engine, slip).verified for slip in both] == [True, False]


def test_an_answer_that_was_not_kept_does_not_use_its_slip_up(engine: Engine) -> None:
    slip = a_slip("dat-dai")
    assert spend(engine, slip, keep=False).verified
    assert spend(engine, slip) == Verdict(verified=True, field_id=1)


def test_a_spent_slip_leaves_the_rest_of_the_transaction_alone(engine: Engine) -> None:
    spent, fresh = a_slip(), a_slip()
    assert spend(engine, spent).verified
    with open_session(engine, CITIZEN) as session:
        verdicts = [slips.check_and_spend(session, Carried(slip, DESK, (K2,))).verified for slip in (fresh, spent)]
        session.commit()
    assert verdicts == [True, False]
    assert spend(engine, fresh) == UNVERIFIED


def test_of_eight_answers_at_once_one_is_verified(engine: Engine) -> None:
    slip, together = a_slip(), Barrier(8)

    def one(_: int) -> bool:
        together.wait(20)
        return spend(engine, slip).verified

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == [False] * 7 + [True]


def test_the_table_has_no_way_to_an_answer_an_office_or_a_moment(engine: Engine) -> None:
    inside = inspect(engine)
    assert {column["name"] for column in inside.get_columns("spent_slips")} == {"digest", "mixed"}
    assert inside.get_foreign_keys("spent_slips") == []
    pointing = [t for t in inside.get_table_names() for key in inside.get_foreign_keys(t)
                if key["referred_table"] == "spent_slips"]  # fmt: skip
    assert pointing == []


def test_rows_lie_in_the_order_of_their_digests_and_not_of_their_coming(engine: Engine) -> None:
    for _ in range(12):
        assert spend(engine, a_slip()).verified
    with open_session(engine, Scope.system("test")) as session:
        assert slips.mix_spent(session) == 12
        assert slips.mix_spent(session) == 0
        assert session.scalar(select(func.count()).select_from(SpentSlip).where(SpentSlip.mixed)) == 12
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with pytest.raises(Exception, match="no such column: rowid"):
                connection.execute(text("SELECT rowid FROM spent_slips"))
        else:
            lying = connection.execute(text("SELECT digest, xmin::text FROM spent_slips ORDER BY ctid")).all()
            assert [bytes(row[0]) for row in lying] == sorted(bytes(row[0]) for row in lying)
            assert len({row[1] for row in lying}) == 1, "one transaction wrote them all"


def test_a_slip_spent_before_mixing_stays_spent(engine: Engine) -> None:
    slip = a_slip()
    spend(engine, slip)
    with open_session(engine, Scope.system("test")) as session:
        slips.mix_spent(session)
    assert spend(engine, slip) == UNVERIFIED


def test_the_fields_are_those_of_the_offices_counters_or_all_of_them(sqlite_engine: Engine) -> None:
    province = small_province(sqlite_engine)
    with open_session(sqlite_engine, Scope.system("test")) as session:
        session.execute(delete(CounterField).where(CounterField.field_id == province.fields["kinh-doanh"]))
        session.commit()
    with open_session(sqlite_engine, Scope.public()) as session:
        served = slips.desk_of(session, office_id=province.offices["19330"])
        with pytest.raises(NotFoundFailure):
            slips.desk_of(session, office_id=999)
    assert served == Desk("19330", {key: province.fields[key] for key in ("dat-dai", "ho-tich")})
    with open_session(sqlite_engine, Scope.system("test")) as session:
        session.execute(delete(CounterField))
        session.commit()
        assert slips.desk_of(session, office_id=province.offices["19330"]).fields == province.fields
