"""Accounts, granted roles, sign-ins and recovery codes."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from khaosat.access import Kept
from khaosat.db import Base, Moment
from khaosat.policy import READS_ANSWERS, Realm, Role

ROLES = tuple(role.value for role in Role)
READERS = tuple(sorted(role.value for role in READS_ANSWERS))


class Account(Kept, Base):
    """A person who signs in. `side` keeps administration and the reading of answers apart, for good."""

    __tablename__ = "accounts"
    __realm__: ClassVar[Realm] = Realm.ACCOUNTS
    __table_args__ = (
        UniqueConstraint("id", "side"),
        CheckConstraint("side IN ('administration', 'answers')", name="side"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    side: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=False)  # made by somebody else, good for one sign-in
    totp_secret: Mapped[bytes | None]  # encrypted with a key outside the database
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    totp_last_step: Mapped[int | None]  # a code is good once
    failures: Mapped[int]
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)


class RoleGrant(Kept, Base):
    """A role given by an administrator; one that reads answers works once Internal Affairs has confirmed it."""

    __tablename__ = "role_grants"
    __realm__: ClassVar[Realm] = Realm.ACCOUNTS
    __table_args__ = (
        ForeignKeyConstraint(["account_id", "side"], ["accounts.id", "accounts.side"], name="fk_role_grants_side"),
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("role <> 'administrator' OR revoked_at IS NOT NULL OR side = 'administration'",
                        name="administrator_on_its_side"),
        CheckConstraint(f"role NOT IN {READERS} OR revoked_at IS NOT NULL OR side = 'answers'",
                        name="readers_on_their_side"),
        CheckConstraint("side IS NOT NULL OR revoked_at IS NOT NULL OR role = 'collector'", name="a_side_is_taken"),
        CheckConstraint("granted_by IS NULL OR granted_by <> account_id", name="nobody_grants_to_themselves"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> account_id", name="nobody_confirms_themselves"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> granted_by", name="confirmed_by_another"),
        Index("ix_role_grants_account", "account_id"),
    )  # fmt: skip  # one constraint, one line of thought
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    side: Mapped[str | None]
    role: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    granted_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class SignIn(Kept, Base):
    """A signed-in browser, on the server's side so that it can be ended; only the token's digest is kept."""

    __tablename__ = "sign_ins"
    __realm__: ClassVar[Realm] = Realm.ACCOUNTS
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Moment)
    second_factor_at: Mapped[datetime | None] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)


class RecoveryCode(Kept, Base):
    """A one-time way in when the phone is lost; only its hash is kept."""

    __tablename__ = "recovery_codes"
    __realm__: ClassVar[Realm] = Realm.ACCOUNTS
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None] = mapped_column(Moment)
