"""Tables of tenants. `host` is looked up by every web process's directory, so each change bumps `directory_version`."""

from piccolo.columns import JSONB, UUID, BigInt, Boolean, ForeignKey, SmallInt, Text, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from seoul_learn.control_plane.database.engine import ENGINE, SCHEMA


class TenantRow(Table, tablename="tenant", schema=SCHEMA, db=ENGINE):
    """One municipality. The slug never changes; the lifecycle moves by `move_tenant` only."""

    id = UUID(primary_key=True, default=None)
    slug = Text(unique=True)
    name = JSONB()
    lifecycle = Text()
    timezone = Text()
    created_at = Timestamptz(default=None)
    changed_at = Timestamptz(default=None)


class HostRow(Table, tablename="host", schema=SCHEMA, db=ENGINE):
    """One host of one tenant. `host_one_canonical` allows one canonical host per tenant."""

    host = Text(primary_key=True)
    tenant_id = ForeignKey(references=TenantRow, null=False, default=None, on_delete=OnDelete.restrict)
    canonical = Boolean(default=False)


class LifecycleChangeRow(Table, tablename="lifecycle_change", schema=SCHEMA, db=ENGINE):
    """History of a tenant's lifecycle. Append-only by grants."""

    id = UUID(primary_key=True, default=None)
    tenant_id = ForeignKey(references=TenantRow, null=False, default=None, on_delete=OnDelete.restrict)
    before = Text(null=True, default=None)
    after = Text()
    by = Text()
    at = Timestamptz(default=None)
    reason = Text()


class DirectoryVersionRow(Table, tablename="directory_version", schema=SCHEMA, db=ENGINE):
    """One row that grows with every change of tenants and hosts, for directories to poll."""

    id = SmallInt(primary_key=True, default=1)
    version = BigInt(default=0)
