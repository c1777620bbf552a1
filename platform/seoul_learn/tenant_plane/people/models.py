"""Persons of a tenant, their roles, sessions and one-time codes. Sign-in through an identity provider: oidc_models."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Person(Base):
    """Somebody known to one tenant; the same human in two tenants is two persons."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("tenant_id", "email"),)

    email: Mapped[str] = column(DataClass.PERSONAL, Text)
    display_name: Mapped[str] = column(DataClass.PERSONAL, Text)
    language: Mapped[str] = column(DataClass.PERSONAL, Text)
    active: Mapped[bool] = column(DataClass.INTERNAL, Boolean, default=True)
    created_at: Mapped[datetime] = column(DataClass.INTERNAL)


class RoleGrant(Base):
    """A role that a person has; what is not granted is not there."""

    __tablename__ = "role_grant"
    __table_args__ = (
        within_tenant("person_id", "person", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "person_id", "role"),
    )

    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    role: Mapped[str] = column(DataClass.INTERNAL, Text)
    granted_at: Mapped[datetime] = column(DataClass.INTERNAL)


class SignInCode(Base):
    """A one-time code on its way to an address. Only a keyed digest of the code is stored."""

    __tablename__ = "sign_in_code"
    __table_args__ = (
        Index("ix_sign_in_code_email", "tenant_id", "email"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    email: Mapped[str] = column(DataClass.PERSONAL, Text)
    code_digest: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    issued_at: Mapped[datetime] = column(DataClass.INTERNAL)
    expires_at: Mapped[datetime] = column(DataClass.INTERNAL)
    attempts: Mapped[int] = column(DataClass.INTERNAL, Integer, default=0)
    used_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class SignInRate(Base):
    """How often one account, network address or the whole tenant tried one step within its window.

    `bucket` is a keyed digest: the table tells nothing about who tried.
    """

    __tablename__ = "sign_in_rate"
    __table_args__ = (UniqueConstraint("tenant_id", "bucket"),)

    bucket: Mapped[bytes] = column(DataClass.INTERNAL, LargeBinary)
    window_started_at: Mapped[datetime] = column(DataClass.INTERNAL)
    attempts: Mapped[int] = column(DataClass.INTERNAL, Integer)


class PersonSession(Base):
    """A signed-in browser. The cookie carries the token, the table its digest."""

    __tablename__ = "person_session"
    __table_args__ = (
        within_tenant("person_id", "person", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "token_digest"),
        Index("ix_person_session_person", "tenant_id", "person_id"),
    )

    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    token_digest: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    started_at: Mapped[datetime] = column(DataClass.INTERNAL)
    expires_at: Mapped[datetime] = column(DataClass.INTERNAL)
