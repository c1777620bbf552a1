"""One row a tenant: how the city shows itself."""

from typing import Any

from sqlalchemy import Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Branding(Base):
    """Name, colours, logo, languages and contact of a city; `revision` counts the edits. `id` = tenant."""

    __tablename__ = "branding"

    revision: Mapped[int] = column(DataClass.PUBLIC, Integer)
    name: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    service_name: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    tagline: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    colour: Mapped[str] = column(DataClass.PUBLIC, Text)
    accent: Mapped[str | None] = column(DataClass.PUBLIC, Text)
    languages: Mapped[list[str]] = column(DataClass.PUBLIC)
    default_language: Mapped[str] = column(DataClass.PUBLIC, Text)
    timezone: Mapped[str] = column(DataClass.PUBLIC, Text)
    currency: Mapped[str] = column(DataClass.PUBLIC, Text)
    contact: Mapped[dict[str, Any]] = column(DataClass.PUBLIC)
    appeals: Mapped[dict[str, Any]] = column(DataClass.PUBLIC, default=dict, server_default="{}")
    logo: Mapped[bytes | None] = column(DataClass.PUBLIC, LargeBinary)
    logo_alt: Mapped[dict[str, str]] = column(DataClass.PUBLIC)
    # What the picture was drawn from, and what a bundle says besides: for writing the bundle back. Never served.
    logo_source: Mapped[bytes | None] = column(DataClass.INTERNAL, LargeBinary)
    logo_file: Mapped[str | None] = column(DataClass.INTERNAL, Text)
    kind: Mapped[str] = column(DataClass.PUBLIC, Text, default="city", server_default="city")
    notes: Mapped[dict[str, str]] = column(DataClass.PUBLIC, default=dict, server_default="{}")
