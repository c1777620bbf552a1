"""The control plane's database as its use cases see it: a server, one migrated template, a copy for each test."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.migrations import migrate_control
from seoul_learn.control_plane.operators.values import OperatorKeys
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres, ServerAddress
from seoul_learn.installation.roles import CONTROL, OWNER, create_roles, role_password
from seoul_learn.kit.clock import FixedClock

_SECRET = "a secret for throw-away databases of tests"


@pytest.fixture(scope="session")
def server() -> Iterator[ServerAddress]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        postgres = EmbeddedPostgres(Path(folder))
        yield postgres.start()
        postgres.stop()


@pytest.fixture
def bare_url(server: ServerAddress) -> str:
    """A database with the roles and nothing else."""
    name = _new_database(server)
    with psycopg.connect(server.url(name)) as connection:
        create_roles(connection, secret_key=_SECRET)
    return server.url(name)


@pytest.fixture(scope="session")
async def migrated_template(server: ServerAddress) -> str:
    name = _new_database(server)
    with psycopg.connect(server.url(name)) as connection:
        create_roles(connection, secret_key=_SECRET)
    await migrate_control(server.url(name), owner_role=OWNER)
    return name


@pytest.fixture
def owner_url(server: ServerAddress, migrated_template: str) -> str:
    return server.url(_new_database(server, template=migrated_template))


@pytest.fixture
def control_url(server: ServerAddress, owner_url: str) -> str:
    database = owner_url.rpartition("/")[2]
    return f"postgresql://{CONTROL}:{role_password(_SECRET, CONTROL)}@127.0.0.1:{server.port}/{database}"


@pytest.fixture
async def control(control_url: str) -> AsyncIterator[ControlDatabase]:
    database = ControlDatabase(control_url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 24, 9, tzinfo=UTC))


@pytest.fixture
def keys() -> OperatorKeys:
    return OperatorKeys(digest=b"d" * 32, sealing=b"s" * 32)


def _new_database(server: ServerAddress, *, template: str = "template0") -> str:
    name = f"control_{uuid4().hex}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}".encode())
    return name
