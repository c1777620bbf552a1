"""Seats under contracts, and the enrolments that hold them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Seat(Base):
    """One place under a contract, free or claimed: N rows give N enrolments, whatever happens at once."""

    __tablename__ = "seat"
    __table_args__ = (
        within_tenant("contract_id", "contract"),
        UniqueConstraint("tenant_id", "contract_id", "number"),
        Index("ix_seat_free", "tenant_id", "contract_id", postgresql_where="enrolment_id is null"),
    )

    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    number: Mapped[int] = column(DataClass.INTERNAL, Integer)
    enrolment_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)


class Enrolment(Base):
    """A learner's use of an offering. Its id is the idempotency key towards the provider, for ever.

    requested → provisioning → active | failed | unknown → releasing → released. `access` is what the learner needs
    to get in (a code, a link), sealed. `slot` counts within the category, from 1; None for one that uses none.
    `end_told_on` is when she was written to that it ends, `release_tried_at` when the seat was last asked back anew.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        within_tenant("entitlement_id", "entitlement"),
        within_tenant("person_id", "person"),
        within_tenant("contract_id", "contract"),
        # One offering a slot, and none twice: the database says so too.
        Index(
            "uq_enrolment_slot",
            "tenant_id",
            "entitlement_id",
            "category",
            "slot",
            unique=True,
            postgresql_where="slot is not null and state not in ('releasing', 'released', 'failed')",
        ),
        Index(
            "uq_enrolment_offering",
            "tenant_id",
            "entitlement_id",
            "contract_id",
            unique=True,
            postgresql_where="state not in ('releasing', 'released', 'failed')",
        ),
        CheckConstraint("slot >= 1", name="slot"),
        CheckConstraint("state not in ('releasing', 'released') or release_reason is not null", name="release"),
        CheckConstraint(
            "state in ('requested', 'provisioning', 'active', 'failed', 'unknown', 'releasing', 'released')",
            name="state",
        ),
    )

    entitlement_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    person_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    category: Mapped[str] = column(DataClass.INTERNAL, Text)
    slot: Mapped[int | None] = column(DataClass.INTERNAL, Integer)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    access: Mapped[bytes | None] = column(DataClass.SECRET, LargeBinary)
    attempts: Mapped[int] = column(DataClass.INTERNAL, Integer, default=0)
    fault: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    requested_at: Mapped[datetime] = column(DataClass.INTERNAL)
    active_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    ends_on: Mapped[date] = column(DataClass.INTERNAL, Date)
    release_reason: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    release_wanted_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    end_told_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)
    release_tried_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
