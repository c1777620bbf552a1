"""Wanting something done later: the wish commits or vanishes together with the change that has it.

Jobs are frozen structs declared by the features; `seoul_learn.jobs` works them. The queue's tables hold ids only.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

import msgspec
from sqlalchemy import Double, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.transaction import tenant_of

# The function and its argument order are procrastinate's own (schema `jobs`); its Python API opens a connection of
# its own and could not take part in our transaction.
_DEFER = text("""
    select jobs.procrastinate_defer_jobs_v1(
        array[row(:queue, :task, 0, null, null, cast(:arguments as jsonb),
                  now() + make_interval(secs => :seconds))::jobs.procrastinate_job_to_defer_v1])
""").bindparams(bindparam("seconds", type_=Double))
_DEFER_ALL = text("""
    select jobs.procrastinate_defer_jobs_v1(
        array(select row(one ->> 'queue', one ->> 'task', 0, null, null, one -> 'arguments', null)
                     ::jobs.procrastinate_job_to_defer_v1
                from jsonb_array_elements(cast(:jobs as jsonb)) as one))
""")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work for one tenant; `task` is the name under which `seoul_learn.jobs` registers it."""

    task: ClassVar[str]
    queue: ClassVar[str] = "default"


async def enqueue(session: AsyncSession, job: Job, *, after: timedelta | None = None) -> None:
    """Put a job into the queue within this transaction, to be worked at once or `after` a while."""
    arguments = {"tenant_id": str(tenant_of(session)), "job": msgspec.to_builtins(job)}
    await session.execute(
        _DEFER,
        {
            "queue": job.queue,
            "task": job.task,
            "arguments": msgspec.json.encode(arguments).decode(),
            "seconds": after.total_seconds() if after is not None else None,
        },
    )


async def enqueue_all(session: AsyncSession, jobs: Sequence[Job]) -> None:
    """Put many jobs into the queue within this transaction, by one statement."""
    if not jobs:
        return
    tenant_id = str(tenant_of(session))
    written = [
        {"queue": one.queue, "task": one.task, "arguments": {"tenant_id": tenant_id, "job": msgspec.to_builtins(one)}}
        for one in jobs
    ]
    await session.execute(_DEFER_ALL, {"jobs": msgspec.json.encode(written).decode()})
