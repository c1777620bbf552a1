"""Roles are given and taken away by somebody, and a city keeps an administrator."""

import asyncio
from uuid import UUID

import pytest

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.errors import LastAdministrator
from seoul_learn.tenant_plane.people.grant_role import grant_role
from seoul_learn.tenant_plane.people.queries import list_officers
from seoul_learn.tenant_plane.people.revoke_role import revoke_role
from seoul_learn.tenant_plane.people.values import KnownPerson, Role
from tests.integration.people.conftest import City, new_city

BY = Actor(kind="person", id=new_id())


async def _add(city: City, email: str, *roles: Role) -> UUID:
    async with city.database.transaction(city.tenant_id) as session:
        return await add_person(session, email=email, language="ko", roles=roles, by=BY, clock=city.clock)


async def _grant(city: City, person_id: UUID, role: Role) -> None:
    async with city.database.transaction(city.tenant_id) as session:
        await grant_role(session, person_id, role, by=BY, clock=city.clock)


async def _revoke(city: City, person_id: UUID, role: Role) -> None:
    async with city.database.transaction(city.tenant_id) as session:
        await revoke_role(session, person_id, role, by=BY, clock=city.clock)


async def _officers(city: City) -> list[KnownPerson]:
    async with city.database.transaction(city.tenant_id) as session:
        return await list_officers(session)


async def test_adding_somebody_twice_is_adding_them_once(city: City) -> None:
    first = await _add(city, "Kim@example.org", Role.caseworker)
    assert await _add(city, "kim@example.org", Role.caseworker, Role.analyst) == first
    (officer,) = await _officers(city)
    assert officer.roles == {Role.caseworker, Role.analyst}
    assert await city.audited() == ["person.added", "role.granted", "role.granted"]


async def test_a_role_opens_and_closes_with_the_next_request(city: City) -> None:
    signed_in = await city.sign_in()
    await _grant(city, signed_in.person_id, Role.caseworker)
    person = await city.who(signed_in.token)
    assert person is not None
    assert person.is_officer
    await _revoke(city, signed_in.person_id, Role.caseworker)
    person = await city.who(signed_in.token)
    assert person is not None
    assert not person.is_officer


async def test_only_officers_are_listed_with_all_their_roles(city: City) -> None:
    await _add(city, "resident@example.org", Role.applicant)
    await _add(city, "both@example.org", Role.applicant, Role.caseworker)
    (listed,) = await _officers(city)
    assert (listed.email, listed.roles) == ("both@example.org", frozenset({Role.applicant, Role.caseworker}))
    assert await _officers(await new_city(city.database, city.clock)) == []


async def test_what_changes_nothing_is_not_recorded(city: City) -> None:
    person_id = await _add(city, "kim@example.org", Role.caseworker)
    before = await city.audited()
    await _grant(city, person_id, Role.caseworker)
    await _revoke(city, person_id, Role.analyst)
    assert await city.audited() == before


async def test_the_last_administrator_cannot_be_dismissed(city: City) -> None:
    first = await _add(city, "one@example.org", Role.administrator)
    with pytest.raises(LastAdministrator):
        await _revoke(city, first, Role.administrator)
    await _add(city, "two@example.org", Role.administrator)
    await _revoke(city, first, Role.administrator)
    assert [officer.email for officer in await _officers(city)] == ["two@example.org"]


async def test_two_administrators_who_dismiss_each_other_leave_one(city: City) -> None:
    pair = [await _add(city, f"{n}@example.org", Role.administrator) for n in ("one", "two")]
    outcomes = await asyncio.gather(
        *(_revoke(city, person_id, Role.administrator) for person_id in pair), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [LastAdministrator]
    assert len(await _officers(city)) == 1


async def test_somebody_of_another_city_is_nobody_here(city: City) -> None:
    elsewhere = await new_city(city.database, city.clock)
    stranger = await _add(elsewhere, "kim@example.org", Role.caseworker)
    with pytest.raises(NotFound):
        await _grant(city, stranger, Role.administrator)
    with pytest.raises(NotFound):
        await _revoke(city, stranger, Role.caseworker)
    assert len(await _officers(elsewhere)) == 1
