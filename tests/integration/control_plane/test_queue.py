"""A job is queued with the change that wants it, or not at all."""

import psycopg
import pytest
from procrastinate import PsycopgConnector
from procrastinate.schema import SchemaManager

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.database.queue import enqueue
from seoul_learn.installation.roles import CONTROL

JOBS = "select queue_name, task_name, args from jobs.procrastinate_jobs"


@pytest.fixture
def queue_url(owner_url: str) -> str:
    with psycopg.connect(owner_url) as connection:
        connection.execute("set local search_path = jobs")
        connection.execute(SchemaManager(PsycopgConnector()).get_schema().encode())
        connection.execute("alter function jobs.procrastinate_defer_jobs_v1 set search_path = jobs, pg_temp")
        connection.execute(f"grant select, insert, update on all tables in schema jobs to {CONTROL}".encode())
        connection.execute(f"grant usage on all sequences in schema jobs to {CONTROL}".encode())
    return owner_url


async def test_a_job_waits_once_its_change_is_kept(queue_url: str, control: ControlDatabase) -> None:
    async with control.transaction() as unit:
        await enqueue(unit, "deliver_operator_mail", mail_id="an id")
    with psycopg.connect(queue_url) as connection:
        assert connection.execute(JOBS).fetchall() == [("control", "deliver_operator_mail", {"mail_id": "an id"})]


async def test_no_job_waits_for_a_change_undone(queue_url: str, control: ControlDatabase) -> None:
    with pytest.raises(RuntimeError):
        async with control.transaction() as unit:
            await enqueue(unit, "deliver_operator_mail", mail_id="an id")
            raise RuntimeError
    with psycopg.connect(queue_url) as connection:
        assert connection.execute(JOBS).fetchall() == []
