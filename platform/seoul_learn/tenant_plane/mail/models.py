"""Letters: queued with the change that wants them, sent by the worker, never twice without saying so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Integer, Text
from sqlalchemy.orm import Mapped

from seoul_learn.tenant_plane.database.base import Base
from seoul_learn.tenant_plane.database.columns import DataClass, column


class Mail(Base):
    """queued → sending → sent | failed | unknown; a passing refusal leads back to queued.

    A letter found in `sending` was interrupted: nobody knows whether it left, so it becomes `unknown` and is not sent
    again unless somebody asks for it. `attempts` fences late results; `failure` is a code, never the server's words.
    """

    __tablename__ = "mail"
    __table_args__ = (CheckConstraint("state in ('queued', 'sending', 'sent', 'failed', 'unknown')", name="state"),)

    recipient: Mapped[str] = column(DataClass.PERSONAL, Text)
    subject: Mapped[str] = column(DataClass.PERSONAL, Text)
    body: Mapped[str] = column(DataClass.SECRET, Text)
    language: Mapped[str] = column(DataClass.INTERNAL, Text)
    state: Mapped[str] = column(DataClass.INTERNAL, Text)
    attempts: Mapped[int] = column(DataClass.INTERNAL, Integer, default=0)
    queued_at: Mapped[datetime] = column(DataClass.INTERNAL)
    useful_until: Mapped[datetime | None] = column(DataClass.INTERNAL)
    claimed_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    sent_at: Mapped[datetime | None] = column(DataClass.INTERNAL)
    failure: Mapped[str | None] = column(DataClass.INTERNAL, Text)
