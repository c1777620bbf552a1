"""Tables of learning tools in one city: keys, deployments, links and messages on their way. Scores: score_models.

A registration is a row of the control plane, known here by its id alone (`tool_id`).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class LtiKey(Base):
    """A key that the city signs with, sealed. It is published before it signs and after another one has taken over.

    Its id is its `kid`. `retires_at` is when it is published no more, None while no other has taken over.
    """

    __tablename__ = "lti_key"

    private_key: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    public_key: Mapped[dict[str, Any]] = column(DataClass.PUBLIC)
    made_at: Mapped[datetime] = column(DataClass.INTERNAL)
    signs_from: Mapped[datetime] = column(DataClass.INTERNAL)
    retires_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class LtiDeployment(Base):
    """A tool in this city. Its id is the `deployment_id` of every message."""

    __tablename__ = "lti_deployment"
    __table_args__ = (UniqueConstraint("tenant_id", "tool_id"),)

    tool_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    made_at: Mapped[datetime] = column(DataClass.INTERNAL)


class LtiLink(Base):
    """Something to open under a contract; its id is the resource link's, for ever. A retired one keeps its scores.

    `by_default` is the one page that a contract has before an officer chooses content at the provider.
    """

    __tablename__ = "lti_link"
    __table_args__ = (
        within_tenant("contract_id", "contract"),
        Index(
            "uq_lti_link_default", "tenant_id", "contract_id", unique=True, postgresql_where="by_default",
        ),
        Index("ix_lti_link_contract", "tenant_id", "contract_id", "position"),
    )  # fmt: skip

    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    by_default: Mapped[bool] = column(DataClass.INTERNAL, Boolean)
    title: Mapped[str] = column(DataClass.PUBLIC, Text)
    description: Mapped[str] = column(DataClass.PUBLIC, Text)
    page: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    custom: Mapped[dict[str, str]] = column(DataClass.INTERNAL)
    position: Mapped[int] = column(DataClass.INTERNAL, Integer)
    made_at: Mapped[datetime] = column(DataClass.INTERNAL)
    retired_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class LtiMessage(Base):
    """A message begun by somebody's click, taken once by the same person. Both hints are kept as digests.

    A learner's is about an enrolment and a link; an officer's, who chooses content, about a contract. `answer` is what
    the tool sent back to her, `data_digest` what the answer has to carry.
    """

    __tablename__ = "lti_message"
    __table_args__ = (
        within_tenant("contract_id", "contract"),
        within_tenant("person_id", "person", ondelete="CASCADE"),
        within_tenant("enrolment_id", "enrolment", ondelete="CASCADE"),
        within_tenant("link_id", "lti_link"),
        UniqueConstraint("tenant_id", "login_digest"),
        UniqueConstraint("tenant_id", "data_digest"),
        CheckConstraint("kind in ('resource', 'deep_linking')", name="kind"),
        CheckConstraint("kind = 'deep_linking' or (enrolment_id is not null and link_id is not null)", name="about"),
        Index("ix_lti_message_person", "tenant_id", "person_id"),
        Index("ix_lti_message_expires", "tenant_id", "expires_at"),
    )

    kind: Mapped[str] = column(DataClass.INTERNAL, Text)
    tool_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    enrolment_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    link_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    login_digest: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    message_digest: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    data_digest: Mapped[bytes | None] = column(DataClass.SECRET, LargeBinary)
    begun_at: Mapped[datetime] = column(DataClass.INTERNAL)
    expires_at: Mapped[datetime] = column(DataClass.INTERNAL)
    taken_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    answer: Mapped[list[Any] | None] = column(DataClass.INTERNAL, JSONB)
    answered_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class LtiOnce(Base):
    """A value that a tool may use once: the nonce of a message or of an answer, the id of an assertion."""

    __tablename__ = "lti_once"
    __table_args__ = (
        UniqueConstraint("tenant_id", "tool_id", "kind", "digest"),
        Index("ix_lti_once_expires", "tenant_id", "expires_at"),
    )

    tool_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    kind: Mapped[str] = column(DataClass.INTERNAL, Text)
    digest: Mapped[bytes] = column(DataClass.INTERNAL, LargeBinary)
    expires_at: Mapped[datetime] = column(DataClass.INTERNAL)


class LtiToken(Base):
    """An access token of a tool, kept as a digest."""

    __tablename__ = "lti_token"
    __table_args__ = (
        UniqueConstraint("tenant_id", "digest"),
        Index("ix_lti_token_expires", "tenant_id", "expires_at"),
    )

    tool_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    client_id: Mapped[str] = column(DataClass.INTERNAL, Text)
    digest: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    scopes: Mapped[list[str]] = column(DataClass.INTERNAL)
    expires_at: Mapped[datetime] = column(DataClass.INTERNAL)
