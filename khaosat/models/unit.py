"""Units in a dated tree. Neither official code nor name is a key: both are re-used (`design/vietnam.md` §5)."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base


class Unit(Kept, Base):
    """An agency or People's Committee; what it is called and under whom it stands is dated."""

    __tablename__ = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)


class UnitVersion(Kept, Base):
    """Name, level and parent of a unit from `valid_from` to the day before `valid_to`."""

    __tablename__ = "unit_versions"
    __table_args__ = (
        UniqueConstraint("unit_id", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_starts"),
        CheckConstraint("level IN ('province', 'district', 'commune')", name="level"),
        CheckConstraint("parent_id IS NULL OR parent_id <> unit_id", name="not_its_own_parent"),
        Index("one_open_version", "unit_id", unique=True, sqlite_where=text("valid_to IS NULL"),
              postgresql_where=text("valid_to IS NULL")),
    )  # fmt: skip  # one index, one line of thought
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str]
    sort_key: Mapped[str]
    kind: Mapped[str]
    level: Mapped[str]
    official_code: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class UnitSuccession(Kept, Base):
    """One unit follows another: merge, split, rename, transfer or abolition."""

    __tablename__ = "unit_successions"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "on"),
        CheckConstraint("kind IN ('merge', 'split', 'rename', 'transfer', 'abolish')", name="kind"),
        CheckConstraint("share IS NULL OR (share > 0 AND share <= 1)", name="share"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str]
    on: Mapped[date]
    share: Mapped[float | None]
    legal_ref: Mapped[str | None]
