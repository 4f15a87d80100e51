"""Tables and their invariants; importing the package makes every table known to the metadata."""

from khaosat.models import (
    account,
    announcement,
    comment,
    dossier,
    event,
    kiosk,
    league,
    office,
    officer,
    placard,
    questionnaire,
    release,
    response,
    round,  # noqa: A004  the survey's own word (đợt khảo sát)
    seal,
    slip,
    tally,
    unit,
)

__all__ = [
    "account",
    "announcement",
    "comment",
    "dossier",
    "event",
    "kiosk",
    "league",
    "office",
    "officer",
    "placard",
    "questionnaire",
    "release",
    "response",
    "round",
    "seal",
    "slip",
    "tally",
    "unit",
]
