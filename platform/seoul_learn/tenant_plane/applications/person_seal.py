"""The seal of one person's sensitive values: its key is random, wrapped by the tenant's, and erased with the person."""

import secrets
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.models import PersonKey
from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.database.sealing import Seal, SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of

_KEY = "select wrapped from tenant.person_key where tenant_id = $1 and id = $2"


async def person_seal(session: AsyncSession, keys: SealingKeys, person_id: UUID) -> Seal:
    """The person's seal; made at the first use."""
    tenant_id = tenant_of(session)
    wrapped = await session.scalar(select(PersonKey.wrapped).where(PersonKey.id == person_id))
    if wrapped is None:
        fresh = keys.of_tenant(tenant_id).seal(
            secrets.token_bytes(32), table="person_key", row=person_id, column="wrapped"
        )
        await session.execute(
            insert(PersonKey).values(tenant_id=tenant_id, id=person_id, wrapped=fresh).on_conflict_do_nothing()
        )
        # Another request may have been first: the stored one counts.
        wrapped = await session.scalar(select(PersonKey.wrapped).where(PersonKey.id == person_id))
    return person_seal_of(wrapped or b"", keys, tenant_id=tenant_id, person_id=person_id)


async def read_person_seal(source: Source, keys: SealingKeys, person_id: UUID) -> Seal:
    """The person's seal for reading what was sealed before. Raises BrokenSeal when her key is gone."""
    row = await fetch_first(source, _KEY, person_id)
    return person_seal_of(row["wrapped"] if row else b"", keys, tenant_id=tenant_of(source), person_id=person_id)


def person_seal_of(wrapped: bytes, keys: SealingKeys, *, tenant_id: UUID, person_id: UUID) -> Seal:
    """The seal of a person from the key that was read with the values it seals. Raises BrokenSeal."""
    tenants = keys.of_tenant(tenant_id)
    return Seal(tenants.unseal(wrapped, table="person_key", row=person_id, column="wrapped"), tenant_id)
