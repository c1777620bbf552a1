"""The one place that sets the tenant: a plpgsql function, because plain set_config does not reach Citus workers."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create function app.set_tenant(tenant uuid) returns void language plpgsql as $$
        begin
            if tenant is null then
                raise exception 'a transaction of the tenant plane names no tenant';
            end if;
            execute format('set local app.tenant_id = %L', tenant);
        end $$
        """
    )
    op.execute("revoke all on function app.set_tenant(uuid) from public")
    op.execute("grant execute on function app.set_tenant(uuid) to seoul_learn_tenant")


def downgrade() -> None:
    op.execute("drop function app.set_tenant(uuid)")
