"""A server of a module's own, for what belongs to a whole server: roles, kills, restores."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from seoul_learn.installation.embedded_postgres import EmbeddedPostgres


def let_others_walk_in(folder: Path) -> None:
    """As root the server runs under another account, which must be able to walk to its folder."""
    for place in (folder, *folder.parents):
        if place.stat().st_uid == os.geteuid() and place.stat().st_mode & 0o777 == 0o700:
            place.chmod(0o711)


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    folder = tmp_path_factory.mktemp("own")
    let_others_walk_in(folder)
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
