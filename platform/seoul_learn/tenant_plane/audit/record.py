"""Add an entry to the tenant's audit log, within the transaction that does what it tells."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.chain import GENESIS, digest_of, link
from seoul_learn.tenant_plane.audit.models import AuditEntry
from seoul_learn.tenant_plane.database.transaction import tenant_of


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acted: kind is `person`, `operator`, `job` or `command`; the id is None where there is no person."""

    kind: str
    id: UUID | None = None


# One statement locks the tenant's head, links the digest to it and returns the new link. `on conflict` makes the
# first entry; `audit_head` in the update is the row as it stands, `excluded` the row that was to be inserted.
_ADVANCE = text("""
    insert into tenant.audit_head as head (tenant_id, id, number, chain)
    values (:tenant_id, :tenant_id, 1, :first)
    on conflict (tenant_id, id) do update
       set number = head.number + 1, chain = sha256(head.chain || cast(:digest as bytea))
     where head.tenant_id = :tenant_id
    returning number, chain
""")


async def record(
    session: AsyncSession,
    *,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
    clock: Clock,
) -> None:
    """Write who did what to what. `detail` holds codes and ids, never personal data in words.

    Entries of one tenant wait for each other from here to the commit: call it late in a use case.
    """
    tenant_id = tenant_of(session)
    at: datetime = clock.now()
    digest = digest_of(
        tenant_id=tenant_id, at=at, actor_kind=actor.kind, actor_id=actor.id, action=action,
        subject=subject, subject_id=subject_id, detail=detail or {},
    )  # fmt: skip
    head = await session.execute(
        _ADVANCE, {"tenant_id": tenant_id, "digest": digest, "first": link(GENESIS, digest)}
    )
    number, chain = head.one()
    session.add(
        AuditEntry(
            number=number, at=at, actor_kind=actor.kind, actor_id=actor.id, action=action, subject=subject,
            subject_id=subject_id, detail=detail or {}, digest=digest, chain=chain,
        )
    )  # fmt: skip
    await session.flush()
