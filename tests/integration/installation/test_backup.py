"""The drill: a filled platform is dumped, restored on a server that has never seen it, and everything is there."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from seoul_learn.app import Runtime, make_runtime
from seoul_learn.demo.cast import RESIDENTS
from seoul_learn.demo.fill import fill_platform
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres, program_path
from seoul_learn.installation.migrate import migrate
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.settings import Settings
from tests.conftest import SECRET_KEY, folder_for_a_server
from tests.integration.conftest import TENANTS
from tests.integration.installation.conftest import make_database

_SCRIPTS = Path(__file__).parents[3] / "infra" / "backup"


def _runtime(url: str) -> Runtime:
    return make_runtime(
        Settings(secret_key=SECRET_KEY, tenants_folder=TENANTS),
        control_url=address_as(url, CONTROL, secret_key=SECRET_KEY),
        tenant_url=address_as(url, TENANT, secret_key=SECRET_KEY),
    )


@pytest.fixture(scope="module")
async def filled(own_server: EmbeddedPostgres) -> str:
    """The demo's cities and people."""
    url = make_database(own_server, "lived_in")
    await migrate(url, secret_key=SECRET_KEY)
    runtime = _runtime(url)
    await runtime.open()
    await fill_platform(runtime, TENANTS)
    await runtime.close()
    return url


@pytest.fixture
def elsewhere() -> Iterator[EmbeddedPostgres]:
    with folder_for_a_server() as folder:
        server = EmbeddedPostgres(folder / "elsewhere")
        server.start()
        yield server
        server.stop()


def _run(script: str, argument: Path, url: str, **more: str) -> "subprocess.CompletedProcess[str]":
    programs = [Path(sys.executable).parent, program_path("pg_dump").parent]
    path = os.pathsep.join([*map(str, programs), os.environ["PATH"]])
    return subprocess.run(
        [str(_SCRIPTS / script), str(argument)],
        env={**os.environ, "PATH": path, "DATABASE_URL": url, "SECRET_KEY": SECRET_KEY, **more},
        cwd=TENANTS.parent, capture_output=True, text=True, check=False,
    )  # fmt: skip


def _contents(url: str) -> dict[str, int]:
    with psycopg.connect(url) as owner:
        tables = owner.execute(
            "select schemaname, tablename from pg_tables "
            "where schemaname in ('control', 'tenant', 'jobs') and tablename not like 'migration%'"
        ).fetchall()
        counted = {}
        for schema, table in tables:
            row = owner.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))).fetchone()
            counted[f"{schema}.{table}"] = row[0] if row else 0
        return counted


@pytest.mark.timeout(600)  # nine programs, one after the other
async def test_what_was_dumped_is_restored_elsewhere_and_passes_the_doctor(
    filled: str, elsewhere: EmbeddedPostgres, tmp_path: Path
) -> None:
    dumped = _run("backup.sh", tmp_path, filled)
    assert dumped.returncode == 0, dumped.stderr
    dump = Path(dumped.stdout.strip())
    assert dump.stat().st_mode & 0o077 == 0

    url = make_database(elsewhere, "restored")
    with socket.create_server(("127.0.0.1", 0)) as mail_server:
        restored = _run("restore.sh", dump, url, SMTP_PORT=str(mail_server.getsockname()[1]))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert "intact" in restored.stdout
    assert "to mend" not in restored.stdout
    assert _contents(url) == _contents(filled)

    # What was sealed opens again, and the platform works on: filling it anew finds everybody there.
    runtime = _runtime(url)
    await runtime.open()
    await fill_platform(runtime, TENANTS)
    await runtime.close()
    assert _contents(url) == _contents(filled)
    assert _contents(url)["tenant.person"] >= len(RESIDENTS)


def test_a_platform_that_is_there_is_not_restored_over(filled: str, tmp_path: Path) -> None:
    before = _contents(filled)
    refused = _run("restore.sh", tmp_path / "any.dump", filled)
    assert refused.returncode == 2
    assert "already" in refused.stderr
    assert _contents(filled) == before
