"""A job is wanted in the same transaction as the change that wants it."""

from typing import ClassVar
from uuid import UUID

import psycopg
import pytest

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.database.transaction import TenantDatabase


class _Remember(Job, frozen=True, kw_only=True):
    task: ClassVar[str] = "remember"
    thing_id: UUID


async def test_a_job_commits_with_its_change_and_names_its_tenant(
    tenant_database: TenantDatabase, owner_url: str
) -> None:
    tenant_id, thing_id = new_id(), new_id()
    async with tenant_database.transaction(tenant_id) as session:
        await enqueue(session, _Remember(thing_id=thing_id))
    with psycopg.connect(owner_url) as connection:
        rows = connection.execute("select task_name, args, status::text from jobs.procrastinate_jobs").fetchall()
    assert rows == [("remember", {"tenant_id": str(tenant_id), "job": {"thing_id": str(thing_id)}}, "todo")]


async def test_a_job_of_an_undone_change_was_never_wanted(tenant_database: TenantDatabase, owner_url: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with tenant_database.transaction(new_id()) as session:
            await enqueue(session, _Remember(thing_id=new_id()))
            raise ZeroDivisionError
    with psycopg.connect(owner_url) as connection:
        assert connection.execute("select count(*) from jobs.procrastinate_jobs").fetchone() == (1,)
