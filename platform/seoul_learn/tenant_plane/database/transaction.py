"""The unit of work: one transaction of one tenant. Return to keep, raise to undo.

Three listeners carry the tenant (docs/adr/0002 and 0003): the first statement of every transaction sets it, new rows
are filled with it, and every statement of the mapper is narrowed to it. Pages that only read take a `reading`, which
costs a third of a session (docs/adr/0007).
"""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, PoolProxiedConnection, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, with_loader_criteria

from seoul_learn.tenant_plane.database.base import Base
from seoul_learn.tenant_plane.database.errors import IsolationBroken
from seoul_learn.tenant_plane.database.reading import Reading, Source
from seoul_learn.tenant_plane.database.roles import refuse_a_role_that_sees_too_much

Transaction = AsyncSession
"""One transaction of one tenant, under the name by which those know it who may not import the mapper."""

# Behind a pooler the next statement may reach another server connection: none is kept, and each has the empty name,
# which lives as long as it is used and meets nobody else's.
_WITHOUT_PREPARED_STATEMENTS = {
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
    "prepared_statement_name_func": str,
}
_LAST = "last"
_SET_TENANT = text("select app.set_tenant(:tenant_id)")


class _TenantSession(Session):
    """The synchronous session under every AsyncSession of the tenant plane; the listeners hang on it."""


class TenantDatabase:
    """The tenant plane's connections, under the role that row-level security binds."""

    def __init__(self, url: str, *, pool_size: int = 10, prepared_statements: bool = True) -> None:
        """`prepared_statements=False` is for PgBouncer in transaction mode."""
        self.engine: AsyncEngine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=pool_size,
            max_overflow=0,
            connect_args={} if prepared_statements else _WITHOUT_PREPARED_STATEMENTS,
            json_deserializer=msgspec.json.decode,
        )
        self._sessions = async_sessionmaker(self.engine, sync_session_class=_TenantSession, expire_on_commit=False)

    async def open(self) -> None:
        """Refuse to serve under a role that could bypass isolation. Raises IsolationBroken."""
        async with self.engine.connect() as connection:
            await refuse_a_role_that_sees_too_much(connection)

    async def close(self) -> None:
        """Give the connections back."""
        await self.engine.dispose()

    async def ping(self) -> None:
        """Ask the database for nothing. Raises when it does not answer."""
        async with self.engine.connect() as connection:
            await connection.execute(text("select 1"))

    @contextlib.asynccontextmanager
    async def transaction(self, tenant_id: UUID) -> AsyncIterator[AsyncSession]:
        """A session inside one transaction of one tenant."""
        last: list[Callable[[], Awaitable[None]]] = []
        session = self._sessions(info={"tenant_id": tenant_id, _LAST: last})
        async with session, session.begin():
            yield session
            for act in last:
                await act()

    @contextlib.asynccontextmanager
    async def reading(self, tenant_id: UUID) -> AsyncIterator[Reading]:
        """A transaction of one tenant that can only read, on a connection of the same pool."""
        pooled = await self.engine.raw_connection()
        driver: Any = pooled.driver_connection
        try:
            # One round trip for both; a UUID spells nothing but hexadecimal digits and dashes.
            await driver.execute(f"begin read only; select app.set_tenant('{UUID(bytes=tenant_id.bytes)}')")
            yield Reading(driver, tenant_id)
            await driver.execute("commit")
        except BaseException:
            await _undo(pooled)
            raise
        pooled.close()


async def _undo(pooled: PoolProxiedConnection) -> None:
    """End whatever a connection was doing; where that cannot be done, nobody gets it again."""
    driver: Any = pooled.driver_connection
    try:
        await driver.execute("rollback")
    except BaseException as fault:
        pooled.invalidate()
        if not isinstance(fault, Exception):
            raise
    else:
        pooled.close()


def do_last(session: AsyncSession, act: Callable[[], Awaitable[None]]) -> None:
    """Do something in this transaction when all else in it is done: for what locks a row that everybody wants."""
    session.info[_LAST].append(act)


def tenant_of(source: Source | Session) -> UUID:
    """The tenant a session or a reading works for. Raises IsolationBroken when there is none."""
    tenant_id = source.tenant_id if isinstance(source, Reading) else source.info.get("tenant_id")
    if not isinstance(tenant_id, UUID):
        raise IsolationBroken("A transaction of the tenant plane names no tenant.")
    return tenant_id


@event.listens_for(_TenantSession, "after_begin")
def _set_tenant(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execute(_SET_TENANT, {"tenant_id": tenant_of(session)})


@event.listens_for(_TenantSession, "before_flush")
def _fill_tenant(session: Session, *_: Any) -> None:
    tenant_id = tenant_of(session)
    for row in session.new:
        if isinstance(row, Base):
            if row.tenant_id not in (None, tenant_id):
                raise IsolationBroken("A row of another tenant was added to a transaction.")
            row.tenant_id = tenant_id


@event.listens_for(_TenantSession, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    if state.is_select or state.is_update or state.is_delete:
        tenant_id = tenant_of(state.session)
        state.statement = state.statement.options(
            with_loader_criteria(Base, lambda cls: cls.tenant_id == tenant_id, include_aliases=True)
        )
