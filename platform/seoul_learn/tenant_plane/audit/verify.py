"""Walk a tenant's chain and name the first entry that was altered or is missing."""

from datetime import UTC

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.audit.chain import GENESIS, digest_of, link
from seoul_learn.tenant_plane.audit.models import AuditEntry, AuditHead


class ChainReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a walk found; `fault` is None for an intact chain, else a sentence that names the entry."""

    entries: int
    fault: str | None = None
    chain: bytes = GENESIS
    """The newest link."""
    remembered: bytes = GENESIS
    """The link after the entry that was asked for; the beginning when there is none."""


async def verify_chain(session: AsyncSession, *, remember: int = 0) -> ChainReport:
    """Recompute every digest and link of the session's tenant, oldest first; `remember` numbers a link to keep."""
    chain, expected, remembered = GENESIS, 1, GENESIS
    entries = await session.stream_scalars(select(AuditEntry).order_by(AuditEntry.number))
    async for entry in entries:
        if entry.number != expected:
            return ChainReport(entries=expected - 1, fault=f"entry {expected} is missing")
        digest = digest_of(
            tenant_id=entry.tenant_id, at=entry.at.astimezone(UTC), actor_kind=entry.actor_kind,
            actor_id=entry.actor_id, action=entry.action, subject=entry.subject, subject_id=entry.subject_id,
            detail=entry.detail,
        )  # fmt: skip
        chain = link(chain, digest)
        if digest != entry.digest or chain != entry.chain:
            return ChainReport(entries=expected - 1, fault=f"entry {expected} was altered")
        if expected == remember:
            remembered = chain
        expected += 1
    head = (await session.execute(select(AuditHead.number, AuditHead.chain))).one_or_none()
    if (head.number if head else 0) != expected - 1:
        return ChainReport(entries=expected - 1, fault=f"entry {expected} is missing")
    if head and head.chain != chain:
        return ChainReport(entries=expected - 1, fault="the head of the chain was altered")
    return ChainReport(entries=expected - 1, chain=chain, remembered=remembered)
