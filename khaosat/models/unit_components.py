"""What was brought in about units for a year under a ruleset: indices and points measured elsewhere."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, false, true
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept, Scope
from khaosat.db import Base, Moment
from khaosat.policy import Reach, Realm


class UnitComponents(Kept, Base):
    """The components of one unit: value by the ruleset's component, points and shares as text, yes or no as bool.

    One that is not there, or None, is not known. A version of a ruleset has values of its own. Who brought in what
    stands in the trail, with before and after. Read and written by whose work is every file of the year; a unit's own
    head is not among them.
    """

    __tablename__ = "unit_components"
    __realm__: ClassVar[Realm] = Realm.APPRAISALS
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ruleset_key: Mapped[str] = mapped_column(primary_key=True)
    ruleset_version: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    components: Mapped[dict[str, Any]] = mapped_column(JSON)
    taken_at: Mapped[datetime] = mapped_column(Moment)

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return whether the scope reaches every file of a year."""
        return true() if cls.__realm__ in scope.realms and Reach.ALL in scope.files else false()

    @classmethod
    def changed_by(cls, scope: Scope) -> ColumnElement[bool]:
        """Return whether every file of a year is that person's work."""
        return true() if Reach.ALL in scope.file_changes else false()

    def may_be_written(self, scope: Scope) -> bool:
        """Return whether every file of a year is that person's work."""
        return Reach.ALL in scope.file_changes
