"""Somebody who has proved an address comes in; one that nobody had becomes an applicant's."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.people.grant_role import grant_role
from seoul_learn.tenant_plane.people.keep_person import keep_person
from seoul_learn.tenant_plane.people.models import Person
from seoul_learn.tenant_plane.people.values import Role


async def admit(
    session: AsyncSession, *, email: str, language: str, clock: Clock, display_name: str = ""
) -> UUID | None:
    """The person's id; None for one who was switched off. `email` is in its normal spelling."""
    known = (await session.execute(select(Person.id, Person.active).where(Person.email == email))).one_or_none()
    if known is not None:
        return known.id if known.active else None
    person_id = await keep_person(
        session, email=email, language=language, display_name=display_name, by=None, clock=clock
    )
    await grant_role(session, person_id, Role.applicant, by=Actor(kind="person", id=person_id), clock=clock)
    return person_id
