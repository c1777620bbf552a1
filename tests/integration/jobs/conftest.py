"""A real mail server that can be told how to answer, and a worker that works the queue off and stops."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import psycopg
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from procrastinate import App

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.jobs.look_after_tenant import LookAfterTenant
from seoul_learn.jobs.queue import open_queue
from seoul_learn.jobs.tasks import Means, TidyTenant, register_tasks
from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.mail.post_office import PostOffice
from tests.conftest import SECRET_KEY, Database
from tests.integration.people.conftest import City, new_city


class MailServer:
    """Takes every letter unless told otherwise."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.arrived = asyncio.Event()
        self.answers: list[str] = []
        """What is answered to the next letters, before they are taken again."""
        self.refused_recipients: dict[str, str] = {}
        self.breaks_off = False
        self.released = asyncio.Event()
        self.released.set()
        self._server: asyncio.Server

    async def start(self) -> None:
        def connected() -> SMTP:
            return SMTP(self, hostname="mail.test", ident="test")

        self._server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)

    async def stop(self) -> None:
        self.released.set()
        self._server.close()
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def hold(self) -> None:
        """Keep the letters that come, and the answer to them until `released` is set."""
        self.released.clear()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused_recipients:
            return self.refused_recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd calls it so
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.arrived.set()
        await self.released.wait()
        if self.breaks_off:
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]  # a TCP transport has it
        return "250 OK"


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def post_office(mail_server: MailServer) -> PostOffice:
    return PostOffice(host="127.0.0.1", port=mail_server.port, sender="no-reply@learn.example", patience=5)


@pytest.fixture
async def city(tenant_database: TenantDatabase, clock: FixedClock) -> City:
    return await new_city(tenant_database, clock)


@pytest.fixture
async def control(database: Database) -> AsyncIterator[ControlDatabase]:
    opened = ControlDatabase(database.control_url)
    await opened.open()
    yield opened
    await opened.close()


class Worker:
    """A worker in this process, as one would run it, that stops when the queue is empty.

    It works what a test enqueues and nothing that the clock wants: `periodic` says what that would have been.
    """

    def __init__(self, queue: App, owner_url: str) -> None:
        self.queue = queue
        wanted = queue.periodic_registry.periodic_tasks
        self.periodic = {one.task.name: one.cron for one in wanted.values()}
        wanted.clear()
        self._owner_url = owner_url

    async def work(self) -> None:
        await self.queue.run_worker_async(
            wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="successful"
        )

    def jobs(self) -> list[dict[str, Any]]:
        """The jobs that are left, but those which a real worker beside this one enqueues by the clock."""
        with psycopg.connect(self._owner_url) as connection:
            rows = connection.execute(
                "select task_name, status::text, attempts, scheduled_at from jobs.procrastinate_jobs "
                "where not task_name = any(%s) order by id",
                [[*self.periodic, TidyTenant.task, LookAfterTenant.task]],
            ).fetchall()
        return [{"task": task, "status": status, "attempts": tries, "at": at} for task, status, tries, at in rows]

    def hurry(self) -> None:
        """Let the waits of the jobs be over."""
        with psycopg.connect(self._owner_url) as connection:
            connection.execute("update jobs.procrastinate_jobs set scheduled_at = null")

    def forget_jobs(self) -> None:
        with psycopg.connect(self._owner_url) as connection:
            connection.execute("delete from jobs.procrastinate_periodic_defers")
            connection.execute("delete from jobs.procrastinate_jobs")


@pytest.fixture
async def worker(
    database: Database,
    tenant_database: TenantDatabase,
    control: ControlDatabase,
    plugins: Plugins,
    post_office: PostOffice,
    clock: FixedClock,
) -> AsyncIterator[Worker]:
    queue = open_queue(database.tenant_url)
    provisioning = Provisioning(database=tenant_database, plugins=plugins, keys=SealingKeys(SECRET_KEY), clock=clock)
    register_tasks(queue, Means(control=control, provisioning=provisioning, post_office=post_office))
    async with queue.open_async():
        made = Worker(queue, database.owner_url)
        made.forget_jobs()
        yield made
