"""Keep the law as a determination used it, so that it can be replayed after the tenant took a newer one."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.ground import Ground
from seoul_learn.tenant_plane.eligibility.models import LawText
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord


async def keep_law(
    session: AsyncSession, written: DeterminationRecord, policy_text: str, ground: Ground, *, clock: Clock
) -> None:
    """Keep what a record refers to by digest and is not kept yet."""
    tables = dict(ground.tables)
    wanted = {written.policy_digest: ("policy", written.programme, policy_text)}
    wanted |= {digest: ("standard", standard, tables[digest]) for standard, digest in written.standards.items()}
    if ground.own is not None:
        wanted[ground.own[0]] = ("facts", "own", ground.own[1])
    kept = set(await session.scalars(select(LawText.digest).where(LawText.digest.in_(sorted(wanted)))))
    for digest, (kind, name, text) in wanted.items():
        if digest not in kept:
            await session.execute(
                insert(LawText)
                .values(
                    tenant_id=tenant_of(session), id=new_id(), kind=kind, name=name, digest=digest, text=text,
                    kept_at=clock.now(),
                )
                .on_conflict_do_nothing()
            )  # fmt: skip


async def kept_texts(session: AsyncSession, digests: Sequence[str]) -> dict[str, str]:
    """Texts by digest of what was kept; those that are not there are left out."""
    rows = await session.execute(select(LawText.digest, LawText.text).where(LawText.digest.in_(list(digests))))
    return {row.digest: row.text for row in rows}


async def policy_as_used(
    session: AsyncSession, digest: str, policy_version_id: UUID, engine: Engine
) -> Policy | None:
    """The policy that has this digest, kept or still in its version; None when it can be read no more."""
    stored = await get_policy(session, policy_version_id)
    text = (await kept_texts(session, [digest])).get(digest)
    if text is None and stored.digest != digest:
        return None
    try:
        return engine.policy(msgspec.structs.replace(stored, digest=digest, text=text or stored.text))
    except PolicyRefused:
        return None
