"""Which answer column holds which item, by questionnaire."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from khaosat.access import ScopedSession
from khaosat.models.questionnaire import Item


@dataclass(frozen=True)
class ScoredItem:
    """An item's code, the column of `responses` it fills, and what it is about: service, officer or factor."""

    code: str
    column: str
    about: str


def scored_items(session: ScopedSession) -> Mapping[int, tuple[ScoredItem, ...]]:
    """Return the items of every questionnaire by its id, in their order; the first is the overall one."""
    found: dict[int, list[ScoredItem]] = {}
    for item in session.scalars(select(Item).order_by(Item.questionnaire_id, Item.place)):
        found.setdefault(item.questionnaire_id, []).append(ScoredItem(item.code, item.column, item.about))
    return {questionnaire: tuple(items) for questionnaire, items in found.items()}
