"""When a job that went wrong is tried again: later each time, and in the end not at all."""

import asyncio
import math
import secrets

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from seoul_learn.jobs.errors import UnworkableJob
from seoul_learn.plugin_api.provider import ProviderUnavailable

MOST_TRIES = 9
_FIRST_WAIT_SECONDS = 4


class Patience(BaseRetryStrategy):
    """Waits 4 seconds, then four times as long each time: about six hours in all. After that the job has failed.

    Any fault is worth another try, a database that was away for a moment too, but a job that cannot be worked at all.
    A provider that says when it wants to be asked again is not asked earlier, and not by everybody at that moment.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError):
            # The worker was told to stop and ran out of patience; another one takes over at once.
            return RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, UnworkableJob) or job.attempts + 1 >= MOST_TRIES:
            return None
        wait: int = _FIRST_WAIT_SECONDS ** (job.attempts + 1)
        if isinstance(exception, ProviderUnavailable):
            asked_for = max(wait, math.ceil(exception.retry_after.total_seconds()))
            wait = asked_for + secrets.randbelow(asked_for // 4 + 1)
        return RetryDecision(retry_in={"seconds": wait})
