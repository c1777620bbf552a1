"""The worker process: works the queues off until it is told to stop, then ends what it has in hand.

What asks providers has workers of its own in it: however slow they are, letters and previews go on (docs/adr/0015).
"""

import asyncio
import signal

import structlog
from procrastinate import App

from seoul_learn.app import make_runtime
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.jobs.queue import open_queue
from seoul_learn.jobs.tasks import Means, register_tasks
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.mail.post_office import PostOffice

QUEUES = {("default", "mail", "control"): 5, ("providers",): 24}
"""Which queues are worked together, and how many of their jobs at once."""
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
                database=runtime.tenants,
                plugins=runtime.plugins,
                keys=runtime.sealing,
                clock=runtime.clock,
                on_this_machine=settings.ports_on_this_machine(),
            ),
            post_office=PostOffice(host=settings.smtp_host, port=settings.smtp_port, sender=settings.mail_sender),
            allow_loopback=settings.public_scheme != "https",
        ),
    )
    await runtime.open()
    try:
        async with queue.open_async():
            structlog.get_logger().info("worker.ready")
            await _work_all(queue)
    finally:
        await runtime.close()


async def _work_all(queue: App) -> None:
    """Work every queue until SIGTERM or SIGINT, and end together: one that fails ends the process."""
    workers = [
        asyncio.create_task(
            queue.run_worker_async(
                queues=list(names),
                concurrency=at_once,
                shutdown_graceful_timeout=_PATIENCE_SECONDS,
                fetch_job_polling_interval=1,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        for names, at_once in QUEUES.items()
    ]

    told = False

    def stop() -> None:
        # Once: a worker that is cancelled again while it ends what it has in hand drops it.
        nonlocal told
        if not told:
            told = True
            for one in workers:
                one.cancel()

    loop = asyncio.get_running_loop()
    for ending in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(ending, stop)
    try:
        await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        stop()
        for ended in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended
    finally:
        for ending in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(ending)
