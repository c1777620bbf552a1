"""Every statement that a tenant database is sent, by the mapper or by the driver itself: for tests that count them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event

from seoul_learn.tenant_plane.database.transaction import TenantDatabase


@contextmanager
def counted_statements(database: TenantDatabase) -> Iterator[list[str]]:
    """What is sent between begin and commit; beginning together with setting the tenant counts as one."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    fetch, execute = asyncpg.Connection.fetch, asyncpg.Connection.execute
    role = database.engine.url.username

    async def noting_fetch(self: Any, query: str, *values: Any, **options: Any) -> Any:
        # Who listens for changed hosts asks too, under the role of the other plane.
        if self._params.user == role:
            seen.append(query)
        return await fetch(self, query, *values, **options)

    async def noting_execute(self: Any, query: str, *values: Any, **options: Any) -> Any:
        if "set_tenant" in query:
            seen.append(query)
        return await execute(self, query, *values, **options)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncpg.Connection, "fetch", noting_fetch)
        patch.setattr(asyncpg.Connection, "execute", noting_execute)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)
