"""A year of the small province under appraisal: an open year and a file for each of its officers."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, select

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.appraisal import Appraisal, AppraisalYear
from khaosat.rules.reading import shipped
from khaosat.services import rulesets
from khaosat.services.acts import Actor
from khaosat.services.appraisal_components import take
from khaosat.services.appraisal_years import open_year
from tests.factories.league import a_league
from tests.factories.province import SmallProvince

YEAR = 2026
OPENED = datetime(2027, 1, 4, 9, 0, tzinfo=ZONE)
DAY = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)
SOMEBODY = Actor(None, "somebody")
TEXT_DIGEST = next(sha256(one.text.encode()).digest() for one in shipped() if one.key == "nd-335-2025")
SILENT = {"state": "too_few"}


def open_files(engine: Engine, made: SmallProvince, **given: dict[str, Any]) -> dict[str, int]:
    """Put a file of every officer there, `given` by the unit's key over what a drafted one has; ids by officer key."""
    with open_session(engine, Scope.system("files for a test")) as session:
        session.add(
            AppraisalYear(year=YEAR, ruleset_key="nd-335-2025", ruleset_version="1", ruleset_digest=TEXT_DIGEST,
                          first_day=date(YEAR, 1, 1), last_day=date(YEAR, 12, 31), leagues={}, opened_at=OPENED)
        )  # fmt: skip  # one year
        session.flush()
        for key, officers in made.officers.items():
            for officer in officers:
                about = {"state": "drafted", "evidence": SILENT, "standing": {}} | given.get(f"u_{key}", {})
                session.add(
                    Appraisal(year=YEAR, officer_id=officer, unit_id=made.units[key], duty_group="tiep-nhan", **about)
                )
        session.commit()
        found = session.execute(select(Appraisal.officer_id, Appraisal.id)).all()
    ids: dict[int, int] = {row[0]: row[1] for row in found}
    return {
        f"cc-{key}-{number}": ids[officer]
        for key, officers in made.officers.items()
        for number, officer in enumerate(officers, start=1)
    }


def an_open_year(engine: Engine, made: SmallProvince) -> None:
    """A year of answers, its league, and 2026 opened under NĐ 335/2025 with five points of the survey, components in.

    Of each office the first officer has 24 and 62 points, the second 20 and 50, the third none brought in yet; who has
    too few answers is among the second ones (see `factories/league`).
    """
    a_league(engine, made)
    (rules,) = (one for one in shipped() if one.key == "nd-335-2025")
    text = rules.text.replace('version = "1"', 'version = "5"', 1).replace("value = 0\n", "value = 5\n", 1)
    head = "officer_key,general,tasks,disciplined"
    rows = [f"cc-{key}-1,24,62,no\ncc-{key}-2,20,50,no" for key in made.officers]
    with open_session(engine, Scope.system("a year for a test")) as session:
        rulesets.load(session, text=text, reason="Quy chế của tỉnh", by=SOMEBODY, at=DAY)
        open_year(session, year=YEAR, key="nd-335-2025", version="5", by=SOMEBODY, at=DAY)
        content = "\n".join([head, *rows]).encode()
        take(session, year=YEAR, content=content, filename="a.csv", by=SOMEBODY, at=DAY)
