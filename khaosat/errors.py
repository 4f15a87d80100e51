"""Everything that can go wrong, one small class each: a code and named details, never a sentence.

The sentences stand in `web/texts.py`; the table from a class to a page in `web/failures.py`.
"""

from collections.abc import Mapping


class Failure(Exception):  # noqa: N818  the domain's word: it is shown to people as a page, not as an error
    """Base of everything the product says no to; `details` are named values for the sentence."""

    code = "failure"

    def __init__(self, **details: object) -> None:
        super().__init__(f"{self.code} {details}" if details else self.code)
        self.details: Mapping[str, object] = details


class NotFoundFailure(Failure):
    """What was asked for does not exist, or not for this person: existence is information."""

    code = "not_found"


class AccessFailure(Failure):
    """A program asked the wall for rows or writes outside its scope: a bug, never a person's mistake."""

    code = "outside_scope"


class InvalidFailure(Failure):
    """What was sent cannot be taken as it is; details name the field and the reason code."""

    code = "invalid"


class ConflictFailure(Failure):
    """It contradicts what already stands (taken name, spent token, closed day, revoked placard)."""

    code = "conflict"


class PlacardUnknownFailure(NotFoundFailure):
    """No placard has that code; `near` lists existing codes one mistake away."""

    code = "placard_unknown"


class PlacardRevokedFailure(ConflictFailure):
    """The placard was taken down; `successor` is the code to go to, or None."""

    code = "placard_revoked"


class RoundClosedFailure(ConflictFailure):
    """The round takes no more answers."""

    code = "round_closed"


class TokenFailure(InvalidFailure):
    """The token is forged, of another office, or unreadable."""

    code = "token"


class DayClosedFailure(ConflictFailure):
    """The answer's day has closed; it can no longer be changed."""

    code = "day_closed"


class SignInFailure(Failure):
    """Name, password or code do not fit; deliberately says no more."""

    code = "sign_in"


class LockedFailure(Failure):
    """Too many failed attempts; `until` says when to try again."""

    code = "locked"


class BearerFailure(Failure):
    """A program showed no token, or none that works; deliberately says no more."""

    code = "bearer"


class PowerFailure(Failure):
    """The token works, and is for something else."""

    code = "power"


class TooManyFailure(Failure):
    """A program asks too often; `after` is in how many seconds it may ask again."""

    code = "too_many"


class MediaFailure(Failure):
    """What was sent is of a kind that is not read here; `kinds` are those that are."""

    code = "media"


class ImportFailure(Failure):
    """A file cannot be imported; `problems` is a tuple of (line, column, reason code, value)."""

    code = "import"


class RowsFailure(ConflictFailure):
    """Rows are well written and contradict one another or what stands; `problems` as in ImportFailure."""

    code = "rows"


class SealFailure(Failure):
    """The sealed list and the answers differ; `differences` names each sequence and day."""

    code = "seal"


class ImmutableFailure(ConflictFailure):
    """It may not be edited any more (an answered questionnaire, a closed release, an audit row)."""

    code = "immutable"
