"""Rulesets that were loaded, with who loaded them."""

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.ruleset import LoadedRuleset


def loaded_rulesets(session: ScopedSession) -> list[LoadedRuleset]:
    """Return every loaded version, by key, then as they came."""
    return list(session.scalars(select(LoadedRuleset).order_by(LoadedRuleset.key, LoadedRuleset.loaded_at)))
