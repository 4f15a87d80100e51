"""The own file before its class is told: who also works on the staff side sees there no more of it than at `/cua-toi`.

Nor do they act upon it, whatever their other roles let them do with the files of others.
"""

from typing import Final

from khaosat.access import ScopedSession
from khaosat.errors import ConflictFailure
from khaosat.models.appraisal import UNTOLD, Appraisal
from khaosat.queries.appraisals import Filed, untold_files
from khaosat.services.appraisal_flow import State

AS_DRAFTED: Final = (
    "id", "year", "officer_id", "unit_id", "duty_group", "standing", "components", "evidence", "suggestion",
    "suggested_class", "appealed",
)  # fmt: skip  # what the officer reads of it before being told


def is_own(session: ScopedSession, officer_id: int) -> bool:
    """Return whether that officer is who asks."""
    return session.scope.officer == officer_id


def is_veiled(session: ScopedSession, file: Appraisal) -> bool:
    """Return whether the file is the own one and its class has not been told yet."""
    return is_own(session, file.officer_id) and file.state in UNTOLD


def own_untold(session: ScopedSession) -> dict[int, int]:
    """Return the own files whose class has not been told yet: their ids by year."""
    own = session.scope.officer
    return {} if own is None else untold_files(session, officer_id=own)


def veil(session: ScopedSession, filed: Filed) -> Filed:
    """Return the file as who asks may see it: the own one as it was drafted, until it is told; others as they are."""
    if not is_veiled(session, filed.file):
        return filed
    drafted = Appraisal(**{name: getattr(filed.file, name) for name in AS_DRAFTED}, state=State.DRAFTED)
    return Filed(drafted, filed.officer_key, filed.name)


def refuse_own(session: ScopedSession, officer_id: int) -> None:
    """Raise ConflictFailure(reason='own_appraisal') where that officer is who asks."""
    if is_own(session, officer_id):
        raise ConflictFailure(what="appraisal", reason="own_appraisal")
