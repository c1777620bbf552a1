"""A tenant's name or time zone changes; its slug never does."""

from collections.abc import Mapping
from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.tenants.errors import UnknownTenant
from seoul_learn.control_plane.tenants.models import TenantRow
from seoul_learn.control_plane.tenants.names import checked_name, checked_timezone
from seoul_learn.kit.clock import Clock


async def rename_tenant(
    unit: UnitOfWork, *, tenant_id: UUID, name: Mapping[str, str], timezone: str, clock: Clock
) -> None:
    """Give the tenant this name by language and this IANA time zone. Raises UnknownTenant, InvalidTenant."""
    changed = await unit.run(
        TenantRow.update(
            {
                TenantRow.name: checked_name(name),
                TenantRow.timezone: checked_timezone(timezone),
                TenantRow.changed_at: clock.now(),
            }
        )
        .where(TenantRow.id == tenant_id)
        .returning(TenantRow.id)
    )
    if not changed:
        raise UnknownTenant(f"there is no tenant {tenant_id}")
