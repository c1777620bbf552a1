"""The queue: what is wanted is worked, also after a worker was killed, and what cannot be worked is seen."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, event, text

from seoul_learn.jobs.recover import recover_stalled_jobs
from seoul_learn.jobs.retry import MOST_TRIES
from seoul_learn.kit.clock import FixedClock, SystemClock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.mail.post_mail import post_mail
from seoul_learn.tenant_plane.mail.queries import list_letters
from seoul_learn.tenant_plane.mail.values import DeliverMail, Letter, MailState
from tests.conftest import SECRET_KEY, Database
from tests.integration.jobs.conftest import MailServer, Worker
from tests.integration.people.conftest import City, new_city


async def _post(city: City) -> UUID:
    async with city.database.transaction(city.tenant_id) as session:
        return await post_mail(
            session, recipient="min@example.org", subject="안내", body="안녕하세요.", language="ko", clock=city.clock
        )


async def _letter(city: City, mail_id: UUID) -> Letter:
    async with city.database.transaction(city.tenant_id) as session:
        return next(letter for letter in await list_letters(session) if letter.id == mail_id)


def _enqueue(database: Database, task: str, arguments: dict[str, Any]) -> None:
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(
            "insert into jobs.procrastinate_jobs (queue_name, task_name, args) values ('default', %s, %s)",
            [task, Jsonb(arguments)],
        )


async def test_a_letter_is_sent_by_the_job_that_its_change_wanted(
    city: City, worker: Worker, mail_server: MailServer
) -> None:
    mail_id = await _post(city)
    assert (await _letter(city, mail_id)).state is MailState.queued
    await worker.work()
    assert (await _letter(city, mail_id)).state is MailState.sent
    assert len(mail_server.letters) == 1
    assert worker.jobs() == []


async def test_a_letter_of_an_undone_change_is_never_sent(city: City, worker: Worker, mail_server: MailServer) -> None:
    with pytest.raises(ZeroDivisionError):
        async with city.database.transaction(city.tenant_id) as session:
            await post_mail(
                session, recipient="min@example.org", subject="안내", body="안녕하세요.", language="ko",
                clock=city.clock,
            )  # fmt: skip
            raise ZeroDivisionError
    await worker.work()
    assert mail_server.letters == []


@pytest.mark.parametrize(
    "arguments",
    [
        {"job": {"mail_id": str(new_id())}},
        {"tenant_id": None, "job": {"mail_id": str(new_id())}},
        {"tenant_id": "seoul", "job": {"mail_id": str(new_id())}},
        {"tenant_id": str(new_id()), "job": {"mail_id": "first"}},
        {"tenant_id": str(new_id())},
    ],
    ids=["no tenant", "null", "a slug", "no id of a letter", "no job"],
)
async def test_a_job_without_tenant_or_sense_fails_before_its_first_query(
    worker: Worker, database: Database, tenant_database: TenantDatabase, arguments: dict[str, Any]
) -> None:
    statements = list[str]()

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    _enqueue(database, DeliverMail.task, arguments)
    event.listen(tenant_database.engine.sync_engine, "before_cursor_execute", note)
    try:
        await worker.work()
    finally:
        event.remove(tenant_database.engine.sync_engine, "before_cursor_execute", note)
    (job,) = worker.jobs()
    assert (job["status"], job["attempts"]) == ("failed", 1)
    assert statements == []


async def test_a_passing_refusal_is_tried_again_later_and_then_sent(
    city: City, worker: Worker, mail_server: MailServer
) -> None:
    mail_server.answers = ["451 try later", "451 try later"]
    mail_id = await _post(city)
    for tries in (1, 2):
        await worker.work()
        (job,) = worker.jobs()
        assert (job["status"], job["attempts"]) == ("todo", tries)
        assert job["at"] is not None
        worker.hurry()
    await worker.work()
    assert (await _letter(city, mail_id)).state is MailState.sent
    assert worker.jobs() == []


async def test_a_fault_that_never_mends_ends_among_the_dead_letters(worker: Worker, database: Database) -> None:
    _enqueue(database, DeliverMail.task, {"tenant_id": str(new_id()), "job": {"mail_id": str(new_id())}})
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("alter table tenant.mail rename to mail_away")
    try:
        for _ in range(MOST_TRIES):
            worker.hurry()
            await worker.work()
    finally:
        with psycopg.connect(database.owner_url) as connection:
            connection.execute("alter table tenant.mail_away rename to mail")
    (job,) = worker.jobs()
    assert (job["status"], job["attempts"]) == ("failed", MOST_TRIES)


async def _taken_by_a_worker_that_died(worker: Worker) -> None:
    """The job in the queue is in the hands of a worker whose heart beat last a minute ago."""
    dead = await worker.queue.job_manager.register_worker()
    job = await worker.queue.job_manager.fetch_job(queues=None, worker_id=dead)
    assert job is not None
    await worker.queue.connector.execute_query_async(
        "update procrastinate_workers set last_heartbeat = now() - interval '1 minute' where id = %(dead)s", dead=dead
    )


async def test_the_job_of_a_worker_that_died_is_given_to_another(
    city: City, worker: Worker, mail_server: MailServer
) -> None:
    mail_id = await _post(city)
    await _taken_by_a_worker_that_died(worker)
    assert [job["status"] for job in worker.jobs()] == ["doing"]
    await worker.queue.tasks["jobs.recover"].defer_async(timestamp=0)
    await worker.work()
    await worker.work()
    assert (await _letter(city, mail_id)).state is MailState.sent
    assert worker.jobs() == []


async def test_the_job_of_a_living_worker_is_left_to_it(city: City, worker: Worker) -> None:
    await _post(city)
    living = await worker.queue.job_manager.register_worker()
    assert await worker.queue.job_manager.fetch_job(queues=None, worker_id=living) is not None
    assert await recover_stalled_jobs(worker.queue) == 0
    await worker.queue.job_manager.unregister_worker(living)


async def test_a_job_that_keeps_killing_its_workers_is_given_up(city: City, worker: Worker) -> None:
    await _post(city)
    for _ in range(MOST_TRIES):
        worker.hurry()
        await _taken_by_a_worker_that_died(worker)
        assert await recover_stalled_jobs(worker.queue) == 1
    (job,) = worker.jobs()
    assert job["status"] == "failed"


async def test_every_city_is_tidied_by_a_job_of_its_own(
    worker: Worker, tenant_database: TenantDatabase, clock: FixedClock, database: Database
) -> None:
    cities = [await new_city(tenant_database, clock) for _ in range(2)]
    with psycopg.connect(database.owner_url) as connection:
        for number, city in enumerate(cities):
            connection.execute(
                "insert into control.tenant (id, slug, name, lifecycle, timezone, created_at, changed_at) "
                "values (%s, %s, '{}', 'live', 'Asia/Seoul', now(), now())",
                [city.tenant_id, f"city-{number}"],
            )
            connection.execute(
                "insert into tenant.sign_in_rate (tenant_id, id, bucket, window_started_at, attempts) "
                "values (%s, %s, 'x', '2026-11-23', 1)",
                [city.tenant_id, new_id()],
            )
    await worker.queue.tasks["jobs.tidy"].defer_async(timestamp=0)
    await worker.work()
    for city in cities:
        async with tenant_database.transaction(city.tenant_id) as session:
            assert await session.scalar(text("select count(*) from tenant.sign_in_rate")) == 0
    with psycopg.connect(database.owner_url) as connection:
        assert connection.execute("select task_name from jobs.procrastinate_jobs").fetchall() == []


def test_what_must_happen_by_itself_is_wanted_periodically(worker: Worker) -> None:
    assert worker.periodic == {"jobs.recover": "* * * * *", "jobs.tidy": "17 * * * *", "jobs.look_after": "37 * * * *"}


@pytest.fixture
async def program(database: Database, mail_server: MailServer) -> AsyncIterator[asyncio.subprocess.Process]:
    """`seoul-learn worker` as it runs in a city's basement: a process of its own."""
    settings = {
        "DATABASE_URL": database.owner_url, "SECRET_KEY": SECRET_KEY, "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mail_server.port), "MAIL_SENDER": "no-reply@learn.example",
    }  # fmt: skip
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "seoul_learn.cli", "worker", env={**os.environ, **settings},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    yield started
    if started.returncode is None:
        started.kill()
    await started.wait()


async def test_a_worker_that_is_killed_while_it_sends_sends_no_letter_twice_without_saying_so(
    tenant_database: TenantDatabase, worker: Worker, mail_server: MailServer, program: asyncio.subprocess.Process
) -> None:
    city = await new_city(tenant_database, FixedClock(SystemClock().now()))
    mail_server.hold()
    mail_id = await _post(city)
    await asyncio.wait_for(mail_server.arrived.wait(), 60)
    program.kill()
    await program.wait()
    mail_server.released.set()
    assert (await _letter(city, mail_id)).state is MailState.sending
    assert [job["status"] for job in worker.jobs()] == ["doing"]

    # Nobody has to wait for the heartbeat to grow old. What the program had begun by the clock comes back too.
    await recover_stalled_jobs(worker.queue, dead_after_seconds=0)
    assert [job["status"] for job in worker.jobs()] == ["todo"]
    await worker.work()
    assert (await _letter(city, mail_id)).state is MailState.unknown
    assert len(mail_server.letters) == 1
    assert await city.audited() == ["mail.unknown"]
    assert worker.jobs() == []


async def test_a_worker_that_is_told_to_stop_ends_what_it_has_in_hand(
    tenant_database: TenantDatabase, worker: Worker, mail_server: MailServer, program: asyncio.subprocess.Process
) -> None:
    city = await new_city(tenant_database, FixedClock(SystemClock().now()))
    mail_server.hold()
    mail_id = await _post(city)
    await asyncio.wait_for(mail_server.arrived.wait(), 60)
    program.send_signal(signal.SIGTERM)
    mail_server.released.set()
    assert await asyncio.wait_for(program.wait(), 60) == 0
    assert (await _letter(city, mail_id)).state is MailState.sent
    assert len(mail_server.letters) == 1
    assert worker.jobs() == []
