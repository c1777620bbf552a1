"""Add an entry to the tenant's audit log, within the transaction that does what it tells."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.chain import GENESIS, digest_of, link
from seoul_learn.tenant_plane.audit.models import AuditEntry
from seoul_learn.tenant_plane.database.transaction import do_last, tenant_of


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


_LOCK_HEAD = text("select number, chain from tenant.audit_head where tenant_id = :tenant_id for update")
_MOVE_HEAD = text("update tenant.audit_head set number = :number, chain = :chain where tenant_id = :tenant_id")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to what, as `record` writes it."""

    actor: Actor
    action: str
    subject: str
    subject_id: UUID | None = None
    detail: dict[str, Any] = {}


async def record_all(session: AsyncSession, entries: Sequence[Entry], *, clock: Clock) -> None:
    """As `record`, of many at once: the tenant's chain is moved on once for all of them."""
    if not entries:
        return
    tenant_id = tenant_of(session)
    head = (await session.execute(_LOCK_HEAD, {"tenant_id": tenant_id})).one_or_none()
    if head is None:
        # The first entry of a tenant makes its head; it cannot be locked before it is there.
        first, *entries = entries
        await record(session, **msgspec.structs.asdict(first), clock=clock)
        await record_all(session, entries, clock=clock)
        return
    number, chain, at, rows = head.number, head.chain, clock.now(), []
    for one in entries:
        digest = digest_of(
            tenant_id=tenant_id, at=at, actor_kind=one.actor.kind, actor_id=one.actor.id, action=one.action,
            subject=one.subject, subject_id=one.subject_id, detail=one.detail,
        )  # fmt: skip
        number, chain = number + 1, link(chain, digest)
        rows.append(
            {
                "tenant_id": tenant_id, "id": new_id(), "number": number, "at": at, "actor_kind": one.actor.kind,
                "actor_id": one.actor.id, "action": one.action, "subject": one.subject, "subject_id": one.subject_id,
                "detail": one.detail, "digest": digest, "chain": chain,
            }
        )  # fmt: skip
    await session.execute(_MOVE_HEAD, {"tenant_id": tenant_id, "number": number, "chain": chain})
    await session.execute(insert(AuditEntry), rows)


def record_last(
    session: AsyncSession, *, actor: Actor, action: str, subject: str, subject_id: UUID | None = None, clock: Clock
) -> None:
    """The same as `record`, when all else in this transaction is done: for looking at something, which is no act.

    What is looked at may take long, and may be followed by acts of its own: nobody waits for it meanwhile.
    """

    async def write() -> None:
        await record(
            session, actor=actor, action=action, subject=subject, subject_id=subject_id, clock=clock
        )

    do_last(session, write)


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
