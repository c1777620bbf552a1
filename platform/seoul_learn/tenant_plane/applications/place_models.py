"""Places of a policy version with a quota: where each application stands for one, and how officers gave them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Placing(Base):
    """Where an application stands: undetermined → waiting → admitted → ended, and in the order anew when that is due.

    `policy_version_id` is the version whose place it is or is to be; a renewal takes over the place of what it renews.
    `submitted_at` is when it was submitted first: the turn that it keeps. `groups` are those of the quota that it may
    turn out to be of ('' for none), `need` its class, `to_see` facts that an officer has to see before they count for
    either. It stands in the order since `listed_at`, and undetermined keeps a place free until `holds_until` where
    that is told. `told_at` is when the entitlement came with the place. Rows change under the lock of `hold_places`.
    """

    __tablename__ = "placing"
    __table_args__ = (
        within_tenant("application_id", "application"),
        within_tenant("policy_version_id", "policy_version"),
        UniqueConstraint("tenant_id", "application_id"),
        Index("ix_placing_version", "tenant_id", "policy_version_id", "state"),
        CheckConstraint("state in ('undetermined', 'waiting', 'admitted', 'ended')", name="state"),
        CheckConstraint("state <> 'admitted' or admitted_at is not null", name="admitted"),
        CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended"),
    )

    application_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    policy_version_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    submitted_at: Mapped[datetime] = column(DataClass.INTERNAL)
    groups: Mapped[list[str]] = column(DataClass.SENSITIVE)
    need: Mapped[int] = column(DataClass.SENSITIVE, Integer)
    to_see: Mapped[list[str]] = column(DataClass.INTERNAL)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    listed_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    holds_until: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    admitted_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    told_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    ended_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class Allotment(Base):
    """One round in which officers gave the places of a version: proposed → given, where the city wants four eyes.

    `mark` is the digest of the list that was looked at, `despite_reviews` whether some were not determined yet. A
    proposal goes when the list has changed, and stays for ever once it is given.
    """

    __tablename__ = "allotment"
    __table_args__ = (
        within_tenant("policy_version_id", "policy_version"),
        Index(
            "uq_allotment_proposed", "tenant_id", "policy_version_id", unique=True, postgresql_where="given_at is null"
        ),
        Index("ix_allotment_version", "tenant_id", "policy_version_id"),
        CheckConstraint("(given_at is null) = (places is null)", name="given"),
    )

    policy_version_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    mark: Mapped[str] = column(DataClass.INTERNAL, Text)
    despite_reviews: Mapped[bool] = column(DataClass.INTERNAL, Boolean)
    proposed_by_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    proposed_at: Mapped[datetime] = column(DataClass.INTERNAL)
    agreed_by_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    given_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    places: Mapped[int | None] = column(DataClass.INTERNAL, Integer)
