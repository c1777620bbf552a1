"""Jobs in the hands of a worker that was killed are tried again; procrastinate does not do so by itself."""

import contextlib

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from seoul_learn.jobs.retry import MOST_TRIES

DEAD_AFTER_SECONDS = 30
"""A worker whose heart has not beaten for so long is gone; it beats every 10 seconds."""
_log = structlog.get_logger()


async def recover_stalled_jobs(queue: App, *, dead_after_seconds: float = DEAD_AFTER_SECONDS) -> int:
    """Give the jobs of dead workers back to the queue; how many there were.

    A job that was tried too often is left as failed: it may be what kills the workers.
    """
    recovered = 0
    for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead_after_seconds):
        # Its worker may have come back to life and finished it meanwhile.
        with contextlib.suppress(ConnectorException):
            if job.attempts + 1 >= MOST_TRIES:
                await queue.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
                _log.error("job.given_up", task=job.task_name, job=job.id)
            else:
                await queue.job_manager.retry_job(job)
                _log.warning("job.recovered", task=job.task_name, job=job.id)
            recovered += 1
    return recovered
