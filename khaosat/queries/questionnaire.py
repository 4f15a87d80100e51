"""What a questionnaire asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from khaosat.access import ScopedSession
from khaosat.models.questionnaire import Item, Questionnaire
from khaosat.models.response import Response


@dataclass(frozen=True)
class ItemView:
    """One scored question; `texts` by language, `column` is the answer's (s01 … s40)."""

    code: str
    column: str
    factor: str | None
    about: str
    may_skip: bool
    texts: Mapping[str, str]


@dataclass(frozen=True)
class QuestionnaireView:
    """One version of one questionnaire, items in their order; the first is the overall one."""

    id: int
    key: str
    version: int
    titles: Mapping[str, str]
    source: str
    items: tuple[ItemView, ...]

    @cached_property
    def by_code(self) -> Mapping[str, ItemView]:
        """The items by their code."""
        return {item.code: item for item in self.items}

    @property
    def overall(self) -> ItemView:
        """The overall item, which fills s01."""
        return self.items[0]


def questionnaire_by_id(session: ScopedSession, questionnaire_id: int) -> QuestionnaireView | None:
    """Return that version, or None."""
    statement = select(Questionnaire).where(Questionnaire.id == questionnaire_id)
    return _view(session.scalar(statement.options(selectinload(Questionnaire.items))))


def questionnaire_by_key(session: ScopedSession, key: str, version: int) -> QuestionnaireView | None:
    """Return that version, or None."""
    statement = select(Questionnaire).where(Questionnaire.key == key, Questionnaire.version == version)
    return _view(session.scalar(statement.options(selectinload(Questionnaire.items))))


def questionnaire_row(session: ScopedSession, key: str, version: int) -> Questionnaire | None:
    """Return the row itself, to be written anew."""
    statement = select(Questionnaire).where(Questionnaire.key == key, Questionnaire.version == version)
    return session.scalar(statement.options(selectinload(Questionnaire.items)))


def is_answered(session: ScopedSession, questionnaire_id: int) -> bool:
    """Return whether anybody has answered that version (as far as the scope sees answers)."""
    return bool(session.scalar(select(exists().where(Response.questionnaire_id == questionnaire_id))))


def _view(row: Questionnaire | None) -> QuestionnaireView | None:
    if row is None:
        return None
    items = tuple(_item(item) for item in row.items)
    return QuestionnaireView(row.id, row.key, row.version, _texts(row.titles), row.source, items)


def _item(item: Item) -> ItemView:
    return ItemView(item.code, item.column, item.factor, item.about, item.may_skip, _texts(item.texts))


def _texts(kept: Mapping[str, Any]) -> Mapping[str, str]:
    return {language: str(text) for language, text in kept.items()}
