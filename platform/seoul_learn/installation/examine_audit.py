"""Walk every tenant's audit log, and hold it against the heads that were noted outside the database.

The chain alone finds an entry that was altered or taken out. Who owns the whole database could cut the newest entries
off and write a matching head: only a head noted elsewhere, earlier, contradicts that.
"""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg

from seoul_learn.installation.doctor import Finding
from seoul_learn.tenant_plane.audit.verify import ChainReport, verify_chain
from seoul_learn.tenant_plane.database.transaction import TenantDatabase

_MEND = "Compare with the newest backup, keep both, and report the change to the city."


class NotedHead(msgspec.Struct, frozen=True):
    """How far a tenant's chain had come when it was last looked at."""

    number: int
    chain: bytes


class NotesUnreadable(Exception):
    """The file of noted heads is not one."""


async def examine_audit(
    owner_url: str,
    database: TenantDatabase,
    *,
    noted: dict[UUID, NotedHead] | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[list[Finding], dict[UUID, NotedHead]]:
    """A finding for each tenant, and the heads as they are now. `on_progress` hears how many of how many are done."""
    noted = noted or {}
    registered = _tenants(owner_url)
    tenants = sorted({*registered, *noted})
    findings, heads = [], dict(noted)
    for done, tenant_id in enumerate(tenants):
        on_progress(done, len(tenants))
        earlier = noted.get(tenant_id)
        async with database.transaction(tenant_id) as session:
            report = await verify_chain(session, remember=earlier.number if earlier else 0)
        fault = report.fault or _contradiction(report, earlier)
        if not (fault or report.entries) and registered.get(tenant_id):
            fault = "no entry at all, and the first bundle of every tenant leaves one"
        findings.append(
            Finding(
                what=f"audit log of tenant {tenant_id}",
                seen=fault or f"{report.entries} entries, intact",
                mend=_MEND if fault else None,
            )
        )
        if not fault:
            heads[tenant_id] = NotedHead(report.entries, report.chain)
    on_progress(len(tenants), len(tenants))
    return findings, heads


def read_heads(file: Path) -> dict[UUID, NotedHead]:
    """The heads noted in a file; none when there is no file yet. Raises NotesUnreadable."""
    if not file.exists():
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[UUID, NotedHead])
    except msgspec.DecodeError as error:
        raise NotesUnreadable(f"{file} holds no noted heads: {error}") from error


def write_heads(file: Path, heads: dict[UUID, NotedHead]) -> None:
    """Note the heads; a crash leaves the earlier notes."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(heads)))
    fresh.replace(file)


def _contradiction(report: ChainReport, earlier: NotedHead | None) -> str | None:
    if earlier is None:
        return None
    if report.entries < earlier.number:
        return f"entries {report.entries + 1} to {earlier.number} are missing: they were there when heads were noted"
    if report.remembered != earlier.chain:
        return f"an entry up to {earlier.number} was altered and the chain after it written anew"
    return None


def _tenants(owner_url: str) -> dict[UUID, bool]:
    # From every side, so that it does not help to remove one of them. True where the control plane knows the tenant.
    with psycopg.connect(owner_url) as connection:
        rows: list[tuple[UUID, bool]] = connection.execute(
            """select tenant_id, bool_or(registered) from (
                   select tenant_id, false as registered from tenant.audit_head
                   union select tenant_id, false from tenant.audit_entry
                   union select id, true from control.tenant) known
               group by tenant_id"""
        ).fetchall()
    return dict(rows)
