"""Somebody is given a role, on top of those they have."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.people.models import RoleGrant
from seoul_learn.tenant_plane.people.queries import require_person
from seoul_learn.tenant_plane.people.values import Role


async def grant_role(session: AsyncSession, person_id: UUID, role: Role, *, by: Actor, clock: Clock) -> None:
    """Give the role; harmless when the person has it. Raises NotFound."""
    await require_person(session, person_id)
    granted = await session.execute(
        insert(RoleGrant)
        .values(tenant_id=tenant_of(session), id=new_id(), person_id=person_id, role=role.value, granted_at=clock.now())
        .on_conflict_do_nothing()
        .returning(RoleGrant.id)
    )
    if granted.scalar_one_or_none() is None:
        return
    await record(
        session, actor=by, action="role.granted", subject="person", subject_id=person_id, detail={"role": role.value},
        clock=clock,
    )  # fmt: skip
