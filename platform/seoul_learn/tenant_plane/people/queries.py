"""Reads of people, returning values."""

from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.tokens import token_digest
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.people.models import Person, RoleGrant
from seoul_learn.tenant_plane.people.values import OFFICER_ROLES, KnownPerson, Role, SignedInPerson

# Every request of a signed-in person asks this: one statement, not built anew by the mapper.
_BY_TOKEN = text("""
    select p.id, s.id as session_id, p.email, p.display_name, p.language,
           array(select g.role from tenant.role_grant g
                  where g.tenant_id = :tenant_id and g.person_id = p.id) as roles
      from tenant.person_session s
      join tenant.person p on p.tenant_id = :tenant_id and p.id = s.person_id and p.active
     where s.tenant_id = :tenant_id and s.token_digest = :digest and s.expires_at > :now
""")


async def find_person(session: AsyncSession, *, token: str, clock: Clock) -> SignedInPerson | None:
    """Whose session a cookie's token is; None when it is unknown or over, of another tenant, or switched off."""
    found = await session.execute(
        _BY_TOKEN, {"tenant_id": tenant_of(session), "digest": token_digest(token), "now": clock.now()}
    )
    row = found.one_or_none()
    if row is None:
        return None
    return SignedInPerson(
        person_id=row.id,
        session_id=row.session_id,
        email=row.email,
        display_name=row.display_name,
        language=row.language,
        roles=frozenset(Role(role) for role in row.roles),
    )


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
