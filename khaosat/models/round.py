"""Survey rounds; the always-open QR channel is the standing round."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base


class Round(Kept, Base):
    """A survey (đợt khảo sát) over a period with its own questionnaire."""

    __tablename__ = "rounds"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_starts"),
        Index("one_standing_round", "standing", unique=True,
              sqlite_where=text("standing AND ends_on IS NULL"), postgresql_where=text("standing AND ends_on IS NULL")),
    )  # fmt: skip  # one index, one line of thought
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    standing: Mapped[bool]
