"""A municipality has signed: give it a place on the platform, with its first host as the canonical one."""

from collections.abc import Mapping

from asyncpg import UniqueViolationError

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.tenants.claim_host import claim_host
from seoul_learn.control_plane.tenants.errors import SlugTaken
from seoul_learn.control_plane.tenants.models import LifecycleChangeRow, TenantRow
from seoul_learn.control_plane.tenants.names import checked_name, checked_slug, checked_timezone
from seoul_learn.control_plane.tenants.publish_change import publish_change
from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id


async def register_tenant(
    unit: UnitOfWork,
    *,
    slug: str,
    name: Mapping[str, str],
    timezone: str,
    host: str,
    by: str,
    clock: Clock,
    reason: str = "registered",
) -> TenantRef:
    """Make the tenant, agreed, reached at `host`. Raises InvalidTenant, SlugTaken, InvalidHost, HostTaken."""
    now = clock.now()
    tenant = TenantRef(new_id(), checked_slug(slug), Lifecycle.AGREED)
    row = TenantRow(
        id=tenant.id,
        slug=tenant.slug,
        name=checked_name(name),
        lifecycle=tenant.lifecycle.value,
        timezone=checked_timezone(timezone),
        created_at=now,
        changed_at=now,
    )
    try:
        await unit.run(TenantRow.insert(row))
    except UniqueViolationError as fault:
        raise SlugTaken(f"there already is a tenant {slug!r}") from fault
    await unit.run(
        LifecycleChangeRow.insert(
            LifecycleChangeRow(
                id=new_id(),
                tenant_id=tenant.id,
                before=None,
                after=tenant.lifecycle.value,
                by=by,
                at=now,
                reason=reason,
            )
        )
    )
    await claim_host(unit, tenant_id=tenant.id, host=host, canonical=True)
    await publish_change(unit)
    return tenant
