"""The worker process: works the queue off until it is told to stop, then ends what it has in hand."""

import structlog

from seoul_learn.app import make_runtime
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.jobs.queue import open_queue
from seoul_learn.jobs.tasks import Means, register_tasks
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.mail.post_office import PostOffice

_AT_ONCE = 5
_PATIENCE_SECONDS = 30


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT."""
    owner = settings.database_url or EmbeddedPostgres(settings.data_folder / "postgres").start().url()
    tenant_url = address_as(owner, TENANT, secret_key=settings.secret_key)
    runtime = make_runtime(
        settings, control_url=address_as(owner, CONTROL, secret_key=settings.secret_key), tenant_url=tenant_url
    )
    queue = open_queue(tenant_url)
    register_tasks(
        queue,
        Means(
            control=runtime.control,
            provisioning=Provisioning(
                database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=runtime.clock
            ),
            post_office=PostOffice(host=settings.smtp_host, port=settings.smtp_port, sender=settings.mail_sender),
            allow_loopback=settings.public_scheme != "https",
        ),
    )
    await runtime.open()
    try:
        async with queue.open_async():
            structlog.get_logger().info("worker.ready")
            await queue.run_worker_async(
                concurrency=_AT_ONCE,
                shutdown_graceful_timeout=_PATIENCE_SECONDS,
                fetch_job_polling_interval=1,
                delete_jobs="successful",
            )
    finally:
        await runtime.close()
