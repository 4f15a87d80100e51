"""A year of the small province under appraisal: an open year and a file for each of its officers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, select

from config import ZONE
from khaosat.access import Scope, open_session
from khaosat.models.appraisal import Appraisal, AppraisalYear
from tests.factories.province import SmallProvince

YEAR = 2026
OPENED = datetime(2027, 1, 4, 9, 0, tzinfo=ZONE)
SILENT = {"state": "too_few"}


def open_files(engine: Engine, made: SmallProvince, **given: dict[str, Any]) -> dict[str, int]:
    """Put a file of every officer there, `given` by the unit's key over what a drafted one has; ids by officer key."""
    with open_session(engine, Scope.system("files for a test")) as session:
        session.add(
            AppraisalYear(year=YEAR, ruleset_key="nd-335-2025", ruleset_version="1", ruleset_digest=b"\0" * 32,
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
