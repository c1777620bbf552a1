"""The pool of the control role, and the unit of work: return to keep, raise to undo."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
from piccolo.query.base import Query

from seoul_learn.control_plane.database.engine import ENGINE

Result = TypeVar("Result")


class UnitOfWork:
    """One transaction of the control plane. Every use case takes it first.

    It is passed explicitly and not found through a context variable: a web framework may open it in one task and use
    it in another.
    """

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection

    async def run(self, query: Query[Any, Result]) -> Result:
        """The result of a Piccolo query inside this transaction."""
        with ENGINE.running_on(self._connection):
            return await query.run()

    async def execute(self, statement: str, *parameters: object) -> None:
        """Run a statement that Piccolo has no words for."""
        await self._connection.execute(statement, *parameters)

    async def value(self, statement: str, *parameters: object) -> Any:
        """The first column of the first row of a statement that Piccolo has no words for, or None."""
        return await self._connection.fetchval(statement, *parameters)

    async def rows(self, statement: str, *parameters: object) -> list[Any]:
        """The rows of a statement that is too large for Piccolo to unpack each time."""
        found: list[Any] = await self._connection.fetch(statement, *parameters)
        return found


class ControlDatabase:
    """The control plane's database under one role. Open it once per process, close it at the end."""

    def __init__(
        self, url: str, *, min_connections: int = 1, max_connections: int = 5, prepared_statements: bool = True
    ) -> None:
        """`prepared_statements=False` is for PgBouncer in transaction mode."""
        self._url = url
        self._min_connections = min_connections
        self._max_connections = max_connections
        self._statement_cache_size = 100 if prepared_statements else 0
        self._pool: asyncpg.Pool[Any] | None = None

    @property
    def url(self) -> str:
        """Where it connects to; contains the role's password."""
        return self._url

    async def open(self) -> None:
        """Make the pool. Raises OSError or asyncpg.PostgresError when the server does not take us."""
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=self._min_connections,
            max_size=self._max_connections,
            statement_cache_size=self._statement_cache_size,
        )

    async def close(self) -> None:
        """Give every connection back; harmless when it is not open."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitOfWork]:
        """One unit of work: committed when the block returns, undone when it raises."""
        if self._pool is None:
            raise RuntimeError("open the control database before using it")
        async with self._pool.acquire() as connection, connection.transaction():
            yield UnitOfWork(connection)
