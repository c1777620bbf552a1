"""Somebody becomes known to a tenant, with what they may do there."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.people.grant_role import grant_role
from seoul_learn.tenant_plane.people.keep_person import keep_person
from seoul_learn.tenant_plane.people.values import Role

_COMMAND = Actor(kind="command")


async def add_person(
    session: AsyncSession,
    *,
    email: str,
    language: str,
    roles: Collection[Role],
    clock: Clock,
    display_name: str = "",
    by: Actor = _COMMAND,
) -> UUID:
    """The id of the person with that address, who has at least these roles from now on."""
    kept = await keep_person(
        session, email=email, language=language, display_name=display_name, by=by, clock=clock
    )
    for role in roles:
        await grant_role(session, kept.id, role, by=by, clock=clock)
    return kept.id
