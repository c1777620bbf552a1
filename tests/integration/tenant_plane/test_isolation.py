"""No tenant ever sees another: the session, the pool and the database each hold on their own."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, event, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.errors import IsolationBroken
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.people.models import Person

_NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _person(name: str) -> Person:
    return Person(email=f"{name}@example.test", display_name=name, language="ko", created_at=_NOW)


async def _two_tenants(database: TenantDatabase) -> tuple[UUID, UUID]:
    first, second = new_id(), new_id()
    for tenant_id, name in ((first, "first"), (second, "second")):
        async with database.transaction(tenant_id) as session:
            session.add(_person(name))
    return first, second


async def test_a_tenant_reads_its_own_rows_only(tenant_database: TenantDatabase) -> None:
    first, second = await _two_tenants(tenant_database)
    async with tenant_database.transaction(first) as session:
        assert (await session.scalars(select(Person.display_name))).all() == ["first"]
    async with tenant_database.transaction(second) as session:
        assert (await session.scalars(select(Person.display_name))).all() == ["second"]


async def test_the_database_alone_hides_other_tenants_from_hand_written_sql(tenant_database: TenantDatabase) -> None:
    first, second = await _two_tenants(tenant_database)
    async with tenant_database.transaction(first) as session:
        seen = await session.execute(
            text("select display_name from tenant.person where tenant_id in (:first, :second)"),
            {"first": first, "second": second},
        )
        assert seen.scalars().all() == ["first"]


async def test_the_session_alone_narrows_every_statement_of_the_mapper(tenant_database: TenantDatabase) -> None:
    first, _ = await _two_tenants(tenant_database)
    statements: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(tenant_database.engine.sync_engine, "before_cursor_execute", keep)
    try:
        async with tenant_database.transaction(first) as session:
            await session.execute(select(Person))
            await session.execute(update(Person).values(language="en"))
            await session.execute(delete(Person).where(Person.display_name == "second"))
    finally:
        event.remove(tenant_database.engine.sync_engine, "before_cursor_execute", keep)
    set_tenant, *narrowed = statements
    assert "app.set_tenant" in set_tenant
    assert len(narrowed) == 3
    for statement in narrowed:
        assert "person.tenant_id = " in statement


async def test_a_bulk_change_touches_no_other_tenant(tenant_database: TenantDatabase) -> None:
    first, second = await _two_tenants(tenant_database)
    async with tenant_database.transaction(first) as session:
        await session.execute(update(Person).values(language="vi"))
        await session.execute(text("delete from tenant.person where display_name = 'second'"))
    async with tenant_database.transaction(second) as session:
        assert (await session.scalars(select(Person.language))).all() == ["ko"]


async def test_a_row_for_another_tenant_is_refused_by_the_database(tenant_database: TenantDatabase) -> None:
    first, second = await _two_tenants(tenant_database)
    with pytest.raises(DBAPIError, match="row-level security"):
        async with tenant_database.transaction(first) as session:
            await session.execute(
                text(
                    "insert into tenant.person (tenant_id, id, email, display_name, language, active, created_at) "
                    "values (:tenant, :id, 'x@example.test', 'x', 'ko', true, now())"
                ),
                {"tenant": second, "id": new_id()},
            )


async def test_a_row_for_another_tenant_is_refused_by_the_session(tenant_database: TenantDatabase) -> None:
    first, second = await _two_tenants(tenant_database)
    stranger = _person("stranger")
    stranger.tenant_id = second
    with pytest.raises(IsolationBroken):
        async with tenant_database.transaction(first) as session:
            session.add(stranger)


async def test_without_a_tenant_there_is_nothing_to_see(database_of_tenants: str) -> None:
    connection = await asyncpg.connect(database_of_tenants)
    try:
        assert await connection.fetchval("select count(*) from tenant.person") == 0
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute("select app.set_tenant(null)")
    finally:
        await connection.close()


@pytest.fixture
async def database_of_tenants(tenant_database: TenantDatabase) -> str:
    await _two_tenants(tenant_database)
    return tenant_database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


async def test_an_error_undoes_the_whole_unit_of_work(tenant_database: TenantDatabase) -> None:
    tenant_id = new_id()
    with pytest.raises(ZeroDivisionError):
        async with tenant_database.transaction(tenant_id) as session:
            session.add(_person("lost"))
            await session.flush()
            raise ZeroDivisionError
    async with tenant_database.transaction(tenant_id) as session:
        assert (await session.scalars(select(Person))).all() == []


async def test_two_hundred_transactions_of_two_tenants_share_five_connections_and_leak_nothing(
    tenant_database: TenantDatabase,
) -> None:
    first, second = await _two_tenants(tenant_database)

    async def look(number: int) -> tuple[UUID, list[UUID]]:
        tenant_id = (first, second)[number % 2]
        async with tenant_database.transaction(tenant_id) as session:
            await session.execute(text("select pg_sleep(0)"))
            rows = await session.execute(text("select tenant_id from tenant.person"))
            if number % 7 == 0:
                await session.rollback()
            return tenant_id, list(rows.scalars())

    for tenant_id, seen in await asyncio.gather(*(look(number) for number in range(200))):
        assert seen == [tenant_id]


@pytest.mark.parametrize(("kept", "expected"), [(True, True), (False, False)], ids=["directly", "through a pooler"])
async def test_a_prepared_statement_is_left_on_the_server_only_without_a_pooler(
    tenant_database: TenantDatabase, kept: bool, expected: bool
) -> None:
    """Behind a pooler it would be met by whoever gets that server connection next."""
    address = tenant_database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    database = TenantDatabase(address, pool_size=1, prepared_statements=kept)
    try:
        async with database.transaction(new_id()) as session:
            await session.execute(select(Person))
            left = await session.scalar(text("select count(*) from pg_prepared_statements where name <> ''"))
    finally:
        await database.close()
    assert bool(left) is expected


async def test_the_platform_refuses_a_role_that_could_see_every_tenant(owner_url: str) -> None:
    database = TenantDatabase(owner_url)
    try:
        with pytest.raises(IsolationBroken, match="superuser"):
            await database.open()
    finally:
        await database.close()


async def test_the_runtime_role_cannot_change_the_schema(tenant_database: TenantDatabase) -> None:
    with pytest.raises(ProgrammingError):
        async with tenant_database.transaction(new_id()) as session:
            await session.execute(text("alter table tenant.person disable row level security"))
