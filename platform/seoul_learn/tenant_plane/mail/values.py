"""What mail looks like to those who post, deliver and read it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.database.queue import Job


class MailState(StrEnum):
    """How far a letter is. `unknown`: it was interrupted, and nobody can tell whether it left."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    failed = "failed"
    unknown = "unknown"


class DeliverMail(Job, frozen=True, kw_only=True):
    """Hand one letter to the mail server."""

    task: ClassVar[str] = "mail.deliver"
    queue: ClassVar[str] = "mail"
    mail_id: UUID


class OutgoingMail(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as the mail server gets it. `id` makes its Message-ID, the same for every try."""

    id: UUID
    recipient: str
    subject: str
    body: str
    language: str
    sender_name: str
    reply_to: str | None = None

    def __repr__(self) -> str:
        return f"OutgoingMail(id={self.id})"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter in a list. `body` is empty once its words are no longer kept; `failure` is a code."""

    id: UUID
    recipient: str
    subject: str
    body: str
    language: str
    state: MailState
    attempts: int
    queued_at: datetime
    sent_at: datetime | None
    failure: str | None

    def __repr__(self) -> str:
        return f"Letter(id={self.id}, state={self.state})"
