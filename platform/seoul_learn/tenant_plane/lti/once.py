"""Nonces and ids that a tool may use once: the second time is found out, also at the same moment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import token_digest
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.lti.models import LtiMessage, LtiOnce, LtiToken
from seoul_learn.tenant_plane.lti.values import Once


async def use_once(session: AsyncSession, kind: Once, value: str, *, tool_id: UUID, until: datetime) -> bool:
    """True the first time. It is remembered `until` nobody could use it any more."""
    stored = await session.execute(
        insert(LtiOnce)
        .values(
            tenant_id=tenant_of(session), id=new_id(), tool_id=tool_id, kind=kind.value, digest=token_digest(value),
            expires_at=until,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "tool_id", "kind", "digest"])
        .returning(LtiOnce.id)
    )  # fmt: skip
    return stored.first() is not None


async def forget_messages(session: AsyncSession, *, clock: Clock) -> None:
    """Delete messages, tokens and values that nobody can use any more."""
    now = clock.now()
    for table in (LtiMessage, LtiOnce, LtiToken):
        await session.execute(delete(table).where(table.expires_at < now))
