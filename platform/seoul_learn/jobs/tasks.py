"""What each job does: found by the names under which the features declare them."""

import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import msgspec
from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.deliver_operator_mail import DELIVER_OPERATOR_MAIL, deliver_operator_mail
from seoul_learn.control_plane.tenants.queries import list_tenants
from seoul_learn.jobs.errors import JobWithoutTenant, UnreadableJob
from seoul_learn.jobs.look_after_tenant import (
    LookAfterTenant,
    LookingAfter,
    give_places_now,
    look_after_tenant,
)
from seoul_learn.jobs.operator_mail import hand_over_by
from seoul_learn.jobs.recover import recover_stalled_jobs
from seoul_learn.jobs.retry import Patience
from seoul_learn.kit.ids import parse_id
from seoul_learn.tenant_plane.applications.settle_places import GivePlaces
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.queue import Job
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.preview import CountImpact
from seoul_learn.tenant_plane.enrolments.claim import ProvisionEnrolment
from seoul_learn.tenant_plane.enrolments.compare import CompareContract, compare
from seoul_learn.tenant_plane.enrolments.look_at_seat import LookAtSeat, look_at_seat
from seoul_learn.tenant_plane.enrolments.provision import Provisioning, provision
from seoul_learn.tenant_plane.enrolments.release import release
from seoul_learn.tenant_plane.enrolments.settle_difference import ReleaseThere, release_there
from seoul_learn.tenant_plane.enrolments.take_event import forget_events
from seoul_learn.tenant_plane.enrolments.want_release import ReleaseEnrolment
from seoul_learn.tenant_plane.impact.count import Counting, count_impact
from seoul_learn.tenant_plane.lti.keys import rotate_keys
from seoul_learn.tenant_plane.lti.once import forget_messages
from seoul_learn.tenant_plane.mail.deliver_mail import deliver_mail, settle_interrupted_mail
from seoul_learn.tenant_plane.mail.forget_mail import forget_mail
from seoul_learn.tenant_plane.mail.post_office import PostOffice
from seoul_learn.tenant_plane.mail.values import DeliverMail
from seoul_learn.tenant_plane.people.forget_sign_ins import forget_sign_ins
from seoul_learn.tenant_plane.registers.ask import LookUpFact
from seoul_learn.tenant_plane.registers.look_up import LookingUp, look_up

_INTERRUPTED_AFTER = timedelta(minutes=10)
_JOB = TypeVar("_JOB", bound=Job)


class TidyTenant(Job, frozen=True):
    """Forget what is kept for a time only, change keys in time, look after letters that no job looks after any more."""

    task: ClassVar[str] = "tenant.tidy"


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """What jobs work with. `allow_loopback`: what the city asks over the network may be on this very machine."""

    control: ControlDatabase
    provisioning: Provisioning
    post_office: PostOffice
    allow_loopback: bool = False


def register_tasks(queue: App, means: Means) -> None:
    """Teach the queue every task."""
    database, clock = means.provisioning.database, means.provisioning.clock

    async def deliver(tenant_id: UUID, job: DeliverMail) -> None:
        await deliver_mail(
            database, tenant_id=tenant_id, mail_id=job.mail_id, post_office=means.post_office, clock=clock
        )

    async def enrol(tenant_id: UUID, job: ProvisionEnrolment) -> None:
        await provision(tenant_id, job.enrolment_id, means.provisioning)

    async def tidy(tenant_id: UUID, _job: TidyTenant) -> None:
        async with database.transaction(tenant_id) as session:
            await forget_mail(session, clock=clock)
            await forget_sign_ins(session, clock=clock)
            await forget_messages(session, clock=clock)
            seal = means.provisioning.keys.of_tenant(tenant_id)
            await rotate_keys(session, seal=seal, clock=clock, actor=Actor(kind="job"))
            await forget_events(session, clock=clock)
            await settle_interrupted_mail(session, claimed_before=clock.now() - _INTERRUPTED_AFTER, clock=clock)

    engine = Engine(means.provisioning.plugins)
    counting = Counting(database=database, engine=engine, keys=means.provisioning.keys, clock=clock)

    async def count(tenant_id: UUID, job: CountImpact) -> None:
        await count_impact(tenant_id, job.preview_id, counting)

    async def give_back(tenant_id: UUID, job: ReleaseEnrolment) -> None:
        await release(tenant_id, job.enrolment_id, means.provisioning)

    looking_after = LookingAfter(provisioning=means.provisioning, engine=engine)

    async def look_after(tenant_id: UUID, _job: LookAfterTenant) -> None:
        await look_after_tenant(tenant_id, looking_after)

    async def give(tenant_id: UUID, job: GivePlaces) -> None:
        await give_places_now(tenant_id, job.policy_version_id, looking_after)

    looking_up = LookingUp(
        database=database, engine=engine, keys=means.provisioning.keys, clock=clock,
        allow_loopback=means.allow_loopback,
    )  # fmt: skip

    async def ask_register(tenant_id: UUID, job: LookUpFact) -> None:
        await look_up(tenant_id, job.look_up_id, looking_up)

    async def compare_one(tenant_id: UUID, job: CompareContract) -> None:
        await compare(tenant_id, job.contract_id, means.provisioning)

    async def look(tenant_id: UUID, job: LookAtSeat) -> None:
        await look_at_seat(tenant_id, job.contract_id, job.request_id, means.provisioning)

    async def give_back_there(tenant_id: UUID, job: ReleaseThere) -> None:
        await release_there(tenant_id, job.contract_id, job.reference, means.provisioning)

    register(queue, DeliverMail, deliver)
    register(queue, ProvisionEnrolment, enrol)
    register(queue, TidyTenant, tidy)
    register(queue, ReleaseEnrolment, give_back)
    register(queue, LookAfterTenant, look_after)
    register(queue, CountImpact, count)
    register(queue, GivePlaces, give)
    register(queue, LookUpFact, ask_register)
    register(queue, CompareContract, compare_one)
    register(queue, LookAtSeat, look)
    register(queue, ReleaseThere, give_back_there)

    @queue.task(name=DELIVER_OPERATOR_MAIL, queue="control", retry=Patience())
    async def deliver_to_operators() -> None:
        await deliver_operator_mail(means.control, hand_over_by(means.post_office, clock), clock=clock)

    @queue.periodic(cron="* * * * *")
    @queue.task(name="jobs.recover", queueing_lock="jobs.recover")
    async def recover(timestamp: int) -> None:
        del timestamp
        await recover_stalled_jobs(queue)

    @queue.periodic(cron="17 * * * *")
    @queue.task(name="jobs.tidy", queueing_lock="jobs.tidy")
    async def tidy_everywhere(timestamp: int) -> None:
        """Work across tenants is a job for each of them."""
        del timestamp
        await _for_each_tenant(queue, means, TidyTenant.task)

    @queue.periodic(cron="37 * * * *")
    @queue.task(name="jobs.look_after", queueing_lock="jobs.look_after")
    async def look_after_everywhere(timestamp: int) -> None:
        """Every hour, since it is a new day somewhere, and a worker may have been away: on the same day nothing is done
        twice.
        """
        del timestamp
        await _for_each_tenant(queue, means, LookAfterTenant.task)


async def _for_each_tenant(queue: App, means: Means, task: str) -> None:
    async with means.control.transaction() as unit:
        tenants = await list_tenants(unit)
    for tenant in tenants:
        wanted = queue.configure_task(task, queueing_lock=f"{task} {tenant.id}")
        with contextlib.suppress(AlreadyEnqueued):
            await wanted.defer_async(tenant_id=str(tenant.id), job={})


def register(queue: App, job_type: type[_JOB], work: Callable[[UUID, _JOB], Awaitable[None]]) -> None:
    """Teach the queue a job of the tenant plane. It may come twice: `work` does no harm then."""

    @queue.task(name=job_type.task, queue=job_type.queue, retry=Patience())
    async def run(tenant_id: str | None = None, job: dict[str, Any] | None = None) -> None:
        tenant = parse_id(tenant_id) if isinstance(tenant_id, str) else None
        if tenant is None:
            raise JobWithoutTenant(job_type.task)
        try:
            wanted = msgspec.convert(job, job_type)
        except msgspec.ValidationError as error:
            raise UnreadableJob(f"{job_type.task}: {error}") from error
        await work(tenant, wanted)
