"""One statement on the driver's own connection, for the reads that every page makes (docs/adr/0007).

The mapper builds, caches and unpacks each statement anew; a page of ten of them spends most of its time there. Reads
of hot pages are therefore constants of SQL whose `$1` is the tenant, asked of the driver. They run under the same
role, row-level security and transaction as everything else: in a `Reading`, or in a session that goes on to write.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import IsolationBroken

_NARROWED = "tenant_id = $1"


class Reading:
    """A transaction of one tenant that can only read; `TenantDatabase.reading` makes it.

    `info` keeps what was read once for all of the transaction, as that of a session does.
    """

    __slots__ = ("_connection", "info", "tenant_id")

    def __init__(self, connection: Any, tenant_id: UUID) -> None:
        self._connection = connection
        self.tenant_id = tenant_id
        self.info: dict[Any, Any] = {}

    async def fetch(self, statement: str, values: Sequence[object]) -> list[asyncpg.Record]:
        """The rows of a statement; its `$1` is the tenant, `values` are the rest."""
        rows: list[asyncpg.Record] = await self._connection.fetch(statement, self.tenant_id, *values)
        return rows


Source = AsyncSession | Reading
"""Whatever one reads from: a unit of work, or a reading."""


async def fetch_all(source: Source, statement: str, *values: object) -> list[asyncpg.Record]:
    """Every row of a statement whose `$1` is the tenant. Raises IsolationBroken for one that does not name it."""
    if _NARROWED not in statement:
        raise IsolationBroken("A statement of the tenant plane does not name the tenant.")
    reading = source if isinstance(source, Reading) else await _within(source)
    return await reading.fetch(statement, values)


async def fetch_first(source: Source, statement: str, *values: object) -> asyncpg.Record | None:
    """The first row, or None."""
    rows = await fetch_all(source, statement, *values)
    return rows[0] if rows else None


async def _within(session: AsyncSession) -> Reading:
    """The same transaction and connection as the session's, with what it has not written yet written first."""
    await session.flush()
    tenant_id = session.info.get("tenant_id")
    if not isinstance(tenant_id, UUID):
        raise IsolationBroken("A transaction of the tenant plane names no tenant.")
    # Asking for the session's connection begins its transaction, and that sets the tenant.
    connection = await (await session.connection()).get_raw_connection()
    return Reading(connection.driver_connection, tenant_id)
