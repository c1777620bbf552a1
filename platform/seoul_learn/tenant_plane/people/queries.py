"""Reads of people, returning values. Who asks is found by `recognise`."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.people.models import Person, RoleGrant
from seoul_learn.tenant_plane.people.values import OFFICER_ROLES, KnownPerson, Role


async def list_officers(session: AsyncSession) -> list[KnownPerson]:
    """Whoever has an officer's role, by name, with all the roles they have."""
    officers = select(RoleGrant.person_id).where(RoleGrant.role.in_([role.value for role in OFFICER_ROLES]))
    rows = await session.execute(
        select(Person, func.array_agg(RoleGrant.role))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.id.in_(officers))
        .group_by(Person.tenant_id, Person.id)
        .order_by(Person.display_name, Person.id)
    )
    return [
        KnownPerson(
            id=person.id, email=person.email, display_name=person.display_name, active=person.active,
            roles=frozenset(Role(role) for role in roles),
        )
        for person, roles in rows
    ]  # fmt: skip


async def require_person(session: AsyncSession, person_id: UUID) -> None:
    """Raises NotFound when the tenant does not know that person."""
    if await session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotFound
