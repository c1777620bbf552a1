"""What the pages are measured beside: an empty handler, and the pages' own SQL by bare asyncpg, same isolation."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from litestar import Litestar, get
from litestar.params import FromPath


def create() -> Litestar:
    """`/empty` does nothing; `/bare/<page>` replays the statements that the page was seen to make."""
    pages: dict[str, Any] = json.loads(Path(os.environ["BENCH_STATEMENTS"]).read_text())
    pool: asyncpg.Pool[Any]

    @asynccontextmanager
    async def connected(_: Litestar) -> AsyncIterator[None]:
        nonlocal pool
        pool = await asyncpg.create_pool(os.environ["BENCH_TENANT_URL"], min_size=10, max_size=10)
        yield
        await pool.close()

    @get("/empty", sync_to_thread=False)
    def empty() -> str:
        return "ok"

    @get("/bare/{page:str}")
    async def bare(page: FromPath[str]) -> str:
        async with pool.acquire() as connection, connection.transaction():
            for statement, parameters in pages[page]:
                await connection.fetch(statement, *(_value(one) for one in parameters))
        return "ok"

    return Litestar([empty, bare], lifespan=[connected], openapi_config=None, logging_config=None)


def _value(written: Any) -> Any:
    """A parameter as JSON kept it: `{"uuid": ...}`, `{"bytes": ...}`, `{"time": ...}` or itself."""
    if isinstance(written, dict):
        kind, value = next(iter(written.items()))
        if kind == "uuid":
            return UUID(value)
        if kind == "bytes":
            return bytes.fromhex(value)
        from datetime import datetime

        return datetime.fromisoformat(value)
    return written
