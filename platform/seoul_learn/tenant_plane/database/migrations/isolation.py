"""What makes a new table a tenant table, as steps of a migration: distribution, isolation and grants."""

from alembic import op

from seoul_learn.tenant_plane.database.base import CURRENT_TENANT, SCHEMA

TENANT_ROLE = "seoul_learn_tenant"


def distribute(table: str) -> None:
    """Spread a bare table over the nodes of a Citus cluster by its tenant; nothing on plain PostgreSQL."""
    op.execute(
        f"""
        do $$ begin
            if exists (select from pg_extension where extname = 'citus') then
                perform create_distributed_table('{SCHEMA}."{table}"', 'tenant_id');
            end if;
        end $$
        """
    )


def isolate(table: str, *, append_only: bool = False) -> None:
    """Row-level security that binds the owner too, its one policy, and the tenant role's grants."""
    name = f'{SCHEMA}."{table}"'
    rights = "select, insert" if append_only else "select, insert, update, delete"
    own = f"tenant_id = (select {CURRENT_TENANT})"
    op.execute(f"alter table {name} enable row level security")
    op.execute(f"alter table {name} force row level security")
    op.execute(f"create policy only_own_tenant on {name} using ({own}) with check ({own})")
    op.execute(f"grant {rights} on {name} to {TENANT_ROLE}")
