"""Questionnaires as data: versioned, in several languages, never edited once answered (a trigger sees to it)."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from khaosat.access import Kept
from khaosat.db import Base


class Questionnaire(Kept, Base):
    """One version of one questionnaire (phiếu); `titles` by language."""

    __tablename__ = "questionnaires"
    __table_args__ = (UniqueConstraint("key", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    version: Mapped[int]
    titles: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str]
    items: Mapped[list["Item"]] = relationship(order_by="Item.place", viewonly=True)


class Item(Kept, Base):
    """One scored question (câu hỏi): its factor, what it is about, and the answer column it fills."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "code"),
        UniqueConstraint("questionnaire_id", "place"),
        CheckConstraint("place BETWEEN 1 AND 40", name="place"),
        CheckConstraint("about IN ('service', 'officer', 'factor')", name="about"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    place: Mapped[int]
    code: Mapped[str]
    factor: Mapped[str | None]
    about: Mapped[str]
    may_skip: Mapped[bool]
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def column(self) -> str:
        """The answer's column, s01 … s40."""
        return f"s{self.place:02d}"
