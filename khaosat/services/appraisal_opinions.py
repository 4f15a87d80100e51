"""The opinion of a unit where an officer served before, or serves as well: asked by rule, written into the file."""

from datetime import datetime
from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure, InvalidFailure, NotFoundFailure
from khaosat.queries.unit_names import unit_names
from khaosat.services.acts import Actor, act, record
from khaosat.services.appraisal_flow import EVIDENCE_OPEN
from khaosat.services.appraisal_years import held_one
from khaosat.services.calendar import ZONE
from khaosat.services.dated_tree import DatedTree
from khaosat.services.own_veil import refuse_own

LONGEST: Final = 2000


@act("appraisals:opinion")
def give(
    session: ScopedSession, *, year: int, officer_key: str, unit_key: str, text: str, by: Actor, at: datetime
) -> None:
    """Write down what a unit says of an officer; before anybody has proposed, again at will.

    Raises NotFoundFailure for a file, or a unit that is not asked; InvalidFailure without a text; ConflictFailure for
    a file that has moved on, a signed year or the own file.
    """
    file = held_one(session, year=year, officer_key=officer_key)
    refuse_own(session, file.officer_id)
    today = at.astimezone(ZONE).date()
    unit = DatedTree(unit_names(session), first=today, last=today).find(unit_key)
    opinions = file.standing.get("opinions", [])
    before = next((one["text"] for one in opinions if one["unit_id"] == unit), False)
    if before is False:
        raise NotFoundFailure(what="opinion", unit=unit_key)
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise InvalidFailure(field="opinion", reason="missing")
    if file.state not in EVIDENCE_OPEN:
        raise ConflictFailure(what="appraisal", reason="moved_on", state=file.state)
    told = [one | {"text": said} if one["unit_id"] == unit else one for one in opinions]
    file.standing = file.standing | {"opinions": told}
    record(
        session,
        subject=f"appraisal:{file.id}",
        before={"opinion": before},
        after={"opinion": said, "unit": unit_key, "by": by.name},
    )
