"""One row for one address, also when two browsers arrive with it at the same moment."""

from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.people.addresses import normal_email
from seoul_learn.tenant_plane.people.models import Person


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A person; `made` by this call, and by no other that came with the address at the same moment."""

    id: UUID
    made: bool


async def keep_person(
    session: AsyncSession, *, email: str, language: str, display_name: str, by: Actor | None, clock: Clock
) -> Kept:
    """The person with that address, new or known. `by` None: the person themself."""
    address, person_id = normal_email(email), new_id()
    known: UUID | None = await session.scalar(select(Person.id).where(Person.email == address))
    if known is not None:
        return Kept(id=known, made=False)
    inserted = await session.scalar(
        insert(Person)
        .values(
            tenant_id=tenant_of(session), id=person_id, email=address, language=language, active=True,
            display_name=display_name.strip() or address.partition("@")[0], created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "email"])
        .returning(Person.id)
    )  # fmt: skip
    if inserted is None:
        found = await session.scalars(select(Person.id).where(Person.email == address))
        return Kept(id=found.one(), made=False)
    await record(
        session, actor=by or Actor(kind="person", id=person_id), action="person.added", subject="person",
        subject_id=person_id, clock=clock,
    )  # fmt: skip
    return Kept(id=person_id, made=True)
