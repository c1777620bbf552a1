"""A tenant moves along its lifecycle, with who moved it and why."""

from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.tenants.errors import UnknownTenant
from seoul_learn.control_plane.tenants.lifecycle import move
from seoul_learn.control_plane.tenants.models import LifecycleChangeRow, TenantRow
from seoul_learn.control_plane.tenants.publish_change import publish_change
from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id


async def move_tenant(
    unit: UnitOfWork, *, tenant_id: UUID, to: Lifecycle, by: str, reason: str, clock: Clock
) -> TenantRef:
    """Move the tenant and write it into its history. Raises UnknownTenant, IllegalTransition."""
    rows = await unit.run(
        TenantRow.select(TenantRow.slug, TenantRow.lifecycle).where(TenantRow.id == tenant_id).lock_rows("UPDATE")
    )
    if not rows:
        raise UnknownTenant(f"there is no tenant {tenant_id}")
    before = Lifecycle(rows[0]["lifecycle"])
    after = move(before, to=to)
    now = clock.now()
    await unit.run(
        TenantRow.update({TenantRow.lifecycle: after.value, TenantRow.changed_at: now}).where(TenantRow.id == tenant_id)
    )
    await unit.run(
        LifecycleChangeRow.insert(
            LifecycleChangeRow(
                id=new_id(),
                tenant_id=tenant_id,
                before=before.value,
                after=after.value,
                by=by,
                at=now,
                reason=reason,
            )
        )
    )
    await publish_change(unit)
    return TenantRef(tenant_id, rows[0]["slug"], after)
