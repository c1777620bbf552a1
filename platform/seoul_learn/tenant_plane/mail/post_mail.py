"""Want a letter sent: it and the job that delivers it commit or vanish with the change that wants them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.queue import enqueue
from seoul_learn.tenant_plane.mail.models import Mail
from seoul_learn.tenant_plane.mail.values import DeliverMail, MailState


async def post_mail(
    session: AsyncSession,
    *,
    recipient: str,
    subject: str,
    body: str,
    language: str,
    clock: Clock,
    useful_until: datetime | None = None,
) -> UUID:
    """Queue a letter in plain text and return its id. After `useful_until` it is not sent any more."""
    mail_id = new_id()
    session.add(
        Mail(
            id=mail_id, recipient=recipient, subject=subject, body=body, language=language,
            state=MailState.queued, attempts=0, queued_at=clock.now(), useful_until=useful_until,
        )
    )  # fmt: skip
    await session.flush()
    await enqueue(session, DeliverMail(mail_id=mail_id))
    return mail_id
