"""Letters that are done lose their words after a day, which may hold a code, and are gone after ninety."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.mail.models import Mail
from seoul_learn.tenant_plane.mail.values import MailState

WORDS_KEPT_FOR = timedelta(days=1)
LETTERS_KEPT_FOR = timedelta(days=90)
_DONE = (MailState.sent, MailState.failed, MailState.unknown)


async def forget_mail(session: AsyncSession, *, clock: Clock) -> None:
    """Empty and delete the letters whose time is over; those that wait or are on their way stay."""
    now = clock.now()
    done = Mail.state.in_(_DONE)
    await session.execute(delete(Mail).where(done, Mail.queued_at < now - LETTERS_KEPT_FOR))
    await session.execute(
        update(Mail).where(done, Mail.queued_at < now - WORDS_KEPT_FOR, Mail.body != "").values(body="")
    )
