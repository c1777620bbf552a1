"""Bring a database to what this release needs: roles, both planes, the queue. Repeatable; one command."""

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine, create_engine, text

from seoul_learn.control_plane.migrations import migrate_control
from seoul_learn.control_plane.migrations import pending_migrations as pending_control_migrations
from seoul_learn.installation.roles import CONTROL, OWNER, TENANT, create_roles
from seoul_learn.tenant_plane.database.migrate import migrate_tenant_plane, pending_tenant_migrations


class DatabaseAway(Exception):
    """The database of DATABASE_URL cannot be reached; the text says why and what to look at."""


class RolesRefused(Exception):
    """DATABASE_URL signs in as a role that may not make the platform's roles; the text says what it needs."""


async def migrate(owner_url: str, *, secret_key: str) -> None:
    """Create the roles and run every pending migration as the owner role.

    `owner_url` signs in as a role that may create roles. Each part commits on its own and may be repeated. Raises
    DatabaseAway and RolesRefused.
    """
    with _connect(owner_url) as connection:
        try:
            create_roles(connection, secret_key=secret_key)
        except psycopg.errors.InsufficientPrivilege as error:
            raise RolesRefused(
                f"The role of DATABASE_URL may not set up the platform: {error.diag.message_primary}. It needs "
                "CREATEROLE and CREATE on the database, on PostgreSQL 16 and newer also the ADMIN option on the roles "
                "if somebody else made them: see infra/postgres/roles.sql."
            ) from error
    _migrate_queue(owner_url)
    await migrate_control(owner_url, owner_role=OWNER)
    engine = _engine(owner_url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"set local role {OWNER}"))
            migrate_tenant_plane(connection)
    finally:
        engine.dispose()


def _migrate_queue(owner_url: str) -> None:
    with psycopg.connect(owner_url) as connection:
        connection.execute(f"set local role {OWNER}".encode())
        connection.execute("set local search_path = jobs")
        if connection.execute("select to_regclass('jobs.procrastinate_jobs')").fetchone() == (None,):
            connection.execute(SchemaManager(PsycopgConnector()).get_schema().encode())
        # The functions name their tables without a schema; each gets its own search path, so that a caller's does
        # not matter.
        connection.execute(
            """
            do $$ declare f regprocedure; begin
                for f in select oid::regprocedure from pg_proc where pronamespace = 'jobs'::regnamespace loop
                    execute format('alter function %s set search_path = jobs, pg_temp', f);
                end loop;
            end $$
            """
        )
        for role in (CONTROL, TENANT):
            connection.execute(f"grant select, insert, update, delete on all tables in schema jobs to {role}".encode())
            connection.execute(f"grant usage on all sequences in schema jobs to {role}".encode())


async def pending(owner_url: str) -> list[str]:
    """The migrations of both planes that this database still lacks, oldest first within each. Raises DatabaseAway."""
    _connect(owner_url).close()
    engine = _engine(owner_url)
    try:
        with engine.connect() as connection:
            tenant_plane = pending_tenant_migrations(connection)
    finally:
        engine.dispose()
    return [*await pending_control_migrations(owner_url), *tenant_plane]


def _connect(owner_url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(owner_url, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseAway(
            f"The database does not take us: {str(error).strip()}\nCheck that PostgreSQL is running, and the address, "
            "name and password in DATABASE_URL."
        ) from error


def _engine(owner_url: str) -> Engine:
    return create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
