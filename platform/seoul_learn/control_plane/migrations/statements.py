"""A Piccolo migration made of SQL statements.

Piccolo's own operations have no words for checks over several columns, partial indexes and grants, which are half of
what this schema is; a test compares the tables they leave behind with the Piccolo tables, column by column.
"""

from collections.abc import Callable, Coroutine, Sequence

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from seoul_learn.control_plane.database.engine import ENGINE


def sql_migration(
    migration_id: str, *, description: str, forwards: Sequence[str], backwards: Sequence[str]
) -> MigrationManager:
    """The migration that runs these statements in order, inside the migrator's one transaction."""
    migration = MigrationManager(migration_id=migration_id, app_name="control", description=description)
    migration.add_raw(_run_each(forwards))
    migration.add_raw_backwards(_run_each(backwards))
    return migration


def _run_each(statements: Sequence[str]) -> Callable[[], Coroutine[None, None, None]]:
    async def run() -> None:
        for statement in statements:
            await ENGINE.run_ddl(statement)

    return run
