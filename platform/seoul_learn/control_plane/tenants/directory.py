"""Which tenant a host leads to, held in memory by every process and never more than about a second old.

LISTEN wakes it at once; a version number polled every second is the truth, so that a lost notification, a lost
connection or a pooler without LISTEN costs a second and no more.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.tenants.models import DirectoryVersionRow
from seoul_learn.control_plane.tenants.publish_change import CHANNEL
from seoul_learn.control_plane.tenants.queries import list_hosts
from seoul_learn.control_plane.tenants.values import Host, TenantRef

_FAULTS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
_log = structlog.get_logger()


class HostDirectory:
    """Exact host → tenant. While the database is away it keeps answering with what it last read."""

    def __init__(
        self, database: ControlDatabase, *, poll_seconds: float = 1.0, listener_url: str | None = None
    ) -> None:
        """`listener_url` is a direct address of the server where `database` goes through a pooler."""
        self._database = database
        self._poll_seconds = poll_seconds
        self._listener_url = listener_url or database.url
        self._hosts: Mapping[str, Host] = {}
        self._canonical: Mapping[UUID, str] = {}
        self._version = -1
        self._listener: asyncpg.Connection[Any] | None = None
        self._wake = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._closing = False

    def find(self, host: str) -> TenantRef | None:
        """The tenant that a lower-case host without port leads to, or None: there is no default tenant."""
        entry = self._hosts.get(host)
        return entry.tenant if entry else None

    def canonical_host(self, tenant_id: UUID) -> str | None:
        """The host that a tenant's links and mail use."""
        return self._canonical.get(tenant_id)

    async def start(self) -> None:
        """Read everything once, then keep it fresh. Raises when the database cannot be read now."""
        self._closing = False
        await self.refresh()
        self._keeper = asyncio.create_task(self._keep_fresh(), name="host-directory")

    async def close(self) -> None:
        """Stop keeping it fresh; what was read stays readable."""
        # Cancelled for speed; the flag ends it even where a library below swallows the cancellation.
        self._closing = True
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
        await self._drop_listener()

    async def refresh(self) -> None:
        """Read the version and, where it moved, every host."""
        async with self._database.transaction() as unit:
            rows = await unit.run(DirectoryVersionRow.select(DirectoryVersionRow.version))
            version = rows[0]["version"]
            if version == self._version:
                return
            # The version is read before the hosts: hosts newer than it only mean one more reading.
            hosts = await list_hosts(unit)
        self._hosts = {entry.host: entry for entry in hosts}
        self._canonical = {entry.tenant.id: entry.host for entry in hosts if entry.canonical}
        self._version = version

    async def _keep_fresh(self) -> None:
        while not self._closing:
            # Each by itself: polling goes on where listening is not possible.
            for step in (self._listen, self.refresh):
                try:
                    await step()
                except _FAULTS as fault:
                    _log.warning("host_directory.fault", step=step.__name__.strip("_"), fault=type(fault).__name__)
            # Not `wait_for`: before Python 3.12 it loses a cancellation that arrives together with the wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll_seconds):
                    await self._wake.wait()
            self._wake.clear()

    async def _listen(self) -> None:
        if self._listener is not None and not self._listener.is_closed():
            return
        await self._drop_listener()
        listener = await asyncpg.connect(self._listener_url, timeout=2)
        self._listener = listener
        await listener.add_listener(CHANNEL, self._on_notification)

    async def _drop_listener(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None and not listener.is_closed():
            with contextlib.suppress(*_FAULTS):
                # Without the removal asyncpg warns about a listener that is still active.
                await listener.remove_listener(CHANNEL, self._on_notification)
                await listener.close(timeout=2)

    def _on_notification(self, *_: object) -> None:
        self._wake.set()
