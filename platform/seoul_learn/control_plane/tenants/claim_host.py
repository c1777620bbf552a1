"""A tenant takes a host name. A host leads to one tenant only, and each tenant has exactly one canonical host."""

from uuid import UUID

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.control_plane.tenants.errors import HostTaken, UnknownTenant
from seoul_learn.control_plane.tenants.models import HostRow, TenantRow
from seoul_learn.control_plane.tenants.names import checked_host
from seoul_learn.control_plane.tenants.publish_change import publish_change


async def claim_host(unit: UnitOfWork, *, tenant_id: UUID, host: str, canonical: bool = False) -> None:
    """Lead `host` to the tenant; canonical if asked or if it is the first. Claiming one's own host again is fine.

    Raises UnknownTenant, InvalidHost, HostTaken.
    """
    checked = checked_host(host)
    # The tenant's row is the lock: two claims of one tenant agree on which host is canonical.
    if not await unit.run(TenantRow.select(TenantRow.id).where(TenantRow.id == tenant_id).lock_rows("UPDATE")):
        raise UnknownTenant(f"there is no tenant {tenant_id}")
    await unit.run(
        HostRow.insert(HostRow(host=checked, tenant_id=tenant_id, canonical=False)).on_conflict(
            target=HostRow.host, action="DO NOTHING"
        )
    )
    owner = await unit.run(HostRow.select(HostRow.tenant_id).where(HostRow.host == checked))
    if not owner or owner[0]["tenant_id"] != tenant_id:
        raise HostTaken(f"{checked!r} leads to another tenant")
    has_canonical = await unit.run(
        HostRow.exists().where((HostRow.tenant_id == tenant_id) & HostRow.canonical.eq(True))
    )
    if canonical or not has_canonical:
        await unit.run(HostRow.update({HostRow.canonical: False}).where(HostRow.tenant_id == tenant_id))
        await unit.run(HostRow.update({HostRow.canonical: True}).where(HostRow.host == checked))
    await publish_change(unit)
