"""What everybody may see: for now the newest seal, so that copies of it stand outside the operator's reach."""

from khaosat.access import ScopedSession
from khaosat.queries.seal_list import Seal, newest_seal

__all__ = ["Seal", "published_seal"]


def published_seal(session: ScopedSession) -> Seal | None:
    """Return the newest entry of the sealed list, None before the first day was sealed."""
    return newest_seal(session)
