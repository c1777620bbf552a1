"""Look at an installation and say of each thing whether it is well, and if not, how to mend it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import psycopg

from seoul_learn.installation.migrate import pending
from seoul_learn.installation.roles import CONTROL, TENANT
from seoul_learn.tenant_plane.audit.verify import verify_chain
from seoul_learn.tenant_plane.database.transaction import TenantDatabase

_OLDEST_SERVER = 150000
_CLOCKS_MAY_DIFFER = timedelta(seconds=2)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at; `mend` is None when it is well."""

    what: str
    seen: str
    mend: str | None = None


async def examine(owner_url: str) -> list[Finding]:
    """Server version, roles, schemas, migrations and clocks of one database."""
    try:
        connection = psycopg.connect(owner_url, connect_timeout=5)
    except psycopg.OperationalError as error:
        return [Finding(what="connection", seen=str(error).strip(), mend="Check DATABASE_URL and that it is running.")]
    with connection:
        findings = [_version(connection), *(_role(connection, role) for role in (CONTROL, TENANT))]
        findings.append(_clocks(connection))
    findings.append(await _migrations(owner_url))
    return findings


async def examine_audit(owner_url: str, database: TenantDatabase) -> list[Finding]:
    """Walk every tenant's audit chain."""
    with psycopg.connect(owner_url) as connection:
        tenants: list[tuple[UUID]] = connection.execute("select distinct tenant_id from tenant.audit_head").fetchall()
    findings = []
    for (tenant_id,) in tenants:
        async with database.transaction(tenant_id) as session:
            report = await verify_chain(session)
        findings.append(
            Finding(
                what=f"audit log of tenant {tenant_id}",
                seen=report.fault or f"{report.entries} entries, intact",
                mend="Compare with the newest backup and report the change to the city." if report.fault else None,
            )
        )
    return findings


def _version(connection: psycopg.Connection) -> Finding:
    number = connection.info.server_version
    return Finding(
        what="PostgreSQL version",
        seen=f"{number // 10000}.{number % 10000}",
        mend=None if number >= _OLDEST_SERVER else "Move to PostgreSQL 15 or newer.",
    )


def _role(connection: psycopg.Connection, role: str) -> Finding:
    row = connection.execute(
        """select rolsuper, rolbypassrls, exists (select from pg_class where relowner = r.oid),
                  exists (select from pg_auth_members where member = r.oid)
             from pg_roles r where rolname = %s""",
        [role],
    ).fetchone()
    if row is None:
        return Finding(what=f"role {role}", seen="missing", mend="Run `seoul-learn migrate`.")
    powers = ("is a superuser", "has BYPASSRLS", "owns tables", "is a member of another role")
    found = [power for power, has in zip(powers, row, strict=True) if has]
    return Finding(
        what=f"role {role}",
        seen=" and ".join(found) or "can bypass nothing",
        mend=f"Take it away from {role} (alter role, reassign owned, revoke)." if found else None,
    )


def _clocks(connection: psycopg.Connection) -> Finding:
    row = connection.execute("select clock_timestamp()").fetchone()
    difference = abs(datetime.now(UTC) - row[0]) if row else timedelta.max
    return Finding(
        what="clocks",
        seen=f"{difference.total_seconds():.1f} s between this machine and the database",
        mend=None if difference <= _CLOCKS_MAY_DIFFER else "Let both machines follow the same time server.",
    )


async def _migrations(owner_url: str) -> Finding:
    missing = await pending(owner_url)
    return Finding(
        what="migrations",
        seen=f"{len(missing)} pending: {', '.join(missing)}" if missing else "all have run",
        mend="Run `seoul-learn migrate`." if missing else None,
    )
