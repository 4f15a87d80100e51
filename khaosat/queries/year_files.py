"""What has been brought in for the officers of an appraised year: components, evidence, which unit proposes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.appraisal import Appraisal


class YearFile(NamedTuple):
    """The part of an officer's file that a ruleset asks for."""

    unit_id: int
    components: Mapping[str, Any]
    evidence: Mapping[str, Any]


def year_files(session: ScopedSession, year: int) -> Mapping[int, YearFile]:
    """Return the files of a year by officer, those the session reaches (one statement)."""
    wanted = select(Appraisal.officer_id, Appraisal.unit_id, Appraisal.components, Appraisal.evidence).where(
        Appraisal.year == year
    )
    return {row[0]: YearFile(row[1], row[2], row[3]) for row in session.execute(wanted)}
