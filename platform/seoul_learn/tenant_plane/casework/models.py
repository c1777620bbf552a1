"""Who works on which case, and what officers write to each other and to the applicant about it."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class CaseworkTerms(Base):
    """One row a tenant: the city's own terms for its officers' work. `id` = tenant."""

    __tablename__ = "casework_terms"
    __table_args__ = (
        CheckConstraint("review_within_days between 1 and 365", name="review_within_days"),
        CheckConstraint("documents_kept_days between 1 and 3650", name="documents_kept_days"),
        CheckConstraint("drafts_kept_days between 30 and 3650", name="drafts_kept_days"),
        CheckConstraint("attestation_notice_days between 1 and 365", name="attestation_notice_days"),
        CheckConstraint("appeals_decided_within_days between 1 and 365", name="appeals_decided_within_days"),
    )

    review_within_days: Mapped[int] = column(DataClass.PUBLIC, Integer)
    four_eyes: Mapped[bool] = column(DataClass.PUBLIC, Boolean)
    documents_kept_days: Mapped[int] = column(DataClass.PUBLIC, Integer, server_default="30")
    drafts_kept_days: Mapped[int] = column(DataClass.PUBLIC, Integer, server_default="180")
    attestation_notice_days: Mapped[int] = column(DataClass.PUBLIC, Integer, server_default="30")
    appeals_decided_within_days: Mapped[int | None] = column(DataClass.PUBLIC, Integer)


class CaseHold(Base):
    """Who has an application in hand. `id` = application. A hold that has run out holds nobody back."""

    __tablename__ = "case_hold"
    __table_args__ = (
        within_tenant("id", "application", ondelete="CASCADE"),
        Index("ix_case_hold_assigned", "tenant_id", "assigned_id"),
        CheckConstraint("(holder_id is null) = (held_until is null)", name="held_until"),
    )

    assigned_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    holder_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    held_until: Mapped[datetime | None] = column(DataClass.INTERNAL)


class CaseNote(Base):
    """What an officer writes down for colleagues; the applicant does not see it. `text` is sealed."""

    __tablename__ = "case_note"
    __table_args__ = (
        within_tenant("application_id", "application", ondelete="CASCADE"),
        Index("ix_case_note_application", "tenant_id", "application_id"),
    )
    append_only: ClassVar[bool] = True

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    officer_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    text: Mapped[bytes] = column(DataClass.SENSITIVE, LargeBinary)
    written_at: Mapped[datetime] = column(DataClass.INTERNAL)


class FactRequest(Base):
    """What an officer asks the applicant for once more, and why. `message` is sealed; the applicant reads it."""

    __tablename__ = "fact_request"
    __table_args__ = (
        within_tenant("application_id", "application", ondelete="CASCADE"),
        Index("ix_fact_request_application", "tenant_id", "application_id"),
    )
    append_only: ClassVar[bool] = True

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    officer_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    facts: Mapped[list[str]] = column(DataClass.INTERNAL)
    message: Mapped[bytes] = column(DataClass.SENSITIVE, LargeBinary)
    answer_by: Mapped[date] = column(DataClass.INTERNAL, Date)
    asked_at: Mapped[datetime] = column(DataClass.INTERNAL)


class Proposal(Base):
    """What one officer found of a fact and a second one has to agree to, where the city wants four eyes.

    `content` is what would become the attestation, sealed. The row goes when the second officer has spoken.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        within_tenant("application_id", "application", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "application_id", "fact"),
        CheckConstraint("verdict in ('confirmed', 'refused')", name="verdict"),
    )

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    fact: Mapped[str] = column(DataClass.INTERNAL, Text)
    verdict: Mapped[str] = column(DataClass.INTERNAL, Text)
    typed: Mapped[bytes] = column(DataClass.SENSITIVE, LargeBinary)
    reason: Mapped[str] = column(DataClass.PERSONAL, Text)
    valid_until: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    officer_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    proposed_at: Mapped[datetime] = column(DataClass.INTERNAL)


class Appeal(Base):
    """Somebody asks that her determination be looked at again by another officer: lodged → decided, or withdrawn.

    `grounds` and `opinion` are sealed. `decided_by_id` is never one of those who vouched for a fact of the case before
    it was lodged; what was decided is a new determination, linked to the one before.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        within_tenant("application_id", "application"),
        within_tenant("determination_id", "determination"),
        Index(
            "uq_appeal_open",
            "tenant_id",
            "application_id",
            unique=True,
            postgresql_where="state = 'lodged'",
        ),
        CheckConstraint("state in ('lodged', 'decided', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'decided') = (decided_by_id is not null)", name="decided"),
    )

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    determination_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    grounds: Mapped[bytes] = column(DataClass.SENSITIVE, LargeBinary)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    lodged_at: Mapped[datetime] = column(DataClass.INTERNAL)
    decided_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    decided_by_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    opinion: Mapped[bytes | None] = column(DataClass.SENSITIVE, LargeBinary)
