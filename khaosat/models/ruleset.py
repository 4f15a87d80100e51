"""Rulesets that were loaded beside those the program brings: never changed, a new text is a new version."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, true
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept, Scope
from khaosat.db import Base, Moment
from khaosat.policy import Realm


class LoadedRuleset(Kept, Base):
    """One version of a ruleset as somebody loaded it: its text byte for byte, who and why."""

    __tablename__ = "loaded_rulesets"
    __realm__: ClassVar[Realm] = Realm.RULES
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    reason: Mapped[str]
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    loaded_at: Mapped[datetime] = mapped_column(Moment)

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:  # noqa: ARG003  the same for every scope
        """Return that everybody may read them: a rule nobody may read is none. Changing them needs the realm."""
        return true()
