"""Somebody a provider vouches for comes in. Who that is, is settled in this order (docs/adr/0008):

1. Whoever this issuer's subject was linked to before. The address is not looked at again: it may change hands.
2. Else somebody of the address that the provider has verified; without one nobody comes in. If nobody has it, a new
   applicant. If somebody has it, that person only where the city lets the provider link by address, and never when
   the person already has another subject there: then the address was given to somebody else.
3. An officer comes in so only where the city opens the provider to officers. Roles never come from a provider.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.people.admit import admit
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.identity_conflicts import Signal, open_conflict
from seoul_learn.tenant_plane.people.models import Person, RoleGrant
from seoul_learn.tenant_plane.people.oidc_models import PersonIdentity
from seoul_learn.tenant_plane.people.oidc_values import ProviderRefusal, ProviderTerms, Vouched
from seoul_learn.tenant_plane.people.values import OFFICER_ROLES, NewSession


async def admit_identity(
    session: AsyncSession, vouched: Vouched, *, terms: ProviderTerms, language: str, clock: Clock
) -> NewSession | ProviderRefusal:
    """The session, under a new token, or why not."""
    person_id = await _linked(session, vouched)
    if person_id is not None:
        await _compare_address(session, person_id, vouched, clock=clock)
    if person_id is None:
        found = await _by_address(session, vouched, terms=terms, language=language, clock=clock)
        if isinstance(found, ProviderRefusal):
            return found
        person_id = found
    refusal = await _refused(session, person_id, terms)
    return refusal or await begin_session(session, person_id, by="provider", clock=clock)


async def _compare_address(session: AsyncSession, person_id: UUID, vouched: Vouched, *, clock: Clock) -> None:
    """The provider knows her by an address that another account here has: officers say whether both are one person."""
    if not vouched.email:
        return
    other = await session.scalar(select(Person.id).where(Person.email == vouched.email, Person.id != person_id))
    if other is not None:
        await open_conflict(session, person_id, other, Signal.PROVIDER_ADDRESS, clock=clock)


async def _linked(session: AsyncSession, vouched: Vouched) -> UUID | None:
    found: UUID | None = await session.scalar(
        select(PersonIdentity.person_id).where(
            PersonIdentity.issuer == vouched.issuer, PersonIdentity.subject == vouched.subject
        )
    )
    return found


async def _by_address(
    session: AsyncSession, vouched: Vouched, *, terms: ProviderTerms, language: str, clock: Clock
) -> UUID | ProviderRefusal:
    if not vouched.email:
        return ProviderRefusal.no_verified_address
    known: UUID | None = await session.scalar(select(Person.id).where(Person.email == vouched.email))
    if known is not None:
        if not terms.links_by_email:
            return ProviderRefusal.address_has_account
        if (refusal := await _refused(session, known, terms)) is not None:
            return refusal
    admitted = await admit(session, email=vouched.email, language=language, clock=clock, display_name=vouched.name)
    if admitted is None:
        return ProviderRefusal.switched_off
    if known is None and not admitted.made and not terms.links_by_email:
        # Somebody proved the same new address by a code at this very moment: it is theirs, as if they had come before.
        return ProviderRefusal.address_has_account
    person_id = admitted.id
    linked = await session.scalar(
        insert(PersonIdentity)
        .values(
            tenant_id=tenant_of(session), id=new_id(), person_id=person_id, issuer=vouched.issuer,
            subject=vouched.subject, linked_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(PersonIdentity.id)
    )  # fmt: skip
    if linked is None:
        # Either this very subject arrived twice at once, or the person has another subject there.
        return await _linked(session, vouched) or ProviderRefusal.address_has_account
    await record(
        session, actor=Actor(kind="person", id=person_id), action="identity.linked", subject="person",
        subject_id=person_id, detail={"issuer": vouched.issuer, "to": "new" if admitted.made else "known"}, clock=clock,
    )  # fmt: skip
    return person_id


async def _refused(session: AsyncSession, person_id: UUID, terms: ProviderTerms) -> ProviderRefusal | None:
    if not await session.scalar(select(Person.active).where(Person.id == person_id)):
        return ProviderRefusal.switched_off
    if terms.for_officers:
        return None
    roles = await session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
    return ProviderRefusal.officers_use_code if {str(role) for role in OFFICER_ROLES} & set(roles) else None
