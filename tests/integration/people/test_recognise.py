"""A cookie's token leads to one person of one tenant, with what they may do, in one statement."""

from datetime import timedelta
from uuid import UUID

from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import token_digest
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.people.models import Person, PersonSession, RoleGrant
from seoul_learn.tenant_plane.people.recognise import recognise
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from tests.statements import counted_statements

_TOKEN = "a token of a test"


async def _signed_in(database: TenantDatabase, clock: FixedClock, *, active: bool = True) -> UUID:
    tenant_id, person_id = new_id(), new_id()
    async with database.transaction(tenant_id) as session:
        session.add(
            Person(
                id=person_id, email="min@example.org", display_name="민", language="ko", active=active,
                created_at=clock.now(),
            )
        )  # fmt: skip
        await session.flush()
        for role in (Role.applicant, Role.caseworker):
            session.add(RoleGrant(person_id=person_id, role=role.value, granted_at=clock.now()))
        session.add(
            PersonSession(
                person_id=person_id, token_digest=token_digest(_TOKEN), started_at=clock.now(),
                expires_at=clock.now() + timedelta(hours=1),
            )
        )  # fmt: skip
    return tenant_id


async def _find(database: TenantDatabase, tenant_id: UUID, clock: FixedClock) -> SignedInPerson | None:
    async with database.reading(tenant_id) as reading:
        return (await recognise(reading, token=_TOKEN, clock=clock)).person


async def test_a_token_leads_to_its_person_and_their_roles(tenant_database: TenantDatabase, clock: FixedClock) -> None:
    found = await _find(tenant_database, await _signed_in(tenant_database, clock), clock)
    assert found is not None
    assert (found.email, found.language, found.roles) == (
        "min@example.org", "ko", frozenset({Role.applicant, Role.caseworker}),
    )  # fmt: skip
    assert found.is_officer
    assert "min" not in repr(found)


async def test_it_takes_one_statement(tenant_database: TenantDatabase, clock: FixedClock) -> None:
    tenant_id = await _signed_in(tenant_database, clock)
    with counted_statements(tenant_database) as seen:
        await _find(tenant_database, tenant_id, clock)
    assert len([statement for statement in seen if "set_tenant" not in statement]) == 1


async def test_the_same_token_is_nobody_in_another_tenant(tenant_database: TenantDatabase, clock: FixedClock) -> None:
    await _signed_in(tenant_database, clock)
    assert await _find(tenant_database, new_id(), clock) is None


async def test_a_session_that_is_over_is_nobody(tenant_database: TenantDatabase, clock: FixedClock) -> None:
    tenant_id = await _signed_in(tenant_database, clock)
    clock.advance(timedelta(hours=1))
    assert await _find(tenant_database, tenant_id, clock) is None


async def test_somebody_who_was_switched_off_is_nobody(tenant_database: TenantDatabase, clock: FixedClock) -> None:
    assert await _find(tenant_database, await _signed_in(tenant_database, clock, active=False), clock) is None
