"""A job that is queued in the same transaction as the change that wants it, so that neither happens alone."""

import msgspec

from seoul_learn.control_plane.database.connection import UnitOfWork


async def enqueue(unit: UnitOfWork, task: str, *, queue: str = "control", **arguments: object) -> None:
    """Queue `task` of the procrastinate application; identifiers and codes only, no personal values.

    Procrastinate's tables are in the schema "jobs", next to both planes.
    """
    await unit.execute(
        "select jobs.procrastinate_defer_jobs_v1(array[row($1, $2, 0, null, null, $3::jsonb, null)]"
        "::jobs.procrastinate_job_to_defer_v1[])",
        queue,
        task,
        msgspec.json.encode(arguments).decode(),
    )
