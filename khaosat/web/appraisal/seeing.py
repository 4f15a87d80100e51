"""How much of a group a person sees: a ceiling is counted over whole groups, and shown to nobody who sees a part."""

from khaosat.policy import Permission
from khaosat.web import guard

EVERY_FILE = frozenset({Permission.APPRAISAL_OPEN, Permission.APPRAISAL_CHECK})
WHOLE_UNITS = EVERY_FILE | {Permission.APPRAISAL_PROPOSE}


def whole() -> bool:
    """Return whether the person sees every file of a year."""
    return not guard.person().permissions.isdisjoint(EVERY_FILE)


def verified_alone() -> bool:
    """Return whether the person sees of a unit what Internal Affairs has verified, and no more."""
    may = guard.person().permissions
    return Permission.APPRAISAL_DECIDE in may and may.isdisjoint(WHOLE_UNITS)


def groups() -> bool:
    """Return whether the person sees groups at all: who hears appeals sees single files."""
    may = guard.person().permissions
    return Permission.APPRAISAL_DECIDE in may or not may.isdisjoint(WHOLE_UNITS)
