"""A real PostgreSQL for every test that wants one: migrated once, cloned for each test module."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import msgspec
import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.migrate import migrate
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.kit.clock import FixedClock
from seoul_learn.tenant_plane.database.transaction import TenantDatabase

# How long one example takes is the machine's affair, and no property.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

SECRET_KEY = "a secret for throw-away databases, 40 letters"
_numbers = itertools.count(1)


class Database(msgspec.Struct, frozen=True, kw_only=True):
    """One migrated database under its three roles, as connection addresses."""

    owner_url: str
    control_url: str
    tenant_url: str


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL superuser's address: DATABASE_URL where it is set, else a server of this test run's own."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with folder_for_a_server() as folder:
        server = EmbeddedPostgres(folder)
        yield server.start().url()
        server.stop()


@contextmanager
def folder_for_a_server() -> Iterator[Path]:
    """A folder that a server under another account may walk into, as it has to when the tests run as root.

    Not one of pytest's: each start of any pytest closes those to others, also under a server that is running.
    """
    with TemporaryDirectory(prefix="seoul-learn-test-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="session")
async def template(server_url: str) -> AsyncIterator[str]:
    """The name of a migrated database that others are cloned from."""
    name = f"seoul_learn_test_{os.getpid()}"
    _create(server_url, name)
    await migrate(_address(server_url, name), secret_key=SECRET_KEY)
    yield name
    _drop(server_url, name)


@pytest.fixture(scope="module")
def database(server_url: str, template: str) -> Iterator[Database]:
    """A migrated database that this test module has to itself."""
    name = f"{template}_{next(_numbers)}"
    _create(server_url, name, template)
    owner_url = _address(server_url, name)
    yield Database(
        owner_url=owner_url,
        control_url=address_as(owner_url, CONTROL, secret_key=SECRET_KEY),
        tenant_url=address_as(owner_url, TENANT, secret_key=SECRET_KEY),
    )
    _drop(server_url, name)


@pytest.fixture(scope="module")
def owner_url(database: Database) -> str:
    return database.owner_url


@pytest.fixture(scope="module")
def control_url(database: Database) -> str:
    return database.control_url


@pytest.fixture(scope="module")
async def tenant_database(database: Database) -> AsyncIterator[TenantDatabase]:
    """The tenant plane on this module's database, with a pool of five."""
    opened = TenantDatabase(database.tenant_url, pool_size=5)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


def _address(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _create(server_url: str, name: str, template: str = "template1") -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def _drop(server_url: str, name: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
