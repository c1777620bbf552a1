"""How Alembic meets the database: as the owner, within the transaction it is given."""

from typing import Any

from alembic import context

from seoul_learn.tenant_plane import tables
from seoul_learn.tenant_plane.database.base import SCHEMA
from seoul_learn.tenant_plane.database.migrations.drafting import in_order


def _ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "schema" or name == SCHEMA


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        include_schemas=True,
        include_name=_ours,
        version_table="migration",
        version_table_schema=SCHEMA,
        process_revision_directives=in_order,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()




_run()
