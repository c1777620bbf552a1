"""A job is queued with the change that wants it, or not at all."""

import psycopg
import pytest

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.database.queue import enqueue

JOBS = "select queue_name, task_name, args from jobs.procrastinate_jobs"


async def test_a_job_waits_once_its_change_is_kept(owner_url: str, control: ControlDatabase) -> None:
    async with control.transaction() as unit:
        await enqueue(unit, "deliver_operator_mail", mail_id="an id")
    with psycopg.connect(owner_url) as connection:
        assert connection.execute(JOBS).fetchall() == [("control", "deliver_operator_mail", {"mail_id": "an id"})]


async def test_no_job_waits_for_a_change_undone(owner_url: str, control: ControlDatabase) -> None:
    with pytest.raises(RuntimeError):
        async with control.transaction() as unit:
            await enqueue(unit, "deliver_operator_mail", mail_id="an id")
            raise RuntimeError
    with psycopg.connect(owner_url) as connection:
        assert connection.execute(JOBS).fetchall() == []
