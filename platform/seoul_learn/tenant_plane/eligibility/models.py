"""The policies of a tenant as their authors wrote them, their cases, and the official tables they refer to."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base, within_tenant
from seoul_learn.tenant_plane.database.columns import DataClass, column


class PolicyVersion(Base):
    """One dated version of a programme's policy. `text` is the TOML, `digest` that of what it says.

    Which version decides on a day is told by `status` and `effective_from`: drafts and announced ones never do.
    """

    __tablename__ = "policy_version"
    __table_args__ = (
        within_tenant("programme_id", "programme", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "programme_id", "effective_from"),
    )

    programme_id: Mapped[UUID] = column(DataClass.PUBLIC, Uuid)
    effective_from: Mapped[date] = column(DataClass.PUBLIC, Date)
    status: Mapped[str] = column(DataClass.PUBLIC, Text)
    digest: Mapped[str] = column(DataClass.PUBLIC, Text)
    text: Mapped[str] = column(DataClass.PUBLIC, Text)


class PolicyCases(Base):
    """The invented persons on whom a programme's policies are proved, as written."""

    __tablename__ = "policy_cases"
    __table_args__ = (
        within_tenant("programme_id", "programme", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "programme_id"),
    )

    programme_id: Mapped[UUID] = column(DataClass.PUBLIC, Uuid)
    text: Mapped[str] = column(DataClass.PUBLIC, Text)


class StandardText(Base):
    """An official table as this tenant uses it: it changes when the tenant takes over a newer one, never by itself."""

    __tablename__ = "standard_text"
    __table_args__ = (UniqueConstraint("tenant_id", "standard"),)

    standard: Mapped[str] = column(DataClass.PUBLIC, Text)
    digest: Mapped[str] = column(DataClass.PUBLIC, Text)
    text: Mapped[str] = column(DataClass.PUBLIC, Text)
