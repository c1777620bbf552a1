"""The audit log: entries that can only be added, and the head of each tenant's chain."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base
from seoul_learn.tenant_plane.database.columns import DataClass, column


class AuditEntry(Base):
    """One thing that somebody did. `digest` covers the content, `chain` the digest and the chain before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("tenant_id", "number"),)
    append_only: ClassVar[bool] = True

    number: Mapped[int] = column(DataClass.INTERNAL, BigInteger)
    at: Mapped[datetime] = column(DataClass.INTERNAL)
    actor_kind: Mapped[str] = column(DataClass.INTERNAL, Text)
    actor_id: Mapped[UUID | None] = column(DataClass.PERSONAL, Uuid)
    action: Mapped[str] = column(DataClass.INTERNAL, Text)
    subject: Mapped[str] = column(DataClass.INTERNAL, Text)
    subject_id: Mapped[UUID | None] = column(DataClass.PERSONAL, Uuid)
    detail: Mapped[dict[str, Any]] = column(DataClass.INTERNAL)
    digest: Mapped[bytes] = column(DataClass.INTERNAL, LargeBinary)
    chain: Mapped[bytes] = column(DataClass.INTERNAL, LargeBinary)


class AuditHead(Base):
    """The newest link of a tenant's chain; its row lock puts the entries of one tenant in order. `id` = tenant."""

    __tablename__ = "audit_head"

    number: Mapped[int] = column(DataClass.INTERNAL, BigInteger)
    chain: Mapped[bytes] = column(DataClass.INTERNAL, LargeBinary)
