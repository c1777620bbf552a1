"""Run the tenant plane's migrations as the owner."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from seoul_learn.tenant_plane.database.base import SCHEMA

_FOLDER = Path(__file__).parent / "migrations"


def migrate_tenant_plane(connection: Connection) -> None:
    """Bring schema `tenant` to the newest migration, within the connection's transaction; waits 5 s for a lock."""
    connection.execute(text("set local lock_timeout = '5s'"))
    command.upgrade(_alembic(connection), "head")


def revert_tenant_plane(connection: Connection, *, to: str) -> None:
    """Take schema `tenant` back to an earlier migration, within the connection's transaction."""
    connection.execute(text("set local lock_timeout = '5s'"))
    command.downgrade(_alembic(connection), to)


def draft_migration(connection: Connection, message: str, number: str) -> None:
    """Write a migration for what the models have and the database has not."""
    command.revision(_alembic(connection), message, autogenerate=True, rev_id=number)


def pending_tenant_migrations(connection: Connection) -> list[str]:
    """The migrations that this database still lacks, oldest first."""
    scripts = ScriptDirectory.from_config(_alembic(connection))
    kept_in = {"version_table": "migration", "version_table_schema": SCHEMA}
    context = MigrationContext.configure(connection, opts=kept_in)
    current = context.get_current_revision()
    newer = scripts.iterate_revisions("head", current or "base")
    return [step.revision for step in reversed(list(newer)) if step.revision != current]


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
