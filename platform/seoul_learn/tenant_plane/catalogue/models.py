"""What a city has contracted for its learners, and the codes that providers sent for it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Contract(Base):
    """One offering of the shared list under this city's terms; what the list said is copied, so that a later change
    there changes nothing here by itself. Without `seats`, as many as are asked for.
    """

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("tenant_id", "offering"),
        CheckConstraint("seats is null or seats >= 1", name="seats"),
        CheckConstraint("state in ('open', 'paused')", name="state"),
    )

    offering: Mapped[str] = column(DataClass.PUBLIC, Text)
    provider: Mapped[str] = column(DataClass.PUBLIC, Text)
    provider_name: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    name: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    category: Mapped[str] = column(DataClass.PUBLIC, Text)
    category_name: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    levels: Mapped[list[str]] = column(DataClass.PUBLIC)
    market_price_minor: Mapped[int] = column(DataClass.PUBLIC, BigInteger)
    currency: Mapped[str] = column(DataClass.PUBLIC, Text)
    price_per: Mapped[str] = column(DataClass.PUBLIC, Text)
    ships: Mapped[bool] = column(DataClass.PUBLIC, Boolean)
    seats: Mapped[int | None] = column(DataClass.INTERNAL, Integer)
    term_months: Mapped[int] = column(DataClass.INTERNAL, Integer)
    term_by_level: Mapped[dict[str, Any]] = column(DataClass.INTERNAL)
    connector: Mapped[str] = column(DataClass.INTERNAL, Text)
    config: Mapped[dict[str, Any]] = column(DataClass.INTERNAL)
    illustrative: Mapped[str | None] = column(DataClass.PUBLIC, Text)
    state: Mapped[str] = column(DataClass.PUBLIC, Text, default="open")
    position: Mapped[int] = column(DataClass.PUBLIC, Integer)


class VoucherCode(Base):
    """A code of a provider's file, sealed. `request_id` is the enrolment that it was given to, for ever.

    `digest` (keyed) refuses the same code twice without telling it. After `expires_on` nobody is given it any more.
    """

    __tablename__ = "voucher_code"
    __table_args__ = (
        within_tenant("contract_id", "contract"),
        UniqueConstraint("tenant_id", "contract_id", "digest"),
        UniqueConstraint("tenant_id", "request_id"),
        Index("ix_voucher_code_free", "tenant_id", "contract_id", postgresql_where="request_id is null"),
    )

    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    code: Mapped[bytes] = column(DataClass.SECRET, LargeBinary)
    digest: Mapped[bytes] = column(DataClass.INTERNAL, LargeBinary)
    imported_at: Mapped[datetime] = column(DataClass.INTERNAL)
    request_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    given_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    expires_on: Mapped[date | None] = column(DataClass.INTERNAL, Date)
