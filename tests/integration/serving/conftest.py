"""`seoul-learn serve` as it runs for real: processes of its own, which a test may kill or tell to stop."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import httpx2
import psycopg
import pytest

from seoul_learn.app import Runtime, make_runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import SystemClock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.values import Role
from tests.conftest import SECRET_KEY, Database
from tests.integration.conftest import TENANTS
from tests.integration.portal.conftest import Browser

_READY_WITHIN_SECONDS = 90


class Served:
    """The web process on one port; `start` brings it up again where it was."""

    def __init__(self, database: Database, log: Path) -> None:
        self.port, metrics_port = _free_port(), _free_port()
        self._log = log
        self._environment = {
            "SECRET_KEY": SECRET_KEY, "DATABASE_URL": database.owner_url, "PORT": str(self.port),
            "METRICS_PORT": str(metrics_port), "TENANTS_FOLDER": str(TENANTS),
        }  # fmt: skip
        self.process: subprocess.Popen[bytes]

    def start(self) -> None:
        with self._log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "seoul_learn.cli", "serve"],
                env={**os.environ, **self._environment}, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(self._log.read_text()[-2000:])

    def kill(self) -> None:
        """As the kernel does when memory is short: all of it, at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


@pytest.fixture(scope="module")
async def runtime(database: Database, plugins: Plugins) -> AsyncIterator[Runtime]:
    """The same database from this process, by the clock of the machine as the processes have it."""
    made = make_runtime(
        Settings(secret_key=SECRET_KEY, tenants_folder=TENANTS),
        control_url=database.control_url, tenant_url=database.tenant_url, clock=SystemClock(),
    )  # fmt: skip
    await made.open()
    yield made
    await made.close()


@pytest.fixture(scope="module")
async def seoul(runtime: Runtime, plugins: Plugins) -> TenantRef:
    opened = open_bundle(TENANTS / "seoul", plugins)
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a test", clock=runtime.clock)
    return (await apply_description(opened.description, opened.shared, platform)).tenant


@pytest.fixture
def served(database: Database, seoul: TenantRef, tmp_path: Path) -> Iterator[Served]:
    made = Served(database, tmp_path / "serve.log")
    made.start()
    yield made
    if made.process.poll() is None:
        made.kill()


class Applicant(Browser):
    """A resident of Seoul in front of her answers, with nothing left to do but submit."""

    def __init__(self, port: int, token: str, email: str) -> None:
        self.email = email
        self.http = httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers={"host": "seoul.localhost"}, cookies={"session": token},
            follow_redirects=False, timeout=60,
        )  # fmt: skip
        self.application: UUID

    async def fill_in(self) -> None:
        """Apply and answer everything with “I don't know”."""
        await self._walk(await self.get("/programmes/learn"))
        await self._walk(await self.post("/programmes/learn/apply"))
        while "/questions/" in self.path:
            await self._walk(await self.post(self.path, {"action": "unknown"}))
        assert self.path.endswith("/check"), self.text
        self.application = UUID(self.path.split("/")[2])

    async def submit(self) -> httpx2.Response:
        """Send the same form; the page stays what it was, as in a browser whose connection broke."""
        form = {"_csrf_token": self.hidden("_csrf_token")}
        return await self.http.post(f"/applications/{self.application}/submit", data=form)

    async def _walk(self, answer: httpx2.Response) -> None:
        while answer.is_redirect:
            answer = await self.get(answer.headers["location"])


@pytest.fixture
async def applicant(served: Served, runtime: Runtime, seoul: TenantRef) -> AsyncIterator[Applicant]:
    email = f"{new_id()}@demo.example"
    async with runtime.tenants.transaction(seoul.id) as session:
        person_id = await add_person(
            session, email=email, language="ko", roles=(Role.applicant,), clock=runtime.clock
        )
        signed_in = await begin_session(session, person_id, by="code", clock=runtime.clock)
    made = Applicant(served.port, signed_in.token, email)
    await made.fill_in()
    yield made
    await made.http.aclose()


class Held:
    """Everything that writes to a city's audit log waits, from `hold` to `release`."""

    def __init__(self, connection: psycopg.AsyncConnection, tenant_id: UUID) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def hold(self) -> None:
        await self._connection.execute(
            "select from tenant.audit_head where tenant_id = %s for update", [self._tenant_id]
        )

    async def until_somebody_waits(self) -> None:
        async with asyncio.timeout(30):
            while not await self.somebody_waits():
                await asyncio.sleep(0.01)

    async def somebody_waits(self) -> bool:
        found = await self._connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        row = await found.fetchone()
        return bool(row and row[0])

    async def release(self) -> None:
        await self._connection.rollback()


@pytest.fixture
async def audit_log(database: Database, seoul: TenantRef) -> AsyncIterator[Held]:
    async with await psycopg.AsyncConnection.connect(database.owner_url) as connection:
        yield Held(connection, seoul.id)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
