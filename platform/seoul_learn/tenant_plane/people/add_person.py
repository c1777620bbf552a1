"""Somebody becomes known to a tenant."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.people.addresses import normal_email
from seoul_learn.tenant_plane.people.grant_role import grant_role
from seoul_learn.tenant_plane.people.models import Person
from seoul_learn.tenant_plane.people.values import Role


async def add_person(
    session: AsyncSession,
    *,
    email: str,
    language: str,
    roles: Collection[Role],
    clock: Clock,
    display_name: str = "",
) -> UUID:
    """The id of the person with that address, who has at least these roles from now on."""
    address = normal_email(email)
    person_id = await session.scalar(select(Person.id).where(Person.email == address))
    if person_id is None:
        person_id = new_id()
        session.add(
            Person(
                id=person_id,
                email=address,
                display_name=display_name or address.partition("@")[0],
                language=language,
                active=True,
                created_at=clock.now(),
            )
        )
        await session.flush()
    for role in roles:
        await grant_role(session, person_id, role, clock=clock)
    found: UUID = person_id
    return found
