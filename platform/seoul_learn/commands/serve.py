"""`seoul-learn serve` and `seoul-learn worker`: the two processes of a running platform."""

import asyncio
import os

from granian import Granian
from granian.constants import Interfaces

from seoul_learn.commands.screen import OUT, chosen_settings, owner_url, refuse_before_migrating
from seoul_learn.installation.metrics import forget_figures, share_figures, show_figures
from seoul_learn.settings import Settings


def serve() -> None:
    """Serve the cities' portals, their consoles and the operator site. Ends on SIGTERM when what was begun is done."""
    settings = chosen_settings()
    _look_before_starting(settings)
    OUT.print(
        f"Listening on {settings.address}:{settings.port}; operators at "
        f"{settings.public_scheme}://operator.{settings.base_domain}:{settings.port}"
    )
    figures = share_figures()
    try:
        show_figures(settings.metrics_port, figures)
    except OSError:
        OUT.print(f"No figures: METRICS_PORT {settings.metrics_port} is in use.")
    Granian(
        "seoul_learn.asgi:create",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.address,
        port=settings.port,
        workers=settings.web_processes,
        websockets=False,
        # Our own log has the route and never the address or what was typed.
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    ).serve()
    forget_figures(figures)


def worker() -> None:
    """Send letters and provision enrolments. Ends on SIGTERM when the job in hand is done."""
    from seoul_learn.worker import run

    settings = chosen_settings()
    _look_before_starting(settings)
    asyncio.run(run(settings))


def _look_before_starting(settings: Settings) -> None:
    owner = owner_url(settings)
    asyncio.run(refuse_before_migrating(owner))
    # The processes below connect where this one looked.
    os.environ["DATABASE_URL"] = owner
