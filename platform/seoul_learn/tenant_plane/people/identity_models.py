"""What tells that two accounts may be one human being, and what officers found of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class IdentityMark(Base):
    """A keyed digest of something that only one human being is: the same in two accounts, it opens a conflict.

    The key is the tenant's own, so that marks of two cities have nothing in common.
    """

    __tablename__ = "identity_mark"
    __table_args__ = (
        within_tenant("person_id", "person", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "person_id", "signal", "digest"),
        Index("ix_identity_mark_digest", "tenant_id", "signal", "digest"),
    )

    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    signal: Mapped[str] = column(DataClass.INTERNAL, Text)
    digest: Mapped[bytes] = column(DataClass.SENSITIVE, LargeBinary)
    marked_at: Mapped[datetime] = column(DataClass.INTERNAL)


class IdentityConflict(Base):
    """Two accounts that may be one human being: open → same | different. One row a pair, for ever.

    `first_id` < `second_id`. Of the same, `kept_id` is the account that goes on; nothing of the other is deleted.
    """

    __tablename__ = "identity_conflict"
    __table_args__ = (
        within_tenant("first_id", "person", ondelete="CASCADE"),
        within_tenant("second_id", "person", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "first_id", "second_id"),
        Index("ix_identity_conflict_second", "tenant_id", "second_id"),
        CheckConstraint("first_id < second_id", name="order"),
        CheckConstraint("state in ('open', 'same', 'different')", name="state"),
        CheckConstraint("(state = 'open') = (resolved_at is null)", name="resolved"),
        CheckConstraint("(state = 'same') = (kept_id is not null)", name="kept"),
        CheckConstraint("kept_id is null or kept_id in (first_id, second_id)", name="kept_one"),
    )

    first_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    second_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    signal: Mapped[str] = column(DataClass.INTERNAL, Text)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    opened_at: Mapped[datetime] = column(DataClass.INTERNAL)
    resolved_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    resolved_by_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    kept_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    reason: Mapped[str | None] = column(DataClass.PERSONAL, Text)
