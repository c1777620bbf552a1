"""Pages that a city writes, one row a language."""

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base
from seoul_learn.tenant_plane.database.columns import DataClass, column


class WrittenPage(Base):
    """A page by slug and language; `body` is Markdown of headings, paragraphs, lists and links."""

    __tablename__ = "written_page"
    __table_args__ = (UniqueConstraint("tenant_id", "slug", "language"),)

    slug: Mapped[str] = column(DataClass.PUBLIC, Text)
    language: Mapped[str] = column(DataClass.PUBLIC, Text)
    title: Mapped[str] = column(DataClass.PUBLIC, Text)
    body: Mapped[str] = column(DataClass.PUBLIC, Text)
