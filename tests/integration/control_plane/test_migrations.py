"""Migrations leave behind what the tables describe, and the role may do no more than it must."""

import asyncio

import asyncpg
import pytest

from seoul_learn.control_plane.migrations import migrate_control, pending_migrations
from seoul_learn.control_plane.migrations.migrate import revert_control
from seoul_learn.control_plane.register import REGISTER
from seoul_learn.control_plane.tables import TABLES
from seoul_learn.installation.roles import OWNER

FIRST, SECOND, NEWEST = "2026-11-24T00:00:00:000001", "2026-11-24T06:00:00:000002", "2026-11-25T00:00:00:000003"
COLUMNS = """
    select table_name, column_name, udt_name, is_nullable = 'YES' as nullable
    from information_schema.columns where table_schema = 'control'
"""
TYPES = {
    "UUID": "uuid", "TEXT": "text", "JSONB": "jsonb", "TIMESTAMPTZ": "timestamptz", "BOOLEAN": "bool", "BIGINT": "int8",
    "INTEGER": "int4", "SMALLINT": "int2", "BYTEA": "bytea", "TEXT[]": "_text",
}  # fmt: skip


async def test_a_bare_database_is_migrated_once_and_then_has_nothing_pending(bare_url: str) -> None:
    assert await pending_migrations(bare_url) == [FIRST, SECOND, NEWEST]
    assert await migrate_control(bare_url, owner_role=OWNER) == [FIRST, SECOND, NEWEST]
    assert await migrate_control(bare_url, owner_role=OWNER) == []
    assert await pending_migrations(bare_url) == []


async def test_two_migrators_at_once_take_turns(bare_url: str) -> None:
    ran = await asyncio.gather(*(migrate_control(bare_url, owner_role=OWNER) for _ in range(2)))
    assert sorted(ran) == [[], [FIRST, SECOND, NEWEST]]


async def test_the_newest_migration_can_be_undone_and_done_again(bare_url: str) -> None:
    await migrate_control(bare_url, owner_role=OWNER)
    await revert_control(bare_url, migration_id=NEWEST, owner_role=OWNER)
    assert await pending_migrations(bare_url) == [NEWEST]
    assert await migrate_control(bare_url, owner_role=OWNER) == [NEWEST]


async def test_the_control_role_can_ask_what_is_pending(control_url: str) -> None:
    assert await pending_migrations(control_url) == []


async def test_every_column_is_as_the_tables_describe_it(control_url: str) -> None:
    connection = await asyncpg.connect(control_url)
    found = {
        (row["table_name"], row["column_name"]): (row["udt_name"], row["nullable"])
        for row in await connection.fetch(COLUMNS)
        if row["table_name"] != "migration"
    }
    await connection.close()
    described = {
        (table._meta.tablename, column._meta.name): (TYPES[column.column_type], column._meta.null)
        for table in TABLES
        for column in table._meta.columns
    }
    assert found == described


async def test_every_column_in_the_database_is_classified(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    found = {(row["table_name"], row["column_name"]) for row in await connection.fetch(COLUMNS)}
    await connection.close()
    assert found == {(table, column) for table, columns in REGISTER.items() for column in columns}


async def test_everything_belongs_to_the_owner_role(owner_url: str) -> None:
    connection = await asyncpg.connect(owner_url)
    owners = await connection.fetch("select distinct tableowner from pg_tables where schemaname = 'control'")
    await connection.close()
    assert [row["tableowner"] for row in owners] == [OWNER]


@pytest.mark.parametrize(
    "statement",
    [
        "update control.lifecycle_change set reason = 'another'",
        "delete from control.lifecycle_change",
        "delete from control.tenant",
        "delete from control.offering",
        "insert into control.directory_version (id, version) values (1, 1)",
        "delete from control.migration",
        "create table control.mine (id int)",
    ],
)
async def test_the_control_role_may_not(control_url: str, statement: str) -> None:
    connection = await asyncpg.connect(control_url)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)
    await connection.close()
