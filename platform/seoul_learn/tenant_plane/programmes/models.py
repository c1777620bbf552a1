"""The benefit schemes of a tenant."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Programme(Base):
    """One scheme: what it is called, when applications are taken, how many it serves."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("tenant_id", "slug"),)

    slug: Mapped[str] = column(DataClass.PUBLIC, Text)
    name: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    summary: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    opens_at: Mapped[datetime | None] = column(DataClass.PUBLIC)
    closes_at: Mapped[datetime | None] = column(DataClass.PUBLIC)
    quota: Mapped[int | None] = column(DataClass.PUBLIC, Integer)
    detail: Mapped[dict[str, Any]] = column(DataClass.PUBLIC)
