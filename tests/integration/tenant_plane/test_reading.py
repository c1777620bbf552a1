"""A reading sees one tenant, changes nothing, and gives its connection back as clean as it was."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.errors import IsolationBroken
from seoul_learn.tenant_plane.database.reading import fetch_all, fetch_first
from seoul_learn.tenant_plane.database.transaction import TenantDatabase, tenant_of
from seoul_learn.tenant_plane.people.models import Person

_NAMES = "select display_name from tenant.person where tenant_id = $1"
_OF_ANOTHER = "select display_name from tenant.person where tenant_id = $1 or tenant_id = $2"
_END_THE_CONNECTION = "select pg_terminate_backend(pg_backend_pid()), $1::uuid /* tenant_id = $1 */"


async def _tenant_with(database: TenantDatabase, name: str) -> UUID:
    tenant_id = new_id()
    async with database.transaction(tenant_id) as session:
        session.add(_person(name))
    return tenant_id


def _person(name: str) -> Person:
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    return Person(email=f"{name}@example.test", display_name=name, language="ko", created_at=moment)


async def test_a_reading_sees_its_own_tenant(tenant_database: TenantDatabase) -> None:
    first, second = await _tenant_with(tenant_database, "first"), await _tenant_with(tenant_database, "second")
    for tenant_id, name in ((first, "first"), (second, "second")):
        async with tenant_database.reading(tenant_id) as reading:
            assert [row["display_name"] for row in await fetch_all(reading, _NAMES)] == [name]
            assert tenant_of(reading) == tenant_id


async def test_the_database_hides_other_tenants_from_a_statement_that_asks_for_them(
    tenant_database: TenantDatabase,
) -> None:
    first, second = await _tenant_with(tenant_database, "first"), await _tenant_with(tenant_database, "second")
    async with tenant_database.reading(first) as reading:
        assert [row["display_name"] for row in await fetch_all(reading, _OF_ANOTHER, second)] == ["first"]
    async with tenant_database.transaction(first) as session:
        assert [row["display_name"] for row in await fetch_all(session, _OF_ANOTHER, second)] == ["first"]


async def test_a_statement_that_does_not_name_the_tenant_is_refused(tenant_database: TenantDatabase) -> None:
    async with tenant_database.reading(new_id()) as reading:
        with pytest.raises(IsolationBroken):
            await fetch_all(reading, "select display_name from tenant.person where display_name = $1")


async def test_a_reading_cannot_write(tenant_database: TenantDatabase) -> None:
    tenant_id = await _tenant_with(tenant_database, "first")
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with tenant_database.reading(tenant_id) as reading:
            await fetch_all(reading, "update tenant.person set display_name = 'x' where tenant_id = $1")


async def test_a_session_reads_what_it_has_written_and_not_yet_kept(tenant_database: TenantDatabase) -> None:
    tenant_id = new_id()
    async with tenant_database.transaction(tenant_id) as session:
        session.add(_person("fresh"))
        row = await fetch_first(session, _NAMES)
        assert row is not None
        assert row["display_name"] == "fresh"
    async with tenant_database.reading(new_id()) as reading:
        assert await fetch_first(reading, _NAMES) is None


async def test_a_reading_that_failed_gives_back_a_connection_that_works(tenant_database: TenantDatabase) -> None:
    tenant_id = await _tenant_with(tenant_database, "first")
    for _ in range(12):  # more often than there are connections
        with pytest.raises(asyncpg.DivisionByZeroError):
            async with tenant_database.reading(tenant_id) as reading:
                await fetch_all(reading, "select 1 / 0 from tenant.person where tenant_id = $1")
    async with tenant_database.reading(tenant_id) as reading:
        assert len(await fetch_all(reading, _NAMES)) == 1


async def test_a_connection_that_was_lost_is_not_handed_out_again(tenant_database: TenantDatabase) -> None:
    tenant_id = await _tenant_with(tenant_database, "first")
    with pytest.raises(asyncpg.PostgresConnectionError):
        async with tenant_database.reading(tenant_id) as reading:
            await fetch_all(reading, _END_THE_CONNECTION)
    for _ in range(12):
        async with tenant_database.reading(tenant_id) as reading:
            assert len(await fetch_all(reading, _NAMES)) == 1


async def test_a_reader_who_left_half_way_leaves_nothing_behind(tenant_database: TenantDatabase) -> None:
    tenant_id = await _tenant_with(tenant_database, "first")

    async def read_slowly() -> None:
        async with tenant_database.reading(tenant_id) as reading:
            await fetch_all(reading, "select pg_sleep(30) from tenant.person where tenant_id = $1")

    for _ in range(6):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await read_slowly()
    async with tenant_database.transaction(tenant_id) as session:
        assert (await session.execute(text("select count(*) from tenant.person"))).scalar() == 1


async def test_readings_and_units_of_work_of_two_tenants_share_the_pool_and_leak_nothing(
    tenant_database: TenantDatabase,
) -> None:
    tenants = [await _tenant_with(tenant_database, name) for name in ("first", "second")]
    # Row-level security alone is asked: the guard is satisfied by a comment.
    everything = "select tenant_id, $1::uuid from tenant.person /* tenant_id = $1 */"

    async def look(number: int) -> tuple[UUID, set[UUID]]:
        tenant_id = tenants[number % 2]
        if number % 3 == 0:
            async with tenant_database.transaction(tenant_id) as session:
                rows = await session.execute(text("select tenant_id from tenant.person"))
                return tenant_id, set(rows.scalars())
        async with tenant_database.reading(tenant_id) as reading:
            return tenant_id, {row["tenant_id"] for row in await fetch_all(reading, everything)}

    for tenant_id, seen in await asyncio.gather(*(look(number) for number in range(200))):
        assert seen == {tenant_id}
    # What was set for a transaction is gone with it.
    connection = await tenant_database.engine.raw_connection()
    assert connection.driver_connection is not None
    assert await connection.driver_connection.fetchval("select count(*) from tenant.person") == 0
    connection.close()
