"""The small province stands on either database."""

from sqlalchemy import Engine, func, select

from khaosat.access import Scope, open_session
from khaosat.models.office import Office
from khaosat.models.officer import Posting
from khaosat.models.unit import UnitVersion
from tests.factories.province import small_province


def test_the_small_province_is_what_its_docstring_says(engine: Engine) -> None:
    made = small_province(engine)
    with open_session(engine, Scope.public()) as session:
        assert session.scalar(select(func.count()).select_from(UnitVersion)) == 8
        assert session.scalar(select(func.count()).select_from(Office)) == 6
        twice = session.scalars(select(UnitVersion.unit_id).where(UnitVersion.name == "UBND phường 1")).all()
        assert sorted(twice) == sorted((made.units["19333"], made.units["19357"]))
        in_department = select(func.count()).select_from(Posting).where(Posting.office_id == made.offices["so-noi-vu"])
        assert session.scalar(in_department) == 2
    assert "con-co" not in made.offices
