"""Brings a database to the present schema of the control plane, and tells what is missing.

Piccolo's own command prints, wants a module on the path and commits after each migration; this runs the same migrations
in one transaction of one connection, so that a database is at the old schema or at the new one.
"""

import contextlib
import importlib
import io
import os
import pkgutil
from collections.abc import Iterator
from typing import Any, Protocol, cast

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

from seoul_learn.control_plane.database.engine import ENGINE, SCHEMA
from seoul_learn.control_plane.migrations import versions

_APP = "control"
_CONF = "seoul_learn.control_plane.migrations.piccolo_conf"
# Two migrators at once take turns. The number only has to differ from other advisory locks on this database.
_LOCK = 0x5EC0_17A1


class AppliedMigration(Migration, tablename="migration", schema=SCHEMA, db=ENGINE):
    """Piccolo's table of migrations that ran, in our schema."""


class _Version(Protocol):
    ID: str

    async def forwards(self) -> MigrationManager: ...


async def migrate_control(owner_url: str, *, owner_role: str | None = None) -> list[str]:
    """Run what is pending as the owner of the schema, all or nothing; returns the ids that ran.

    `owner_role` is who shall own the tables where it is not who `owner_url` signs in as. Wants the role
    `seoul_learn_control` to exist. Raises asyncpg.PostgresError with the database unchanged.
    """
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await _become(connection, owner_role)
            await connection.execute("set local lock_timeout = '10s'")
            await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
            await connection.execute(f"create schema if not exists {SCHEMA}")
            ran = []
            with ENGINE.running_on(connection), _piccolo_settings():
                own_table = AppliedMigration.create_table(if_not_exists=True, auto_create_schema=False)
                await own_table.run()  # type: ignore[no-untyped-call]  # Piccolo's is not annotated
                for version in await _pending():
                    migration = await version.forwards()
                    await migration.run()
                    await AppliedMigration.insert(AppliedMigration(name=version.ID, app_name=_APP)).run()
                    ran.append(version.ID)
            return ran
    finally:
        await connection.close()


async def pending_migrations(url: str) -> list[str]:
    """The ids of the migrations that this database lacks, oldest first. Any role that may read the schema can ask."""
    connection = await asyncpg.connect(url)
    try:
        with ENGINE.running_on(connection):
            return [version.ID for version in await _pending()]
    finally:
        await connection.close()


async def revert_control(owner_url: str, *, migration_id: str, owner_role: str | None = None) -> None:
    """Undo the newest migration, which must be `migration_id`. Raises ValueError when it is not."""
    connection = await asyncpg.connect(owner_url)
    try:
        async with connection.transaction():
            await _become(connection, owner_role)
            await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
            with ENGINE.running_on(connection), _piccolo_settings():
                ran = sorted(await AppliedMigration.get_migrations_which_ran(app_name=_APP))
                if not ran or ran[-1] != migration_id:
                    raise ValueError(f"{migration_id} is not the newest migration of this database")
                version = {version.ID: version for version in _versions()}[migration_id]
                await (await version.forwards()).run(backwards=True)
                await AppliedMigration.delete().where(AppliedMigration.name == migration_id).run()
    finally:
        await connection.close()


async def _become(connection: "asyncpg.Connection[Any]", role: str | None) -> None:
    if role is not None:
        await connection.execute("select set_config('role', $1, true)", role)


async def _pending() -> list[_Version]:
    if not await AppliedMigration.table_exists().run():
        return _versions()
    ran = set(await AppliedMigration.get_migrations_which_ran(app_name=_APP))
    return [version for version in _versions() if version.ID not in ran]


def _versions() -> list[_Version]:
    names = [module.name for module in pkgutil.iter_modules(versions.__path__)]
    modules: list[Any] = [importlib.import_module(f"{versions.__name__}.{name}") for name in names]
    return sorted((cast("_Version", module) for module in modules), key=lambda version: version.ID)


@contextlib.contextmanager
def _piccolo_settings() -> Iterator[None]:
    # `MigrationManager.run` finds its engine by this variable only, and prints its progress.
    before = os.environ.get("PICCOLO_CONF")
    os.environ["PICCOLO_CONF"] = _CONF
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        if before is None:
            del os.environ["PICCOLO_CONF"]
        else:
            os.environ["PICCOLO_CONF"] = before
