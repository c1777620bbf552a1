"""An officer sends a letter again that failed or whose fate is unknown, knowing that it may arrive twice."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.queue import enqueue
from seoul_learn.tenant_plane.mail.errors import NotSentAgain
from seoul_learn.tenant_plane.mail.models import Mail
from seoul_learn.tenant_plane.mail.values import DeliverMail, MailState


async def send_again(session: AsyncSession, *, mail_id: UUID, by: Actor, clock: Clock) -> None:
    """Queue it anew under its old Message-ID. Raises NotFound, NotSentAgain."""
    letter = await session.scalar(select(Mail).where(Mail.id == mail_id).with_for_update())
    if letter is None:
        raise NotFound
    if letter.state not in (MailState.failed, MailState.unknown):
        raise NotSentAgain("This letter has been sent or is on its way.")
    if not letter.body:
        raise NotSentAgain("The words of this letter are no longer kept. Write a new one.")
    if letter.useful_until and letter.useful_until <= clock.now():
        raise NotSentAgain("What this letter says is no longer of use.")
    former = letter.state
    # The attempts go on counting, so that a late result of an earlier try stays fenced off.
    letter.state, letter.failure = MailState.queued, None
    await session.flush()
    await enqueue(session, DeliverMail(mail_id=mail_id))
    await record(
        session, actor=by, action="mail.sent_again", subject="mail", subject_id=mail_id,
        detail={"former_state": former}, clock=clock,
    )  # fmt: skip
