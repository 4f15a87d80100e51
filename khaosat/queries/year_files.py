"""What has been brought in for the officers of an appraised year: components, and which unit proposes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.appraisal import Appraisal, AppraisalYear


class YearFile(NamedTuple):
    """The part of an officer's file that a ruleset asks for."""

    unit_id: int
    components: Mapping[str, Any]


def appraised_year(session: ScopedSession, year: int) -> AppraisalYear | None:
    """Return the year as it was opened, None where nobody has opened it (one statement)."""
    return session.get(AppraisalYear, year)


def year_files(session: ScopedSession, year: int) -> Mapping[int, YearFile]:
    """Return the files of a year by officer, those the session reaches (one statement)."""
    wanted = select(Appraisal.officer_id, Appraisal.unit_id, Appraisal.components).where(Appraisal.year == year)
    return {row[0]: YearFile(row[1], row[2]) for row in session.execute(wanted)}
