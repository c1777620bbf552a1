"""The control plane's database as its use cases see it: a copy of the migrated template for each test."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.values import OperatorKeys
from seoul_learn.installation.roles import CONTROL, address_as, create_roles
from tests.conftest import SECRET_KEY


@pytest.fixture
def bare_url(server_url: str) -> str:
    """A database with the roles and nothing else."""
    url = _new_database(server_url, template="template0")
    with psycopg.connect(url) as connection:
        create_roles(connection, secret_key=SECRET_KEY)
    return url


@pytest.fixture
def owner_url(server_url: str, template: str) -> str:
    return _new_database(server_url, template=template)


@pytest.fixture
def control_url(owner_url: str) -> str:
    return address_as(owner_url, CONTROL, secret_key=SECRET_KEY)


@pytest.fixture
async def control(control_url: str) -> AsyncIterator[ControlDatabase]:
    database = ControlDatabase(control_url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def keys() -> OperatorKeys:
    return OperatorKeys(digest=b"d" * 32, sealing=b"s" * 32)


def _new_database(server_url: str, *, template: str) -> str:
    name = f"control_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"create database {name} template {template}".encode())
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
