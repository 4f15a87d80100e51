"""One person's answers in one wide row. Nothing here identifies anybody; no time finer than a quarter hour."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, Integer, SmallInteger, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Confidential, Kept, Scope
from khaosat.db import Base
from khaosat.policy import Realm

PLACES = tuple(f"s{place:02d}" for place in range(1, 41))
NOT_APPLICABLE = 0  # a score of 0 is "does not apply to me" ("chưa từng góp ý")
MODES = ("placard", "kiosk", "link", "paper", "assisted", "recheck")
KINDS = ("person", "business")
STATES = ("counted", "held", "voided", "withdrawn")
UNCOUNTED = "state <> 'counted'"
DETAILS = (
    "salt_scores",
    "salt_comment",
    "comment",
    "reasons",
    "kind",
    "officer_id",
    "field_id",
    "trips",
    "punctuality",
)
CONTENT = (*DETAILS, *PLACES)  # what goes when an answer is withdrawn


class Response(Confidential, Base):
    """One answer (phiếu trả lời). The id comes from the page's token: it is the token's single use.

    Named constraints on SQLite; on PostgreSQL one function asks the same (`response_fits`, docs/decisions/0014).
    Withdrawn: content and salts are gone, the two digests stay, so that the sealed day can still be checked.
    """

    __tablename__ = "responses"
    __realm__: ClassVar[Realm] = Realm.ANSWERS
    __table_args__ = (
        Index("ix_responses_day_office", "day", "office_id"),
        Index("uncounted_responses", "state", "day", sqlite_where=text(UNCOUNTED), postgresql_where=text(UNCOUNTED)),
        CheckConstraint("slot BETWEEN 0 AND 95", name="slot"),
        CheckConstraint(f"mode IN {MODES}", name="mode"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("punctuality IN ('early', 'on_time', 'late')", name="punctuality"),
        CheckConstraint("(state = 'held') = (held_reason IS NOT NULL)", name="held_with_a_reason"),
        CheckConstraint("(state = 'withdrawn') = (s01 IS NULL)", name="answered_unless_withdrawn"),
        CheckConstraint(
            "(state = 'withdrawn') = (digest_scores IS NOT NULL AND digest_comment IS NOT NULL)",
            name="withdrawn_keeps_its_digests",
        ),
        CheckConstraint(
            "state <> 'withdrawn' OR (" + " AND ".join(f"{name} IS NULL" for name in CONTENT) + ")",
            name="withdrawn_keeps_nothing_else",
        ),
        *(CheckConstraint(f"{place} BETWEEN 0 AND 5", name=place) for place in PLACES),
        {"sqlite_with_rowid": False},  # it would count the answers up as they come
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column()  # no key of its own: docs/decisions/0014
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    placard_id: Mapped[int | None] = mapped_column(ForeignKey("placards.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    questionnaire_id: Mapped[int]
    day: Mapped[date]
    slot: Mapped[int] = mapped_column(SmallInteger)
    mode: Mapped[str]
    language: Mapped[str]
    kind: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("fields.id"))
    verified: Mapped[bool]
    state: Mapped[str]
    held_reason: Mapped[str | None]
    repeat_of_day: Mapped[int | None] = mapped_column(SmallInteger)
    changes: Mapped[int] = mapped_column(Integer)
    trips: Mapped[int | None] = mapped_column(SmallInteger)
    punctuality: Mapped[str | None]
    reasons: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    comment: Mapped[str | None]
    watched: Mapped[bool | None]  # "did anybody watch or ask you to rate?": Internal Affairs and inspector only
    demanded: Mapped[bool | None]  # "asked for something outside the rules": the same two only
    salt_scores: Mapped[bytes | None]
    salt_comment: Mapped[bytes | None]
    digest_scores: Mapped[bytes | None]
    digest_comment: Mapped[bytes | None]

    @classmethod
    def shown_to(cls, scope: Scope) -> ColumnElement[bool]:
        """Return the condition: rows of the scope's units, the one answer a citizen holds, the held for who decides."""
        rows = super().shown_to(scope)
        if Realm.HELD in scope.realms:
            rows = or_(rows, cls.state.in_(("held", "withdrawn")))  # of a withdrawn one only where and when is left
        return rows if scope.answer is None else or_(rows, cls.id == scope.answer)


for _place in PLACES:
    setattr(Response, _place, mapped_column(_place, SmallInteger, nullable=True))


def uncounted() -> ColumnElement[bool]:
    """Return the condition of the small index over what is not counted: said in a query, it is used by either."""
    return Response.state != "counted"


class DueDay(Kept, Base):
    """A day that must be settled again: something came late, was withdrawn, voided or decided after it closed."""

    __tablename__ = "due_days"
    __realm__: ClassVar[Realm] = Realm.ANSWERS
    day: Mapped[date] = mapped_column(primary_key=True)
