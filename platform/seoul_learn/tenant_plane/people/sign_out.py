"""Somebody signs out: here, or on every device."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.people.models import PersonSession


async def sign_out(session: AsyncSession, session_id: UUID) -> None:
    """End one session, whoever still has its token; harmless when it is over."""
    await session.execute(delete(PersonSession).where(PersonSession.id == session_id))


async def sign_out_everywhere(session: AsyncSession, person_id: UUID, *, by: Actor, clock: Clock) -> None:
    """End every session of a person: they lost a device, or fear for their account."""
    await session.execute(delete(PersonSession).where(PersonSession.person_id == person_id))
    await record(
        session, actor=by, action="person.signed_out_everywhere", subject="person", subject_id=person_id, clock=clock
    )
