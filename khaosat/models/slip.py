"""Receipt slips that have made an answer verified. Nothing here leads to an answer, an office or a moment."""

from typing import ClassVar

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base
from khaosat.policy import Realm


class SpentSlip(Kept, Base):
    """A slip's id, digested, once it has counted. The digest is the key: spending it twice contradicts the table.

    SQLite keeps the rows in the order of their digests. PostgreSQL keeps them as they came and each with the
    number of its transaction, which its answer has too: so a row is written again, with all others of its day and
    in the order of digests, when the day is settled (`mixed`); see `services.slips.mix_spent`.
    """

    __tablename__ = "spent_slips"
    __realm__: ClassVar[Realm] = Realm.ANSWERS
    __table_args__ = (
        Index("unmixed_spent_slips", "digest", sqlite_where=text("NOT mixed"), postgresql_where=text("NOT mixed")),
        {"sqlite_with_rowid": False},
    )
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    mixed: Mapped[bool]
