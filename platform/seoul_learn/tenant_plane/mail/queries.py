"""Reads of letters, returning values."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.mail.models import Mail
from seoul_learn.tenant_plane.mail.values import Letter, MailState


async def list_letters(
    session: AsyncSession, *, limit: int = 50, before: UUID | None = None, recipient: str | None = None
) -> list[Letter]:
    """Newest first; `before` is the last id of the page before, `recipient` narrows to one address."""
    wanted = select(Mail).order_by(Mail.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Mail.id < before)
    if recipient is not None:
        wanted = wanted.where(Mail.recipient == recipient)
    return [
        Letter(
            id=row.id, recipient=row.recipient, subject=row.subject, body=row.body, language=row.language,
            state=MailState(row.state), attempts=row.attempts, queued_at=row.queued_at, sent_at=row.sent_at,
            failure=row.failure,
        )
        for row in await session.scalars(wanted)
    ]  # fmt: skip


async def count_letters(session: AsyncSession) -> dict[MailState, int]:
    """How many letters are in each state: what an officer's health page shows."""
    rows = await session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    counted = {MailState(state): int(number) for state, number in rows}
    return {state: counted.get(state, 0) for state in MailState}


async def count_overdue_letters(session: AsyncSession, *, before: datetime) -> int:
    """How many letters were queued before this moment and still have not left: no worker is at work."""
    counted = await session.scalar(
        select(func.count()).where(Mail.state == MailState.queued.value, Mail.queued_at < before)
    )
    return int(counted or 0)
