"""A role is taken away; it stops opening doors with the next request."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.people.errors import LastAdministrator
from seoul_learn.tenant_plane.people.models import RoleGrant
from seoul_learn.tenant_plane.people.queries import require_person
from seoul_learn.tenant_plane.people.values import Role


async def revoke_role(session: AsyncSession, person_id: UUID, role: Role, *, by: Actor, clock: Clock) -> None:
    """Take the role away; harmless when the person does not have it. Raises NotFound, LastAdministrator."""
    await require_person(session, person_id)
    if role is Role.administrator:
        # Locked in one order, so that two administrators who dismiss each other take turns.
        administrators = await session.scalars(
            select(RoleGrant).where(RoleGrant.role == role.value).order_by(RoleGrant.id).with_for_update()
        )
        if [grant.person_id for grant in administrators] == [person_id]:
            raise LastAdministrator
    revoked = await session.execute(
        delete(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.role == role.value).returning(RoleGrant.id)
    )
    if revoked.scalar_one_or_none() is None:
        return
    await record(
        session, actor=by, action="role.revoked", subject="person", subject_id=person_id, detail={"role": role.value},
        clock=clock,
    )  # fmt: skip
