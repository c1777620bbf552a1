"""The embedded server comes up, is found again, and comes back after a kill with what it had committed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from seoul_learn.installation.embedded_postgres import EmbeddedPostgres


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    # As root the server runs under another account, which must be able to walk to its folder.
    for place in (tmp_path, *tmp_path.parents):
        if place.stat().st_uid == os.geteuid() and place.stat().st_mode & 0o777 == 0o700:
            place.chmod(0o711)
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder / "server")
    yield server
    server.stop()


def test_whoever_asks_second_finds_the_server_of_the_first(server: EmbeddedPostgres, folder: Path) -> None:
    assert server.start() == EmbeddedPostgres(folder / "server").start()


def test_what_was_committed_survives_a_kill_of_the_server(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.start().url(), autocommit=True) as connection:
        connection.execute("create table kept as select 7 as number")
        row = connection.execute("select setting from pg_settings where name = 'data_directory'").fetchone()
    assert row is not None
    os.kill(int((Path(row[0]) / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    with psycopg.connect(server.start().url()) as connection:
        assert connection.execute("select number from kept").fetchone() == (7,)


def test_the_password_is_asked_for_and_kept_private(server: EmbeddedPostgres, folder: Path) -> None:
    address = server.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(address.url().replace(address.password, "wrong"))
    assert (folder / "server" / "address.json").stat().st_mode & 0o077 == 0
