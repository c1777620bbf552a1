"""The engine that every control-plane table names. It holds no address, no pool and no connection.

Piccolo binds a table to an engine when its class is made, which would fix one database per process at import. This
engine only knows the unit of work that is running a query right now, so that processes and tests decide at composition.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from asyncpg import Connection
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from seoul_learn.control_plane.database.errors import OutsideUnitOfWork

SCHEMA = "control"


class UnitOfWorkEngine(PostgresEngine):
    """Runs each query on the connection of the unit of work around it, and refuses one without."""

    def __init__(self) -> None:
        super().__init__(config={"database": SCHEMA}, extensions=())

    async def check_version(self) -> None:
        """Nothing: Piccolo would connect here, at import."""

    async def prep_database(self) -> None:
        """Nothing: no extension is needed."""

    async def get_new_connection(self) -> NoReturn:
        raise OutsideUnitOfWork("run control-plane queries by `await unit.run(query)`")

    @contextmanager
    def running_on(self, connection: "Connection[Any]") -> Iterator[None]:
        """Send the queries awaited inside to `connection`, whose transaction is already open."""
        token = self.current_transaction.set(_OpenTransaction(self, connection))
        try:
            yield
        finally:
            self.current_transaction.reset(token)


class _OpenTransaction(PostgresTransaction):
    """A transaction that the unit of work began and will end; Piccolo only nests in it."""

    def __init__(self, engine: PostgresEngine, connection: "Connection[Any]") -> None:
        super().__init__(engine)
        self.connection = connection


ENGINE = UnitOfWorkEngine()
