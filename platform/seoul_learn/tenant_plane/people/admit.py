"""Somebody who has proved an address comes in; one that nobody had becomes an applicant's."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.people.grant_role import grant_role
from seoul_learn.tenant_plane.people.keep_person import Kept, keep_person
from seoul_learn.tenant_plane.people.models import Person
from seoul_learn.tenant_plane.people.values import Role


async def admit(
    session: AsyncSession, *, email: str, language: str, clock: Clock, display_name: str = ""
) -> Kept | None:
    """The person, and whether she was made by this; None for one who was switched off.

    `email` is in its normal spelling.
    """
    known = (await session.execute(select(Person.id, Person.active).where(Person.email == email))).one_or_none()
    if known is not None:
        return Kept(id=known.id, made=False) if known.active else None
    kept = await keep_person(
        session, email=email, language=language, display_name=display_name, by=None, clock=clock
    )
    await grant_role(session, kept.id, Role.applicant, by=Actor(kind="person", id=kept.id), clock=clock)
    return kept
