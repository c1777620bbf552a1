"""Reads of tenants, returning values."""

from collections import defaultdict
from typing import Any
from uuid import UUID

import msgspec

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.tenants.errors import UnknownTenant
from seoul_learn.control_plane.tenants.models import HostRow, LifecycleChangeRow, TenantRow
from seoul_learn.control_plane.tenants.values import Host, Lifecycle, LifecycleChange, Tenant, TenantRef


async def list_tenants(unit: UnitOfWork) -> list[Tenant]:
    """Every tenant with its hosts, in order of slug."""
    rows = await unit.run(TenantRow.select().order_by(TenantRow.slug))
    hosts: dict[UUID, list[str]] = defaultdict(list)
    ordered = HostRow.select().order_by(HostRow.canonical, ascending=False).order_by(HostRow.host)
    for row in await unit.run(ordered):
        hosts[row["tenant_id"]].append(row["host"])
    return [_tenant(row, hosts[row["id"]]) for row in rows]


async def find_tenant(unit: UnitOfWork, *, slug: str) -> Tenant | None:
    """The tenant of that slug, or None."""
    rows = await unit.run(TenantRow.select().where(TenantRow.slug == slug))
    return await _with_hosts(unit, rows[0]) if rows else None


async def get_tenant(unit: UnitOfWork, *, tenant_id: UUID) -> Tenant:
    """The tenant of that id. Raises UnknownTenant."""
    rows = await unit.run(TenantRow.select().where(TenantRow.id == tenant_id))
    if not rows:
        raise UnknownTenant(f"there is no tenant {tenant_id}")
    return await _with_hosts(unit, rows[0])


# Every process reads all of them after each change of any: a statement of its own, unpacked without the mapper.
_HOSTS = """
    select h.host, h.canonical, t.id, t.slug, t.lifecycle
      from control.host h join control.tenant t on t.id = h.tenant_id order by h.host
"""


async def list_hosts(unit: UnitOfWork) -> list[Host]:
    """Every host with the tenant it leads to: what the directory holds."""
    states = {state.value: state for state in Lifecycle}
    return [
        Host(host=host, tenant=TenantRef(tenant_id, slug, states[lifecycle]), canonical=canonical)
        for host, canonical, tenant_id, slug, lifecycle in await unit.rows(_HOSTS)
    ]


async def lifecycle_history(unit: UnitOfWork, *, tenant_id: UUID) -> list[LifecycleChange]:
    """Every move of a tenant, oldest first."""
    rows = await unit.run(
        LifecycleChangeRow.select()
        .where(LifecycleChangeRow.tenant_id == tenant_id)
        .order_by(LifecycleChangeRow.at, LifecycleChangeRow.id)
    )
    return [
        LifecycleChange(
            before=Lifecycle(row["before"]) if row["before"] else None,
            after=Lifecycle(row["after"]),
            by=row["by"],
            at=row["at"],
            reason=row["reason"],
        )
        for row in rows
    ]


async def _with_hosts(unit: UnitOfWork, row: dict[str, Any]) -> Tenant:
    hosts = await unit.run(
        HostRow.select(HostRow.host)
        .where(HostRow.tenant_id == row["id"])
        .order_by(HostRow.canonical, ascending=False)
        .order_by(HostRow.host)
    )
    return _tenant(row, [host["host"] for host in hosts])


def _tenant(row: dict[str, Any], hosts: list[str]) -> Tenant:
    return Tenant(
        id=row["id"],
        slug=row["slug"],
        name=msgspec.json.decode(row["name"], type=dict[str, str]),
        lifecycle=Lifecycle(row["lifecycle"]),
        timezone=row["timezone"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        hosts=tuple(hosts),
    )
