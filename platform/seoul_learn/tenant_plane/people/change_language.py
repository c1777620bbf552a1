"""A person chooses the language in which the city writes to her."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.people.models import Person


async def change_language(session: AsyncSession, person_id: UUID, language: str) -> None:
    """Keep a language; the caller has seen that the tenant has it."""
    await session.execute(update(Person).where(Person.id == person_id).values(language=language))
