"""A server of a module's own, for what belongs to a whole server: roles, kills, restores."""

from collections.abc import Iterator

import psycopg
import pytest

from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from tests.conftest import folder_for_a_server


@pytest.fixture(scope="module")
def own_server() -> Iterator[EmbeddedPostgres]:
    with folder_for_a_server() as folder:
        server = EmbeddedPostgres(folder / "server")
        server.start()
        yield server
        server.stop()


def make_database(server: EmbeddedPostgres, name: str, options: str = "") -> str:
    """A new database of that server; its superuser's address."""
    address = server.start()
    with psycopg.connect(address.url(), autocommit=True) as connection:
        connection.execute(f"create database {name} {options}".encode())
    return address.url(name)
