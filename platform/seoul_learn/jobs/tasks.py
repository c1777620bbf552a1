"""What each job does: found by the names under which the features declare them."""

import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec
import structlog
from procrastinate import App, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.deliver_operator_mail import DELIVER_OPERATOR_MAIL, deliver_operator_mail
from seoul_learn.control_plane.operators.values import OperatorMail
from seoul_learn.control_plane.tenants.queries import list_tenants
from seoul_learn.plugin_api.provider import ProviderUnavailable
from seoul_learn.tenant_plane.database.queue import Job
from seoul_learn.tenant_plane.enrolments.choose import ProvisionEnrolment
from seoul_learn.tenant_plane.enrolments.provision import Provisioning, provision
from seoul_learn.tenant_plane.mail.deliver_mail import deliver_mail, settle_interrupted_mail
from seoul_learn.tenant_plane.mail.errors import PassingRefusal
from seoul_learn.tenant_plane.mail.forget_mail import forget_mail
from seoul_learn.tenant_plane.mail.post_office import PostOffice
from seoul_learn.tenant_plane.mail.values import DeliverMail, OutgoingMail
from seoul_learn.tenant_plane.people.forget_sign_ins import forget_sign_ins

_log = structlog.get_logger()
_DEAD_AFTER_SECONDS = 30
_INTERRUPTED_AFTER = timedelta(minutes=2)
_JOB = TypeVar("_JOB", bound=Job)


class JobWithoutTenant(Exception):
    """A job of the tenant plane names no tenant: it fails before its first query."""


class SettleMail(Job, frozen=True):
    """Look after letters that were in the hands of a worker that is gone."""

    task: ClassVar[str] = "mail.settle"


class Forget(Job, frozen=True):
    """Forget what is kept for a time only."""

    task: ClassVar[str] = "tenant.forget"


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """What jobs work with."""

    control: ControlDatabase
    provisioning: Provisioning
    post_office: PostOffice


def register_tasks(queue: App, means: Means) -> None:
    """Teach the queue every task."""
    database, clock = means.provisioning.database, means.provisioning.clock

    async def deliver(tenant_id: UUID, job: DeliverMail) -> None:
        await deliver_mail(
            database, tenant_id=tenant_id, mail_id=job.mail_id, post_office=means.post_office, clock=clock
        )

    async def enrol(tenant_id: UUID, job: ProvisionEnrolment) -> None:
        await provision(tenant_id, job.enrolment_id, means.provisioning)

    _register(queue, DeliverMail, deliver, retry_after=(PassingRefusal,))
    _register(queue, ProvisionEnrolment, enrol, retry_after=(ProviderUnavailable,))

    @queue.task(name=DELIVER_OPERATOR_MAIL, queue="control")
    async def deliver_to_operators() -> None:
        async def hand_over(mail: OperatorMail) -> None:
            letter = OutgoingMail(
                id=mail.id, recipient=mail.recipient, subject=mail.subject, body=mail.body,
                language="ko", sender_name="Seoul Learn",
            )  # fmt: skip
            await means.post_office.hand_over(letter, at=clock.now())

        await deliver_operator_mail(means.control, hand_over, clock=clock)

    async def settle(tenant_id: UUID, job: SettleMail) -> None:
        del job
        async with database.transaction(tenant_id) as session:
            await settle_interrupted_mail(session, claimed_before=clock.now() - _INTERRUPTED_AFTER, clock=clock)

    async def forget(tenant_id: UUID, job: Forget) -> None:
        del job
        async with database.transaction(tenant_id) as session:
            await forget_mail(session, clock=clock)
            await forget_sign_ins(session, clock=clock)

    _register(queue, SettleMail, settle)
    _register(queue, Forget, forget)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="jobs.recover", queueing_lock="jobs.recover")
    async def recover(timestamp: int) -> None:
        """Jobs of a worker that was killed are tried again; letters in its hands are of unknown fate."""
        del timestamp
        for job in await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER_SECONDS):
            _log.warning("job.recovered", task=job.task_name)
            await queue.job_manager.retry_job(job)
        await _for_every_tenant(queue, means, SettleMail)

    @queue.periodic(cron="17 * * * *")
    @queue.task(name="jobs.forget", queueing_lock="jobs.forget")
    async def forget_everywhere(timestamp: int) -> None:
        """What is kept for a time only is forgotten, tenant by tenant."""
        del timestamp
        await _for_every_tenant(queue, means, Forget)


def _register(
    queue: App,
    job_type: type[_JOB],
    work: Callable[[UUID, _JOB], Awaitable[None]],
    *,
    retry_after: tuple[type[Exception], ...] = (),
) -> None:
    # Four seconds, then four times as long each time: about six hours in all.
    strategy = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=retry_after) if retry_after else False

    @queue.task(name=job_type.task, queue=job_type.queue, retry=strategy)
    async def run(tenant_id: str | None = None, job: dict[str, Any] | None = None) -> None:
        if not tenant_id:
            raise JobWithoutTenant(job_type.task)
        await work(UUID(tenant_id), msgspec.convert(job or {}, job_type))


async def _for_every_tenant(queue: App, means: Means, job_type: type[Job]) -> None:
    async with means.control.transaction() as unit:
        tenants = await list_tenants(unit)
    for tenant in tenants:
        lock = f"{job_type.task} {tenant.id}"
        with contextlib.suppress(AlreadyEnqueued):
            await queue.configure_task(job_type.task, queueing_lock=lock).defer_async(tenant_id=str(tenant.id), job={})
