"""The benefit schemes of a tenant."""

from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Programme(Base):
    """One scheme and what it is called. When it is open, whom and how many it serves is said by its policies."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("tenant_id", "slug"),)

    slug: Mapped[str] = column(DataClass.PUBLIC, Text)
    name: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    summary: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    detail: Mapped[dict[str, Any]] = column(DataClass.PUBLIC)
