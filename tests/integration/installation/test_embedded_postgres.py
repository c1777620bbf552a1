"""The embedded server comes up, is found again, and comes back after a kill with what it had committed."""

import os
import pwd
import signal
import socket
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from seoul_learn.installation.embedded_postgres import EmbeddedPostgres, program_path, reachable_program
from tests.conftest import folder_for_a_server


@pytest.fixture
def folder() -> Iterator[Path]:
    with folder_for_a_server() as made:
        yield made


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder / "server")
    yield server
    server.stop()


def test_whoever_asks_second_finds_the_server_of_the_first(server: EmbeddedPostgres, folder: Path) -> None:
    assert server.start() == EmbeddedPostgres(folder / "server").start()


def _live_through_a_kill(server: EmbeddedPostgres) -> None:
    before = server.start()
    with psycopg.connect(before.url(), autocommit=True) as connection:
        connection.execute("create table kept as select 7 as number")
        row = connection.execute("select setting from pg_settings where name = 'data_directory'").fetchone()
    assert row is not None
    os.kill(int((Path(row[0]) / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    # At the same address: whoever was connected finds it again.
    assert server.start() == before
    with psycopg.connect(before.url()) as connection:
        assert connection.execute("select number from kept").fetchone() == (7,)


def test_what_was_committed_survives_a_kill_of_the_server(server: EmbeddedPostgres) -> None:
    _live_through_a_kill(server)


def test_an_ordinary_user_runs_a_server_of_her_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, a child gives root up for good; otherwise the tests are an ordinary user's already."""
    if os.geteuid() != 0:
        server = EmbeddedPostgres(folder / "hers")
        _live_through_a_kill(server)
        server.stop()
        return
    account = pwd.getpwnam("daemon")
    home = folder / "home"
    home.mkdir()
    os.chown(home, account.pw_uid, account.pw_gid)
    # Root's own folders are closed to her: where the programs lie in one, she takes their copy.
    monkeypatch.setenv("PG_BIN_DIR", str(reachable_program(program_path("postgres")).parent))
    with warnings.catch_warnings():
        # The child uses no lock that a thread of this process could hold: it starts programs and connects.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
            server = EmbeddedPostgres(home / "hers")
            _live_through_a_kill(server)
            assert (home / "hers" / "cluster").stat().st_uid == account.pw_uid
            server.stop()
            os._exit(0)
        except BaseException:
            (home / "fault").write_text(traceback.format_exc())
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert status == 0, (home / "fault").read_text()


def test_a_port_that_somebody_took_meanwhile_is_left_to_them(server: EmbeddedPostgres) -> None:
    before = server.start()
    server.stop()
    with socket.create_server(("127.0.0.1", before.port)):
        after = server.start()
    assert after.port != before.port
    assert after.password == before.password


def test_the_password_is_asked_for_and_kept_private(server: EmbeddedPostgres, folder: Path) -> None:
    address = server.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(address.url().replace(address.password, "wrong"))
    assert (folder / "server" / "address.json").stat().st_mode & 0o077 == 0
