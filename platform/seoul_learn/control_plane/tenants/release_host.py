"""A tenant gives a host name up, so that it leads nowhere."""

from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.tenants.errors import CanonicalHostNeeded, UnknownTenant
from seoul_learn.control_plane.tenants.models import HostRow, TenantRow
from seoul_learn.control_plane.tenants.publish_change import publish_change


async def release_host(unit: UnitOfWork, *, tenant_id: UUID, host: str) -> None:
    """Let go of `host`; harmless when the tenant does not have it. Raises UnknownTenant, CanonicalHostNeeded."""
    if not await unit.run(TenantRow.select(TenantRow.id).where(TenantRow.id == tenant_id).lock_rows("UPDATE")):
        raise UnknownTenant(f"there is no tenant {tenant_id}")
    own = (HostRow.tenant_id == tenant_id) & (HostRow.host == host)
    rows = await unit.run(HostRow.select(HostRow.canonical).where(own))
    if not rows:
        return
    if rows[0]["canonical"]:
        raise CanonicalHostNeeded(f"{host!r} is the canonical host; make another one canonical first")
    await unit.run(HostRow.delete().where(own))
    await publish_change(unit)
