"""The audit trail: who did what, before and after. Triggers refuse to change or delete a row."""

from datetime import datetime
from typing import Any, ClassVar, Final

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base, Moment
from khaosat.policy import Realm

DOSSIERS_IMPORTED: Final = "catalogue:dossiers"  # the subject of an import of dossier counts
FILES_OF_DOSSIERS: Final = text(f"subject = '{DOSSIERS_IMPORTED}'")


class Event(Kept, Base):
    """One act. `actor_id` is empty for what a command or the worker did; `actor` says so."""

    __tablename__ = "events"
    __realm__: ClassVar[Realm] = Realm.AUDIT
    __table_args__ = (
        Index("ix_events_at", "at"),
        Index("dossiers_imported", "subject", sqlite_where=FILES_OF_DOSSIERS, postgresql_where=FILES_OF_DOSSIERS),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    act: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    actor: Mapped[str]
    subject: Mapped[str]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
