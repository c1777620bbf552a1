"""Bring a database to what this release needs: roles, both planes, the queue. Repeatable; one command."""

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine, create_engine, text

from seoul_learn.control_plane.migrations import migrate_control
from seoul_learn.control_plane.migrations import pending_migrations as pending_control_migrations
from seoul_learn.installation.roles import CONTROL, OWNER, TENANT, create_roles
from seoul_learn.tenant_plane.database.migrate import migrate_tenant_plane, pending_tenant_migrations


async def migrate(owner_url: str, *, secret_key: str) -> None:
    """Create the roles and run every pending migration as the owner role.

    `owner_url` signs in as a role that may create roles. Each part commits on its own and may be repeated.
    """
    with psycopg.connect(owner_url) as connection:
        create_roles(connection, secret_key=secret_key)
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
    """The migrations of both planes that this database still lacks, oldest first within each."""
    engine = _engine(owner_url)
    try:
        with engine.connect() as connection:
            tenant_plane = pending_tenant_migrations(connection)
    finally:
        engine.dispose()
    return [*await pending_control_migrations(owner_url), *tenant_plane]


def _engine(owner_url: str) -> Engine:
    return create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
