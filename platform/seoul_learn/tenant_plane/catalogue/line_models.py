"""The line to the provider of a contract: its secrets, whether it was tested, how long it is silent, its events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class ContractLine(Base):
    """One for each contract that has secrets or was tested or asked. What is here is in no bundle and no export.

    `secrets` are the connector's secret fields, sealed; `tested` is a digest of the configuration that passed the
    test. `silences` counts answers that did not come, one after another; until `open_until` nobody asks
    (docs/adr/0015), and `fault` says what was wrong last.
    """

    __tablename__ = "contract_line"
    __table_args__ = (
        within_tenant("contract_id", "contract", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "contract_id"),
        CheckConstraint("silences >= 0", name="silences"),
    )

    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    secrets: Mapped[bytes | None] = column(DataClass.SECRET, LargeBinary)
    tested: Mapped[bytes | None] = column(DataClass.INTERNAL, LargeBinary)
    tested_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    silences: Mapped[int] = column(DataClass.INTERNAL, Integer, default=0)
    open_until: Mapped[datetime | None] = column(DataClass.INTERNAL)
    fault: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    compared_at: Mapped[datetime | None] = column(DataClass.INTERNAL)


class ProviderEvent(Base):
    """An event that a provider sent, once: the same id again changes nothing. Only its id and its seat are kept."""

    __tablename__ = "provider_event"
    __table_args__ = (
        within_tenant("contract_id", "contract", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "contract_id", "event"),
    )

    contract_id: Mapped[UUID] = column(DataClass.INTERNAL, Uuid)
    event: Mapped[str] = column(DataClass.INTERNAL, Text)
    request_id: Mapped[UUID | None] = column(DataClass.INTERNAL, Uuid)
    received_at: Mapped[datetime] = column(DataClass.INTERNAL)
