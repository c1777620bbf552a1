"""Line items of learning tools, and the scores they post to them (Assignment and Grade Services 2.0)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, Index, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class LtiLineItem(Base):
    """Something that a tool gives scores for, under one contract; another tool never sees it.

    `extra` keeps what the tool wrote beside what we know, so that it reads back what it wrote.
    """

    __tablename__ = "lti_line_item"
    __table_args__ = (
        within_tenant("contract_id", "contract"),
        within_tenant("link_id", "lti_link"),
        CheckConstraint("score_maximum > 0", name="maximum"),
        Index("ix_lti_line_item_contract", "tenant_id", "contract_id", "tool_id", "id"),
        Index("ix_lti_line_item_link", "tenant_id", "link_id"),
    )

    tool_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    link_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    label: Mapped[str] = column(DataClass.INTERNAL, Text)
    score_maximum: Mapped[float] = column(DataClass.INTERNAL, Float)
    resource: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    tag: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    extra: Mapped[dict[str, Any]] = column(DataClass.INTERNAL, JSONB)
    made_at: Mapped[datetime] = column(DataClass.INTERNAL)


class LtiScore(Base):
    """One score as it was posted; the one with the latest `scored_at` is what counts. A comment is kept sealed."""

    __tablename__ = "lti_score"
    __table_args__ = (
        within_tenant("line_item_id", "lti_line_item", ondelete="CASCADE"),
        within_tenant("enrolment_id", "enrolment", ondelete="CASCADE"),
        within_tenant("person_id", "person", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "line_item_id", "person_id", "scored_at"),
        CheckConstraint("given is null or (given >= 0 and maximum > 0)", name="given"),
        Index("ix_lti_score_enrolment", "tenant_id", "enrolment_id"),
        Index("ix_lti_score_person", "tenant_id", "person_id"),
    )

    line_item_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    enrolment_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    given: Mapped[float | None] = column(DataClass.PERSONAL, Float)
    maximum: Mapped[float | None] = column(DataClass.INTERNAL, Float)
    activity: Mapped[str] = column(DataClass.PERSONAL, Text)
    grading: Mapped[str] = column(DataClass.PERSONAL, Text)
    comment: Mapped[bytes | None] = column(DataClass.PERSONAL, LargeBinary)
    scored_at: Mapped[datetime] = column(DataClass.INTERNAL)
    received_at: Mapped[datetime] = column(DataClass.INTERNAL)
