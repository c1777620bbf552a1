"""A person gets a role, or loses it."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.people.models import RoleGrant
from seoul_learn.tenant_plane.people.values import Role


async def grant_role(session: AsyncSession, person_id: UUID, role: Role, *, clock: Clock) -> None:
    """Give the role; harmless when the person has it."""
    await session.execute(
        insert(RoleGrant)
        .values(tenant_id=tenant_of(session), id=new_id(), person_id=person_id, role=role.value, granted_at=clock.now())
        .on_conflict_do_nothing()
    )


async def revoke_role(session: AsyncSession, person_id: UUID, role: Role) -> None:
    """Take the role away; harmless when the person does not have it."""
    await session.execute(delete(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.role == role.value))
