"""Where we and a provider say different things about a seat, until somebody or something has settled it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class SeatDifference(Base):
    """One of a kind for each seat. Open while `settled_as` is null; seen again after that, it opens again unless an
    officer chose to ignore it. `reference` is the provider's name of the seat, `enrolment_id` ours where we know it.
    """

    __tablename__ = "seat_difference"
    __table_args__ = (
        within_tenant("contract_id", "contract", ondelete="CASCADE"),
        within_tenant("enrolment_id", "enrolment", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "contract_id", "reference", "kind"),
        Index("ix_seat_difference_open", "tenant_id", "contract_id", postgresql_where="settled_as is null"),
        Index("ix_seat_difference_enrolment", "tenant_id", "enrolment_id"),
        CheckConstraint(
            "kind in ('missing_there', 'extra_there', 'other_learner', 'unanswered')", name="kind"
        ),
        CheckConstraint(
            "settled_as in ('released_there', 'ended_here', 'asked_again', 'given_up', 'ignored', 'gone')",
            name="settled_as",
        ),
        CheckConstraint("(settled_as is null) = (settled_at is null)", name="settled"),
        CheckConstraint("settled_as <> 'ignored' or reason is not null", name="reason"),
    )

    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    reference: Mapped[str] = column(DataClass.INTERNAL, Text)
    kind: Mapped[str] = column(DataClass.INTERNAL, Text)
    enrolment_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    seen_at: Mapped[datetime] = column(DataClass.INTERNAL)
    settled_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    settled_as: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    settled_by: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    reason: Mapped[str | None] = column(DataClass.PERSONAL, Text)
