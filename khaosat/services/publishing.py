"""What everybody may see of the seals, so that copies of them stand outside the operator's reach."""

from khaosat.access import ScopedSession
from khaosat.queries.seal_list import Seal, newest_seal, seal_list

__all__ = ["Seal", "published_roots", "published_seal"]


def published_seal(session: ScopedSession) -> Seal | None:
    """Return the newest entry of the sealed list, None before the first day was sealed."""
    return newest_seal(session)


def published_roots(session: ScopedSession) -> list[Seal]:
    """Return every entry of the sealed list, newest first; pages show its roots and digests, never its counts."""
    return list(reversed(seal_list(session)))
